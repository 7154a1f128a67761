//! The messages, one arm each.

use alloc::boxed::Box;

use crate::ballot::Ballot;
use crate::node::{ClientId, NodeId};
use crate::slot::Slot;
use crate::value::{Command, Outcome, Value};

/// What an acceptor accepted: the value, and the ballot it was proposed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vote {
    pub ballot: Ballot,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A client asks a node.
    Request { command: Command },
    /// A follower hands a client's command to the leader.
    Forward { command: Command },
    /// The client's answer; passed back through the node that forwarded.
    Response { client: ClientId, sequence: u32, outcome: Outcome },
    /// "Ask the leader": a follower's answer where requests are not forwarded.
    Redirect { client: ClientId, sequence: u32, leader: NodeId },
    /// Phase 1a. Basic: for `slot` alone; Multi: for `slot` and all after it.
    Prepare { ballot: Ballot, slot: Slot },
    /// Phase 1b: the sender's own last votes in the slots asked for, and what
    /// it knows to be chosen there. Up to `watermark` all is decided: it let
    /// its votes go and can be asked for the values.
    Promise {
        ballot: Ballot,
        slot: Slot,
        votes: Box<[(Slot, Vote)]>,
        decided: Box<[(Slot, Value)]>,
        watermark: Option<Slot>,
    },
    /// Phase 2a.
    Accept { ballot: Ballot, slot: Slot, value: Value },
    /// Phase 2b: the sender voted.
    Accepted { ballot: Ballot, slot: Slot, value: Value },
    /// The sender promised `promised`, which is above `ballot`.
    Nack { ballot: Ballot, slot: Slot, promised: Ballot },
    /// The value is chosen. Where no proposer is a learner, `outcome` tells
    /// the proposer what to answer.
    Learn { ballot: Ballot, slot: Slot, value: Value, outcome: Option<Outcome> },
    /// A leader is there; all slots up to `commit` are chosen, and votes up to
    /// `watermark` may be let go.
    Heartbeat { ballot: Ballot, commit: Option<Slot>, watermark: Option<Slot> },
    /// The sender follows `ballot`: the leader's heartbeat reached it. Up to
    /// `holds` it has every decided value on disk.
    HeartbeatAck { ballot: Ballot, holds: Option<Slot> },
    /// Would an election with this ballot be welcome? Nothing is started yet.
    /// `promised`: the sender can follow no leader below.
    PreVote { ballot: Ballot, promised: Option<Ballot> },
    /// It would: the sender hears no leader. `promised`: the ballot to be above.
    PreVoteGranted { ballot: Ballot, promised: Option<Ballot> },
    /// Asks for the decided values from `slot` on.
    CatchUp { slot: Slot },
    /// Decided values, never mere votes.
    Decided { values: Box<[(Slot, Value)]> },
}

/// A message's kind: its name without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Request,
    Forward,
    Response,
    Redirect,
    Prepare,
    Promise,
    Accept,
    Accepted,
    Nack,
    Learn,
    Heartbeat,
    HeartbeatAck,
    CatchUp,
    Decided,
    PreVote,
    PreVoteGranted,
}

impl Kind {
    pub const ALL: [Self; 16] = [
        Self::Request,
        Self::Forward,
        Self::Response,
        Self::Redirect,
        Self::Prepare,
        Self::Promise,
        Self::Accept,
        Self::Accepted,
        Self::Nack,
        Self::Learn,
        Self::Heartbeat,
        Self::HeartbeatAck,
        Self::CatchUp,
        Self::Decided,
        Self::PreVote,
        Self::PreVoteGranted,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Forward => "Forward",
            Self::Response => "Response",
            Self::Redirect => "Redirect",
            Self::Prepare => "Prepare",
            Self::Promise => "Promise",
            Self::Accept => "Accept",
            Self::Accepted => "Accepted",
            Self::Nack => "Nack",
            Self::Learn => "Learn",
            Self::Heartbeat => "Heartbeat",
            Self::HeartbeatAck => "HeartbeatAck",
            Self::CatchUp => "CatchUp",
            Self::Decided => "Decided",
            Self::PreVote => "PreVote",
            Self::PreVoteGranted => "PreVoteGranted",
        }
    }

    /// Whether it answers another message (drawn hollow) or asks (solid).
    #[must_use]
    pub const fn is_reply(self) -> bool {
        match self {
            Self::Response | Self::Redirect | Self::Promise | Self::Accepted | Self::Nack => true,
            Self::Decided | Self::HeartbeatAck | Self::PreVoteGranted => true,
            Self::Request | Self::Forward | Self::Prepare | Self::Accept | Self::Learn => false,
            Self::Heartbeat | Self::CatchUp | Self::PreVote => false,
        }
    }
}

impl Message {
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Request { .. } => Kind::Request,
            Self::Forward { .. } => Kind::Forward,
            Self::Response { .. } => Kind::Response,
            Self::Redirect { .. } => Kind::Redirect,
            Self::Prepare { .. } => Kind::Prepare,
            Self::Promise { .. } => Kind::Promise,
            Self::Accept { .. } => Kind::Accept,
            Self::Accepted { .. } => Kind::Accepted,
            Self::Nack { .. } => Kind::Nack,
            Self::Learn { .. } => Kind::Learn,
            Self::Heartbeat { .. } => Kind::Heartbeat,
            Self::HeartbeatAck { .. } => Kind::HeartbeatAck,
            Self::CatchUp { .. } => Kind::CatchUp,
            Self::Decided { .. } => Kind::Decided,
            Self::PreVote { .. } => Kind::PreVote,
            Self::PreVoteGranted { .. } => Kind::PreVoteGranted,
        }
    }

    /// The ballot that the message is about.
    #[must_use]
    pub const fn ballot(&self) -> Option<Ballot> {
        match self {
            Self::Prepare { ballot, .. }
            | Self::Promise { ballot, .. }
            | Self::Accept { ballot, .. }
            | Self::Accepted { ballot, .. }
            | Self::Nack { ballot, .. }
            | Self::Learn { ballot, .. }
            | Self::Heartbeat { ballot, .. }
            | Self::HeartbeatAck { ballot, .. }
            | Self::PreVote { ballot, .. }
            | Self::PreVoteGranted { ballot, .. } => Some(*ballot),
            Self::Request { .. } | Self::Forward { .. } | Self::Response { .. } | Self::Redirect { .. } => {
                None
            }
            Self::CatchUp { .. } | Self::Decided { .. } => None,
        }
    }

    /// The slot that the message is about, or the first of them.
    #[must_use]
    pub const fn slot(&self) -> Option<Slot> {
        match self {
            Self::Prepare { slot, .. }
            | Self::Promise { slot, .. }
            | Self::Accept { slot, .. }
            | Self::Accepted { slot, .. }
            | Self::Nack { slot, .. }
            | Self::Learn { slot, .. }
            | Self::CatchUp { slot } => Some(*slot),
            Self::Request { .. } | Self::Forward { .. } | Self::Response { .. } | Self::Redirect { .. } => {
                None
            }
            Self::Heartbeat { .. } | Self::HeartbeatAck { .. } | Self::Decided { .. } => None,
            Self::PreVote { .. } | Self::PreVoteGranted { .. } => None,
        }
    }
}
