//! Quorums, and who plays which role.

use crate::node::NodeSet;

/// How many acceptors make a quorum in each phase. Any two quorums of
/// different phases must meet: `phase1 + phase2 > N` (FPaxos section 3; PTP's
/// condition B2 for majorities).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quorums {
    pub phase1: u8,
    pub phase2: u8,
}

impl Quorums {
    #[must_use]
    pub const fn majority(acceptors: u8) -> Self {
        let size = acceptors / 2 + 1;
        Self { phase1: size, phase2: size }
    }

    /// Whether every phase-1 quorum meets every phase-2 quorum.
    #[must_use]
    pub const fn intersect(self, acceptors: u8) -> bool {
        self.phase1 + self.phase2 > acceptors
    }
}

/// The nodes of a run: who proposes, who votes, who learns. A node may have
/// any of the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    pub proposers: NodeSet,
    pub acceptors: NodeSet,
    pub learners: NodeSet,
    pub quorums: Quorums,
}

impl Cluster {
    /// `count` replicas, each with all three roles, majorities for quorums.
    #[must_use]
    pub const fn replicas(count: u8) -> Self {
        let all = NodeSet::first(count);
        Self { proposers: all, acceptors: all, learners: all, quorums: Quorums::majority(count) }
    }

    #[must_use]
    pub const fn nodes(&self) -> NodeSet {
        self.proposers.or(self.acceptors).or(self.learners)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majorities_intersect_and_halves_do_not() {
        for n in 1..=15 {
            assert!(Quorums::majority(n).intersect(n));
        }
        assert!(!Quorums { phase1: 2, phase2: 2 }.intersect(4));
        assert!(Quorums { phase1: 4, phase2: 2 }.intersect(5));
    }
}
