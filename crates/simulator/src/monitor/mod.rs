//! Safety monitors: what must be true after every step, over the whole
//! history. They belong to their protocol.

pub mod paxos;

/// Which monitors look on, a bit each, in the order of their protocol's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Watch(u32);

impl Watch {
    /// Somebody looks at all, if only to see what is chosen.
    const LOOKS: u32 = 1 << 31;
    /// Every monitor.
    pub const ALL: Self = Self(u32::MAX);
    /// No monitor; what is chosen is still seen.
    pub const CHOICES: Self = Self(Self::LOOKS);
    /// Nobody looks, and nothing is put together to be looked at: to measure
    /// what monitors cost.
    pub const OFF: Self = Self(0);

    /// Whether anybody looks.
    #[must_use]
    pub const fn looks(self) -> bool {
        self.0 & Self::LOOKS != 0
    }

    #[must_use]
    pub const fn has(self, at: u32) -> bool {
        self.0 & (1 << at) != 0
    }

    #[must_use]
    pub const fn with(self, at: u32) -> Self {
        Self(self.0 | Self::LOOKS | 1 << at)
    }

    #[must_use]
    pub const fn without(self, at: u32) -> Self {
        Self(self.0 & !(1 << at))
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::ALL
    }
}
