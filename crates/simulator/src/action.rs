//! Actions: what a scenario or a person asks for, and when.

use antipaxos_paxos::{Address, ClientId, NodeId, NodeSet, Op};

use crate::protocol::Tags;
use crate::settings::Span;

/// Which message is meant: the oldest one under way that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The kind's name, one of the protocol's own list.
    pub kind: &'static str,
    pub ballot: Option<(u32, NodeId)>,
    pub slot: Option<u32>,
    pub from: Address,
    pub to: Address,
}

impl Pattern {
    #[must_use]
    pub fn fits(&self, from: Address, to: Address, tags: Tags) -> bool {
        self.kind == tags.kind
            && self.from == from
            && self.to == to
            && (self.ballot.is_none() || self.ballot == tags.ballot)
            && (self.slot.is_none() || self.slot == tags.slot)
    }
}

/// Links that stop carrying messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Links {
    /// All between nodes of different groups, both ways.
    Between(Vec<NodeSet>),
    /// One, one way.
    OneWay {
        from: NodeId,
        to: NodeId,
    },
    All,
}

/// Where a node crashes within its next step that writes to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CrashPoint {
    /// Nothing of the step is written, and nothing sent.
    BeforeWrite,
    /// All of it is written, and nothing sent.
    AfterWrite,
    /// All of it is written and sent.
    AfterSend,
}

/// What a node finds on its disk when it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disk {
    Lost = 0,
    Kept = 1,
    /// All but what the last step that wrote has written.
    WithoutLastWrite = 2,
}

/// How one directed link differs from the rest of the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Way {
    pub delay: Option<Span>,
    pub loss_per_thousand: Option<u32>,
    pub duplicate_per_thousand: Option<u32>,
}

/// A link, a node's inbox, a node's clock or the whole network is not as it was
/// from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// What is not named stays as it was.
    Link { from: Address, to: Address, way: Way },
    /// The link is like all others again.
    Calm { from: Address, to: Address },
    /// Every message to the node takes that much longer.
    Slow { node: NodeId, by_ms: u32 },
    /// The node's timers run at that share of their speed.
    Clock { node: NodeId, percent: u32 },
    /// Nothing arrives and no timer fires unless told; time stands.
    Hold,
    /// The network goes on by itself.
    Release,
    /// Every link, inbox and clock is like all others again, and nothing is lost
    /// or duplicated by chance. What is cut stays cut.
    CalmAll,
}

impl Change {
    /// Where it shows: the node, or the link's sender; nowhere, if it is about
    /// the whole network.
    #[must_use]
    pub const fn place(&self) -> Option<Address> {
        match *self {
            Self::Link { from, .. } | Self::Calm { from, .. } => Some(from),
            Self::Slow { node, .. } | Self::Clock { node, .. } => Some(Address::Node(node)),
            Self::Hold | Self::Release | Self::CalmAll => None,
        }
    }
}

/// One thing to be done. Each is one step, except that a client that waits for
/// an answer asks later, and that a message dropped as it is sent is lost when
/// it would have arrived.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Ask {
        client: ClientId,
        node: NodeId,
        op: Op,
    },
    Start {
        node: NodeId,
        round: Option<u32>,
        op: Option<Op>,
    },
    Timeout {
        node: NodeId,
    },
    /// `again`: a copy of one that arrived already.
    Deliver {
        pattern: Pattern,
        again: bool,
    },
    Drop {
        pattern: Pattern,
    },
    Duplicate {
        pattern: Pattern,
    },
    /// It arrives that much later than it would have.
    Delay {
        pattern: Pattern,
        by_ms: u32,
    },
    /// Now, or at a point of its next step that writes.
    Crash {
        node: NodeId,
        point: Option<CrashPoint>,
    },
    Restart {
        node: NodeId,
        disk: Disk,
    },
    Bounce {
        node: NodeId,
        point: Option<CrashPoint>,
        disk: Disk,
    },
    Cut(Links),
    Heal(Links),
    Change(Change),
}

/// Something that is so after a step, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// A quorum has voted for a value in the slot, whether or not anybody knows.
    Chosen { slot: u32 },
    /// The node is up and believes that it leads.
    Leads { node: NodeId },
    /// That is the highest promise that the node has given in any slot.
    Promised { node: NodeId, ballot: (u32, NodeId) },
    /// The node has voted in the slot; with a ballot, its vote is of that ballot.
    Voted { node: NodeId, slot: u32, ballot: Option<(u32, NodeId)> },
    /// The node knows what is chosen in the slot.
    Learned { node: NodeId, slot: u32 },
    /// The node has executed the slot.
    Executed { node: NodeId, slot: u32 },
    /// The node is down.
    Crashed { node: NodeId },
    /// At least so many nodes are down at once.
    Down { nodes: u32 },
    /// At least so many requests are answered.
    Answered { requests: u32 },
}

/// When an action is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// In the order of the script: the next step of a manual network.
    Next,
    At {
        ms: u32,
    },
    /// Right after that step, before anything else.
    After {
        step: u32,
    },
    /// When the `nth` message (from 1) that fits is sent.
    On {
        nth: u32,
        pattern: Pattern,
    },
    /// Right after the first step after which it is so.
    Once(Condition),
}

/// A line of the script, taken apart into single steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub trigger: Trigger,
    pub action: Action,
    /// The line of the scenario text, from 1.
    pub line: u32,
    /// Which part of that line, from 0.
    pub part: u32,
}

/// A scripted action that could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub line: u32,
    pub message: String,
    pub hint: String,
}
