//! What is agreed on: commands of clients, and the no-op.

use core::cmp::Ordering;

use crate::node::ClientId;

/// A key or a value of the store: 1 to 8 characters, letters, digits, `-` or
/// `_`. Short on purpose: it must fit on an arrow, and copy for nothing. It lies
/// at a multiple of four bytes, and with it all that holds one: copied from odd
/// places, a step took a third longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(align(4))]
pub struct Word([u8; 8]);

/// In the order of the characters, compared all at once.
impl Ord for Word {
    fn cmp(&self, other: &Self) -> Ordering {
        u64::from_be_bytes(self.0).cmp(&u64::from_be_bytes(other.0))
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Word {
    pub const MAX_LENGTH: usize = 8;

    /// None if `text` is empty, too long, or has another character in it.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if bytes.is_empty() || bytes.len() > Self::MAX_LENGTH || !bytes.iter().all(plain) {
            return None;
        }
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        Some(Self(word))
    }

    /// The word of a number; numbers are held within seven digits and a sign.
    #[must_use]
    pub fn of_number(number: i64) -> Self {
        const LIMIT: i64 = 9_999_999;
        let number = number.clamp(-LIMIT, LIMIT);
        let mut digits = [0; 8];
        let mut at = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            at -= 1;
            let digit = (rest % 10) as u8;
            digits[at] = b'0' + digit;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        let mut word = [0; 8];
        word[..8 - at].copy_from_slice(&digits[at..]);
        Self(word)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|b| *b == 0).unwrap_or(self.0.len());
        core::str::from_utf8(&self.0[..length]).expect("a word is ASCII")
    }

    /// The number that the word spells; 0 if it spells none.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.as_str().parse().unwrap_or(0)
    }
}

/// What a client asks of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// `set x 1`
    Set { key: Word, value: Word },
    /// `add x 1`: not idempotent, so that a command applied twice shows.
    Add { key: Word, amount: Word },
    /// `get x`: a read, which goes through the log like every command.
    Get { key: Word },
}

/// One request of one client. (client, sequence) names it, whatever becomes of
/// the messages that carry it (PML section 5: exactly once).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Command {
    pub client: ClientId,
    pub sequence: u32,
    pub op: Op,
}

/// What a slot can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Fills a hole and does nothing (PMS section 3).
    NoOp,
    Command(Command),
}

/// What a command gave: nothing to report, or the value now under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    Done,
    Found(Word),
    Missing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_word_is_one_to_eight_plain_characters() {
        assert_eq!(Word::new("x").unwrap().as_str(), "x");
        assert_eq!(Word::new("12345678").unwrap().as_str(), "12345678");
        for wrong in ["", "123456789", "a b", "ä", "x\u{202e}"] {
            assert_eq!(Word::new(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn numbers_spell_as_they_read() {
        for number in [0, 7, -7, 1_234_567, -9_999_999] {
            assert_eq!(Word::of_number(number).as_str(), number.to_string());
            assert_eq!(Word::of_number(number).number(), number);
        }
        assert_eq!(Word::of_number(1 << 40).as_str(), "9999999");
    }
}
