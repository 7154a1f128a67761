//! Steps: the things that happen, one at a time, and what each made true.

use antipaxos_paxos::{Address, ClientId, Command, NodeId, Outcome};

use crate::action::{Change, CrashPoint, Disk, Links};
use crate::protocol::Protocol;

/// A message of the run, by the order in which it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u32);

/// What happens in a step. New kinds go to the end: a kind's place is part of
/// every fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happening<T> {
    /// Step 0: the past as the scenario sets it up.
    SetUp,
    Deliver(MessageId),
    /// The network loses the message.
    Lose(MessageId),
    /// The message reaches a node that is down.
    Bounce(MessageId),
    /// The network makes a second copy.
    Duplicate(MessageId),
    /// A client asks, for the first time or again.
    Ask {
        client: ClientId,
        node: NodeId,
        again: bool,
    },
    /// A client stops waiting.
    GiveUp {
        client: ClientId,
    },
    Timeout {
        node: NodeId,
        timer: T,
    },
    /// A node starts a ballot by order.
    Start {
        node: NodeId,
    },
    Crash {
        node: NodeId,
    },
    Restart {
        node: NodeId,
        disk: Disk,
    },
    /// Crash and restart at once.
    CrashRestart {
        node: NodeId,
        disk: Disk,
    },
    /// Links stop carrying messages; a fact of the step says which.
    Cut,
    /// Links carry messages again.
    Heal,
    /// From now on the node's next step that writes is cut short; `back`: it
    /// restarts at once.
    Doom {
        node: NodeId,
        point: CrashPoint,
        back: Option<Disk>,
    },
    /// A link, an inbox or a clock changes; a fact of the step says how.
    Change,
    /// The message will arrive later than it would have.
    Delay {
        id: MessageId,
        by_ms: u32,
    },
}

/// What the network or a client made true.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Noted<P: Protocol> {
    /// At a node, by the protocol.
    At(NodeId, P::Fact),
    /// A finding of the monitors, over the whole history.
    Found(P::Finding),
    Asked {
        client: ClientId,
        command: Command,
    },
    Answered {
        client: ClientId,
        sequence: u32,
        outcome: Outcome,
    },
    /// The links that stopped or began to carry messages.
    Links(Links),
    /// An answer to a request that the client does not wait for any more.
    AnsweredTwice {
        client: ClientId,
    },
    /// The node crashed in the midst of the step.
    Crashed {
        node: NodeId,
        point: CrashPoint,
        back: Option<Disk>,
    },
    Changed(Change),
}

impl<P: Protocol> Noted<P> {
    /// What the protocol made true, and where; none of what clients, the
    /// network and monitors did.
    pub const fn at_node(&self) -> Option<(NodeId, &P::Fact)> {
        match self {
            Self::At(node, fact) => Some((*node, fact)),
            Self::Found(_)
            | Self::Asked { .. }
            | Self::Answered { .. }
            | Self::AnsweredTwice { .. }
            | Self::Links(_)
            | Self::Crashed { .. }
            | Self::Changed(_) => None,
        }
    }
}

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent<P: Protocol> {
    pub from: Address,
    pub to: Address,
    pub message: P::Message,
    /// The step that sent it.
    pub sent: u32,
    /// The step that ended its journey, and how; none while under way.
    pub ended: Option<(u32, Ending)>,
    /// How many messages in a row led here, this one included.
    pub depth: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    Arrived,
    Lost,
    /// The receiver was down.
    Dead,
}

/// One step of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRecord<T> {
    pub happening: Happening<T>,
    pub at_ms: u32,
    /// The step that this one follows from.
    pub cause: Option<u32>,
    /// The node that took part, apart from clients.
    pub node: Option<NodeId>,
    /// Where its facts and messages end in the history's lists.
    pub(crate) facts_end: u32,
    pub(crate) sent_end: u32,
    /// One-way delays up to here.
    pub depth: u32,
    /// Heartbeats and other things without consequence: views may fold it.
    pub folded: bool,
}
