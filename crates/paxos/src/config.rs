//! The choices that a run makes once, for all its replicas.

use crate::node::NodeId;
use crate::quorum::Cluster;
use crate::rules::Rules;

/// Which protocol decides the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// One Synod instance per slot, both phases each time, no leader.
    Basic,
    /// One ballot for all slots; phase 1 once per leader.
    Multi,
}

/// How a vote becomes known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Learning {
    /// Every acceptor tells every learner.
    All,
    /// Every acceptor tells the ballot's owner, which passes the decision on.
    Leader,
    /// Every acceptor tells one named learner, which passes the decision on.
    Distinguished(NodeId),
}

/// What a follower does with a client's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Forwarding {
    /// It hands the request to the leader and the answer back to the client.
    Forward,
    /// It tells the client who leads.
    Redirect,
}

/// The choices that a run makes once. Every replica reads them, none holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    pub variant: Variant,
    pub cluster: Cluster,
    pub learning: Learning,
    pub forwarding: Forwarding,
    /// Whether a refusal is answered (an optimisation: silence is correct too).
    pub nacks: bool,
    /// How many slots a leader may have under way at once.
    pub window: u32,
    /// Whether a follower answers its client itself once it knows the outcome,
    /// instead of handing the leader's answer on.
    pub direct_answers: bool,
    /// Whether a Prepare of the ballot already promised is left unanswered.
    pub strict_prepare: bool,
    /// The rules that this run keeps: all, but to see what one is for.
    pub rules: Rules,
    /// Whether decided values are kept on disk and old votes let go (Multi).
    pub watermark: bool,
    /// Whether a replica asks before it stands for election (Multi).
    pub prevote: bool,
}

impl Config {
    #[must_use]
    pub const fn new(variant: Variant, cluster: Cluster) -> Self {
        Self {
            variant,
            cluster,
            learning: Learning::All,
            forwarding: Forwarding::Forward,
            nacks: true,
            window: u32::MAX,
            direct_answers: false,
            strict_prepare: false,
            rules: Rules::ALL,
            watermark: false,
            prevote: false,
        }
    }

    /// Whether votes under the watermark are let go, and so decided values are
    /// on disk. Basic keeps all of its votes.
    #[must_use]
    pub const fn lets_votes_go(&self) -> bool {
        match self.variant {
            Variant::Basic => false,
            Variant::Multi => self.watermark,
        }
    }
}
