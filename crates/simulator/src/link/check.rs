//! The tail of a link: CRC-32 (the polynomial of Ethernet and zip), as seven
//! lower-case digits to base 36.

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// 36^7 is above 2^32, 36^6 is not.
pub(super) const LENGTH: usize = 7;

/// CRC-32 of these bytes, one part after the other.
pub(super) fn crc32(parts: &[&[u8]]) -> u32 {
    let mut crc = u32::MAX;
    for byte in parts.iter().copied().flatten() {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

pub(super) fn digits(crc: u32) -> String {
    let mut text = [0; LENGTH];
    let mut rest = crc;
    for place in text.iter_mut().rev() {
        *place = DIGITS[(rest % 36) as usize];
        rest /= 36;
    }
    text.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_usual_crc() {
        assert_eq!(crc32(&[b"123456789"]), 0xcbf4_3926);
        assert_eq!(crc32(&[b"1234", b"", b"56789"]), 0xcbf4_3926);
    }

    #[test]
    fn digits_are_seven() {
        assert_eq!(digits(0), "0000000");
        assert_eq!(digits(35), "000000z");
        assert_eq!(digits(u32::MAX), "1z141z3");
    }
}
