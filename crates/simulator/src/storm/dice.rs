//! Numbers that follow from a seed, one after the other.

use crate::chance::{Purpose, between, draw};

/// A sequence of draws. Nothing in a run draws for a node of that number, so
/// a storm's schedule and its run share nothing but the seed.
#[derive(Clone, Debug)]
pub struct Dice {
    seed: u32,
    node: u8,
    count: u32,
}

impl Dice {
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Self { seed, node: u8::MAX, count: 0 }
    }

    /// Another sequence of the same seed: what draws from it shifts nothing in
    /// the first.
    #[must_use]
    pub(super) const fn aside(seed: u32) -> Self {
        Self { seed, node: u8::MAX - 1, count: 0 }
    }

    /// A third, for the options of the protocol that came after these.
    #[must_use]
    pub(super) const fn options(seed: u32) -> Self {
        Self { seed, node: u8::MAX - 2, count: 0 }
    }

    /// From `low` to `high`, both included.
    pub const fn roll(&mut self, low: u32, high: u32) -> u32 {
        self.count += 1;
        between(draw(self.seed, Purpose::Timer { node: self.node }, self.count), low, high)
    }

    pub const fn chance(&mut self, percent: u32) -> bool {
        self.roll(1, 100) <= percent
    }

    /// One of a list.
    ///
    /// # Panics
    /// On an empty list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let last = u32::try_from(list.len()).expect("a short list") - 1;
        &list[self.roll(0, last) as usize]
    }
}
