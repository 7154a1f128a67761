//! Chance: numbers that depend on the seed, on what they are for and on how
//! many were drawn for that before, and on nothing else. Dropping a message on
//! one link leaves the delays of all others as they were.

use crate::fingerprint::scramble;

/// What a number is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Delay { from: u8, to: u8 },
    Loss { from: u8, to: u8 },
    Duplicate { from: u8, to: u8 },
    Timer { node: u8 },
}

impl Purpose {
    const fn code(self) -> u64 {
        let (kind, a, b) = match self {
            Self::Delay { from, to } => (1, from, to),
            Self::Loss { from, to } => (2, from, to),
            Self::Duplicate { from, to } => (3, from, to),
            Self::Timer { node } => (4, node, 0),
        };
        ((kind as u64) << 16) | ((a as u64) << 8) | b as u64
    }
}

/// The `count`th number for `purpose`.
#[must_use]
pub const fn draw(seed: u32, purpose: Purpose, count: u32) -> u64 {
    let key = ((seed as u64) << 32) ^ purpose.code();
    scramble(scramble(key).wrapping_add((count as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// A number from `low` to `high`, both included.
#[must_use]
pub const fn between(number: u64, low: u32, high: u32) -> u32 {
    let span = high.saturating_sub(low) as u64 + 1;
    low + (((number >> 32) * span) >> 32) as u32
}

/// True in `per_thousand` of 1,000 cases.
#[must_use]
pub const fn one_in(number: u64, per_thousand: u32) -> bool {
    per_thousand > 0 && between(number, 0, 999) < per_thousand
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_in_their_range_and_reach_both_ends() {
        let purpose = Purpose::Delay { from: 0, to: 1 };
        let drawn: Vec<u32> = (0..500).map(|count| between(draw(7, purpose, count), 10, 13)).collect();
        assert_eq!(drawn.iter().min(), Some(&10));
        assert_eq!(drawn.iter().max(), Some(&13));
        assert_eq!(between(draw(7, purpose, 0), 10, 10), 10);
    }

    #[test]
    fn links_draw_independently() {
        let ab = draw(7, Purpose::Delay { from: 0, to: 1 }, 0);
        let ba = draw(7, Purpose::Delay { from: 1, to: 0 }, 0);
        assert_ne!(ab, ba);
        assert_eq!(ab, draw(7, Purpose::Delay { from: 0, to: 1 }, 0));
    }
}
