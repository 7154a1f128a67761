//! Ballots: the numbers that order everything (PMS's "proposal numbers").

use crate::node::NodeId;

/// A ballot, `round.owner`, ordered by round and then by owner. Every ballot
/// belongs to one proposer, which never uses it twice (PTP, condition B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    pub round: u32,
    pub owner: NodeId,
}

impl Ballot {
    #[must_use]
    pub const fn new(round: u32, owner: NodeId) -> Self {
        Self { round, owner }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_round_decides_before_the_owner() {
        let (a, b) = (NodeId(0), NodeId(1));
        assert!(Ballot::new(2, a) > Ballot::new(1, b));
        assert!(Ballot::new(1, b) > Ballot::new(1, a));
        assert!(Some(Ballot::new(1, a)) > None, "any ballot is above none");
    }
}
