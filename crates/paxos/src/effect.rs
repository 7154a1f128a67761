//! What a step asks of the world: write, send, set a timer, note a fact.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use crate::ballot::Ballot;
use crate::fact::Fact;
use crate::message::{Message, Vote};
use crate::node::{Address, ClientId, NodeId};
use crate::slot::Slot;
use crate::value::{Command, Value};

/// One input of a step. Time and chance come in from outside: a timeout is an
/// input like any other. `M` is the message type, `T` the timer's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input<M, T> {
    /// The node starts for the first time.
    Boot,
    Deliver {
        from: Address,
        message: M,
    },
    Timeout(T),
    /// A ballot by order: a proposer proposes a command that nobody sent it,
    /// or, without one, starts a further ballot. `round` may name a round
    /// above the next one.
    Start {
        command: Option<Command>,
        round: Option<u32>,
    },
}

/// What a step asks of the world, in order: a `Persist` comes before every
/// `Send` that depends on it. `R` is a durable write, `F` a fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect<M, T, R, F> {
    Persist(R),
    Send {
        to: Address,
        message: M,
    },
    /// Sets the timer, or sets it anew.
    Arm {
        timer: T,
        wait: Wait,
    },
    Disarm(T),
    Fact(F),
}

/// How long a timer waits; the world knows the numbers, and draws at random
/// where it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wait {
    /// A random time: how long a follower is patient with a silent leader.
    Election,
    /// The leader's beat.
    Heartbeat,
    /// Until an unanswered message is sent again.
    Resend { attempt: u32 },
    /// A random time, longer with each attempt: how duels end.
    Backoff { attempt: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    Election,
    Heartbeat,
    Resend,
    /// Basic: a proposer waits before its next ballot in a slot.
    Backoff(Slot),
}

/// One write to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// The highest round the proposer used.
    Round(u32),
    /// The acceptor's promise, for one slot or for all.
    Promised { ballot: Ballot, slot: Option<Slot> },
    /// The acceptor's vote; where that raises its promise, a `Promised` stands
    /// beside it.
    Voted { slot: Slot, vote: Vote },
    /// A decided value, where votes are let go.
    Decided { slot: Slot, value: Value },
    /// The acceptor's votes up to there are let go.
    LetGo { slot: Slot },
    /// The acceptor's vote is no more: only where a rule is off.
    Erased { slot: Slot },
}

pub type PaxosInput = Input<Message, Timer>;
pub type PaxosEffect = Effect<Message, Timer, Record, Fact>;

/// Where a step puts its effects. Kept by the driver and used again.
#[derive(Debug)]
pub struct Effects {
    pub list: Vec<PaxosEffect>,
    /// Messages to oneself: handled within the step, never lost or counted.
    pub(crate) local: VecDeque<Message>,
    /// Whether facts are put into the list, for those who keep a record; to
    /// act, a driver needs none.
    pub facts: bool,
}

impl Default for Effects {
    fn default() -> Self {
        Self { list: Vec::new(), local: VecDeque::new(), facts: true }
    }
}

/// The effects of a step of `me`, as the protocol's modules write them.
pub(crate) struct Out<'a> {
    pub me: NodeId,
    effects: &'a mut Effects,
}

impl<'a> Out<'a> {
    pub const fn new(me: NodeId, effects: &'a mut Effects) -> Self {
        Self { me, effects }
    }

    /// An effect is made where it will lie: to make it elsewhere and move it
    /// there costs more than most of what a step does.
    #[inline]
    fn push(&mut self, make: impl FnOnce() -> PaxosEffect) {
        self.effects.list.extend(core::iter::once_with(make));
    }

    pub fn send(&mut self, to: NodeId, message: Message) {
        if to == self.me {
            self.effects.local.push_back(message);
        } else {
            self.push(|| Effect::Send { to: Address::Node(to), message });
        }
    }

    pub fn broadcast(&mut self, to: impl IntoIterator<Item = NodeId>, message: &Message) {
        for node in to {
            self.send(node, message.clone());
        }
    }

    /// Answers a client or the node that forwarded for it; a command of the
    /// node's own needs no answer.
    pub fn answer(&mut self, to: Address, message: Message) {
        match to {
            Address::Node(node) => self.send(node, message),
            Address::Client(client) => {
                if client.0 < ClientId::OWN {
                    self.push(|| Effect::Send { to, message });
                }
            }
        }
    }

    pub fn persist(&mut self, record: Record) {
        self.push(|| Effect::Persist(record));
    }

    pub fn fact(&mut self, fact: Fact) {
        if self.effects.facts {
            self.push(|| Effect::Fact(fact));
        }
    }

    pub fn arm(&mut self, timer: Timer, wait: Wait) {
        self.push(|| Effect::Arm { timer, wait });
    }

    pub fn disarm(&mut self, timer: Timer) {
        self.push(|| Effect::Disarm(timer));
    }

    pub fn next_local(&mut self) -> Option<Message> {
        self.effects.local.pop_front()
    }
}
