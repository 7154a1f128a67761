//! The envelope of a link, written a second time from docs/LINKS.md, so that
//! tests can seal what no encoder would.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Seven digits to base 36 of the CRC-32 of version, bytes and step.
fn sum(bytes: &[u8], step: Option<u32>) -> String {
    let step = step.map(|step| step.to_le_bytes().to_vec()).unwrap_or_default();
    let mut crc = u32::MAX;
    for byte in [b"1", bytes, &step].concat() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let mut rest = !crc;
    let mut digits = String::new();
    for _ in 0..7 {
        digits.insert(0, char::from_digit(rest % 36, 36).expect("below 36"));
        rest /= 36;
    }
    digits
}

/// The payload of these bytes.
pub fn seal(bytes: &[u8], step: Option<u32>) -> String {
    let bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1 == 1)).collect();
    let digit = |group: &[bool]| {
        let value = group.iter().fold(0, |value, bit| value << 1 | usize::from(*bit));
        char::from(DIGITS[value << (6 - group.len())])
    };
    let digits: String = bits.chunks(6).map(digit).collect();
    let step_part = step.map(|step| format!("&step={step}")).unwrap_or_default();
    format!("1{digits}.{}{step_part}", sum(bytes, step))
}

/// The bytes of a payload that is whole.
pub fn unseal(payload: &str) -> Vec<u8> {
    let digits = payload[1..].split('.').next().unwrap_or("");
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = DIGITS.iter().position(|known| *known == digit).expect("a whole payload");
        bits = bits << 6 | u32::try_from(value).expect("below 64");
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("eight bits"));
        }
    }
    bytes
}
