//! Bytes as letters, digits, `-` and `_` (RFC 4648, section 5), without
//! padding. Each sequence of bytes has one spelling.

use super::Fault;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let group = u32::from_be_bytes(group);
        for at in 0..=chunk.len() {
            text.push(digit((group >> (18 - 6 * at) & 63) as usize));
        }
    }
    text
}

/// What a digit stands for, 0 to 63.
pub(super) const fn value(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

/// The digit for a number below 64.
pub(super) fn digit(value: usize) -> char {
    char::from(DIGITS[value])
}

/// # Errors
/// Damaged: another character, a length that no bytes have, or a last
/// character with bits that belong to no byte.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    if text.len() % 4 == 1 {
        return Err(Fault::Damaged);
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut group: u32 = 0;
        for (at, digit) in chunk.iter().enumerate() {
            group |= u32::from(value(*digit).ok_or(Fault::Damaged)?) << (18 - 6 * at);
        }
        let [_, all @ ..] = group.to_be_bytes();
        let (whole, rest) = all.split_at(chunk.len() - 1);
        if rest.iter().any(|byte| *byte != 0) {
            return Err(Fault::Damaged);
        }
        bytes.extend_from_slice(whole);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back() {
        for length in 0..70_u8 {
            let bytes: Vec<u8> = (0..length).map(|at| at.wrapping_mul(151).wrapping_add(length)).collect();
            assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }
        assert_eq!(encode(b"\xfb\xff"), "-_8", "RFC 4648's last digits");
        assert_eq!(encode(b"foob"), "Zm9vYg", "its test vector, without padding");
    }

    /// Whatever is decoded is written in the one way in which it is encoded.
    #[test]
    fn there_is_one_spelling() {
        for text in ["Zm9vYh", "Zm9vY", "Zg=", "Zg==", "Z", "Zm 9", "Zm9+", "Zm9/", "Zm9é"] {
            assert_eq!(decode(text), Err(Fault::Damaged), "{text}");
        }
        for one in DIGITS {
            for two in DIGITS {
                let text = String::from_utf8(vec![*one, *two]).expect("ASCII");
                if let Ok(bytes) = decode(&text) {
                    assert_eq!(encode(&bytes), text);
                }
            }
        }
    }
}
