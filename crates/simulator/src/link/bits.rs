//! Bits, one after the other, and the few ways in which a link writes numbers.
//! Each way is there twice, writing and reading, side by side.

use super::Fault;

/// Bytes that grow by bits, the highest bit of each byte first.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// How many bits are written.
    length: usize,
}

/// Bits that are read once, from the front.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

const fn bits_of(number: u32) -> u32 {
    32 - number.leading_zeros()
}

impl Writer {
    pub fn bit(&mut self, bit: bool) {
        if self.length.is_multiple_of(8) {
            self.bytes.push(0);
        }
        let last = self.bytes.len() - 1;
        self.bytes[last] |= u8::from(bit) << (7 - self.length % 8);
        self.length += 1;
    }

    /// The `width` low bits of `number`.
    pub fn bits(&mut self, number: u32, width: u32) {
        for at in (0..width).rev() {
            self.bit(number >> at & 1 == 1);
        }
    }

    /// An Exp-Golomb code: small numbers are short; `k` low bits come as they
    /// are.
    pub fn number(&mut self, number: u32, k: u32) {
        let high = (number >> k).wrapping_add(1);
        // All ones shifted by nothing is the one number that wraps.
        let width = if high == 0 { 33 } else { bits_of(high) };
        for _ in 1..width {
            self.bit(false);
        }
        self.bit(true);
        self.bits(high, width - 1);
        self.bits(number, k);
    }

    /// One of `count`, in as few bits as that takes.
    pub fn one_of(&mut self, index: u32, count: u32) {
        let width = bits_of(count - 1);
        let spare = (1 << width) - count;
        if index < spare {
            self.bits(index, width - 1);
        } else {
            self.bits(index + spare, width);
        }
    }

    /// A place in a list that grows: the first seven take three bits.
    pub fn rank(&mut self, rank: u32) {
        match rank {
            0..7 => self.bits(rank, 3),
            7..22 => {
                self.bits(7, 3);
                self.bits(rank - 7, 4);
            }
            _ => {
                self.bits(0x7f, 7);
                self.bits(rank - 22, 8);
            }
        }
    }

    /// That many ones, and a zero: a place in a short list that grows.
    pub fn ones(&mut self, count: u32) {
        for _ in 0..count {
            self.bit(true);
        }
        self.bit(false);
    }

    /// All of it, filled up with zeros to whole bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn bit(&mut self) -> Result<bool, Fault> {
        let byte = self.bytes.get(self.at / 8).ok_or(Fault::Damaged)?;
        let bit = byte >> (7 - self.at % 8) & 1 == 1;
        self.at += 1;
        Ok(bit)
    }

    pub fn bits(&mut self, width: u32) -> Result<u32, Fault> {
        let mut number = 0;
        for _ in 0..width {
            number = number << 1 | u32::from(self.bit()?);
        }
        Ok(number)
    }

    pub fn number(&mut self, k: u32) -> Result<u32, Fault> {
        let mut width = 0;
        while !self.bit()? {
            width += 1;
            if width > 32 {
                return Err(Fault::Damaged);
            }
        }
        let low = self.bits(width)?;
        let high = (1_u64 << width) + u64::from(low) - 1;
        let number = high << k | u64::from(self.bits(k)?);
        u32::try_from(number).map_err(|_| Fault::Damaged)
    }

    pub fn one_of(&mut self, count: u32) -> Result<u32, Fault> {
        let width = bits_of(count - 1);
        let spare = (1 << width) - count;
        if width == 0 {
            return Ok(0);
        }
        let short = self.bits(width - 1)?;
        if short < spare {
            return Ok(short);
        }
        Ok((short << 1 | self.bits(1)?) - spare)
    }

    pub fn rank(&mut self) -> Result<u32, Fault> {
        Ok(match self.bits(3)? {
            7 => match self.bits(4)? {
                15 => 22 + self.bits(8)?,
                rank => 7 + rank,
            },
            rank => rank,
        })
    }

    /// At most seven ones; what is beyond was written by a newer version.
    pub fn ones(&mut self) -> Result<u32, Fault> {
        let mut count = 0;
        while self.bit()? {
            count += 1;
            if count > 7 {
                return Err(Fault::NewerVersion);
            }
        }
        Ok(count)
    }

    /// Whether nothing is left but zeros that fill a byte up.
    pub fn is_done(&self) -> bool {
        let rest = self.bytes.len() * 8 - self.at;
        let last = self.bytes.last().copied().unwrap_or(0);
        rest < 8 && u32::from(last) & ((1 << rest) - 1) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: [u32; 12] = [0, 1, 2, 3, 7, 8, 100, 1_000, 65_535, 1_000_000, u32::MAX - 1, u32::MAX];

    #[test]
    fn numbers_come_back() {
        for k in [0, 1, 3, 8, 16] {
            for number in NUMBERS {
                let mut writer = Writer::default();
                writer.number(number, k);
                let bytes = writer.into_bytes();
                let mut reader = Reader::new(&bytes);
                assert_eq!(reader.number(k), Ok(number), "k = {k}");
                assert!(reader.is_done());
            }
        }
    }

    #[test]
    fn one_of_some_takes_as_few_bits_as_it_can() {
        for count in 1..=40 {
            for index in 0..count {
                let mut writer = Writer::default();
                writer.one_of(index, count);
                assert!(writer.length <= bits_of(count - 1) as usize);
                let bytes = writer.into_bytes();
                assert_eq!(Reader::new(&bytes).one_of(count), Ok(index), "of {count}");
            }
        }
    }

    #[test]
    fn ranks_come_back() {
        for rank in 0..278 {
            let mut writer = Writer::default();
            writer.rank(rank);
            let bytes = writer.into_bytes();
            assert_eq!(Reader::new(&bytes).rank(), Ok(rank));
        }
    }

    #[test]
    fn what_ends_early_or_late_is_damaged() {
        assert_eq!(Reader::new(&[]).bit(), Err(Fault::Damaged));
        assert_eq!(Reader::new(&[0; 9]).number(0), Err(Fault::Damaged));
        let all = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(Reader::new(&all).number(0), Err(Fault::Damaged), "above 32 bits");
        assert_eq!(Reader::new(&[0xff; 2]).ones(), Err(Fault::NewerVersion));
        assert!(!Reader::new(&[0]).is_done());
        let mut reader = Reader::new(&[0b1000_0001]);
        assert_eq!(reader.bit(), Ok(true));
        assert!(!reader.is_done(), "a one among the zeros");
    }
}
