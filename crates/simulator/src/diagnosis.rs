//! Liveness is diagnosed, not asserted: what kept a run from getting on.

/// What can keep a run from getting on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ailment {
    Duel,
    NoQuorum,
    GapStall,
    Deadlock,
    Churn,
    PartialConnectivity,
}

impl Ailment {
    pub const ALL: [Self; 6] =
        [Self::Duel, Self::NoQuorum, Self::GapStall, Self::Deadlock, Self::Churn, Self::PartialConnectivity];

    /// The name that scenarios use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Duel => "duel",
            Self::NoQuorum => "no-quorum",
            Self::GapStall => "gap-stall",
            Self::Deadlock => "deadlock",
            Self::Churn => "churn",
            Self::PartialConnectivity => "partial-connectivity",
        }
    }
}

/// What kept a run from getting on, by its history and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub ailment: Ailment,
    /// What it is in this run.
    pub sentence: String,
    /// The steps that show it, rising.
    pub steps: Vec<u32>,
}
