//! What a step asks of the world: write, send, set a timer, note a fact.

use alloc::vec::Vec;
use core::mem;

use crate::ballot::Ballot;
use crate::fact::Fact;
use crate::message::{Message, Vote};
use crate::node::{Address, ClientId, NodeId, NodeSet};
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

/// Takes what a step asks for, as it comes and in that order: a `persist`
/// before every `send` that depends on it. A list keeps it for later; a driver
/// that acts at once needs no list.
pub trait Sink {
    fn persist(&mut self, record: Record);
    /// Never to the node itself. `make` gives the message, to be made where it
    /// will lie: to make it elsewhere and move it there costs more than most of
    /// what a step does.
    fn send(&mut self, to: Address, make: impl FnOnce() -> Message);
    /// Sets the timer, or sets it anew.
    fn arm(&mut self, timer: Timer, wait: Wait);
    fn disarm(&mut self, timer: Timer);
    fn fact(&mut self, fact: Fact);
}

/// Puts at the list's end what is made there, not made elsewhere and moved.
#[inline]
fn append<T>(list: &mut Vec<T>, make: impl FnOnce() -> T) {
    list.extend(core::iter::once_with(make));
}

impl Sink for Vec<PaxosEffect> {
    #[inline]
    fn persist(&mut self, record: Record) {
        append(self, || Effect::Persist(record));
    }

    #[inline]
    fn send(&mut self, to: Address, make: impl FnOnce() -> Message) {
        append(self, || Effect::Send { to, message: make() });
    }

    #[inline]
    fn arm(&mut self, timer: Timer, wait: Wait) {
        append(self, || Effect::Arm { timer, wait });
    }

    #[inline]
    fn disarm(&mut self, timer: Timer) {
        append(self, || Effect::Disarm(timer));
    }

    #[inline]
    fn fact(&mut self, fact: Fact) {
        append(self, || Effect::Fact(fact));
    }
}

/// Where a step puts its effects. Kept by the driver and used again.
#[derive(Debug)]
pub struct Effects<S = Vec<PaxosEffect>> {
    pub sink: S,
    /// Whose step it is.
    me: NodeId,
    /// Messages to oneself: handled within the step, never lost or counted.
    local: Vec<Message>,
    /// Those that are being handled.
    handled: Vec<Message>,
    /// Whether facts are told, to those who keep a record; to act, a driver
    /// needs none.
    pub facts: bool,
}

impl<S> Effects<S> {
    #[must_use]
    pub const fn new(sink: S) -> Self {
        Self { sink, me: NodeId(0), local: Vec::new(), handled: Vec::new(), facts: true }
    }
}

impl Default for Effects {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// As the protocol's modules write them.
impl<S: Sink> Effects<S> {
    /// A step of `me` begins.
    pub(crate) const fn of(&mut self, me: NodeId) -> &mut Self {
        self.me = me;
        self
    }

    #[inline]
    fn put(&mut self, to: NodeId, make: impl FnOnce() -> Message) {
        if to == self.me {
            append(&mut self.local, make);
        } else {
            self.sink.send(Address::Node(to), make);
        }
    }

    pub(crate) fn send(&mut self, to: NodeId, message: Message) {
        self.put(to, || message);
    }

    /// To each of them a message of its own. `dyn`, so that there is one copy of
    /// this where code is built to be small; built to be fast, it is inlined.
    #[inline]
    pub(crate) fn broadcast(&mut self, to: NodeSet, make: &dyn Fn() -> Message) {
        for node in to.iter() {
            self.put(node, make);
        }
    }

    /// Answers a client or the node that forwarded for it; a command of the
    /// node's own needs no answer.
    pub(crate) fn answer(&mut self, to: Address, message: Message) {
        match to {
            Address::Node(node) => self.send(node, message),
            Address::Client(client) => {
                if client.0 < ClientId::OWN {
                    self.sink.send(to, || message);
                }
            }
        }
    }

    pub(crate) fn persist(&mut self, record: Record) {
        self.sink.persist(record);
    }

    pub(crate) fn fact(&mut self, fact: Fact) {
        if self.facts {
            self.sink.fact(fact);
        }
    }

    pub(crate) fn arm(&mut self, timer: Timer, wait: Wait) {
        self.sink.arm(timer, wait);
    }

    pub(crate) fn disarm(&mut self, timer: Timer) {
        self.sink.disarm(timer);
    }

    pub(crate) const fn has_local(&self) -> bool {
        !self.local.is_empty()
    }

    /// What it sent to itself since it was last asked, in that order.
    pub(crate) fn take_local(&mut self) -> Vec<Message> {
        let handled = mem::take(&mut self.handled);
        mem::replace(&mut self.local, handled)
    }

    /// The list of [`Self::take_local`], to be used again.
    pub(crate) fn give_back(&mut self, mut handled: Vec<Message>) {
        handled.clear();
        self.handled = handled;
    }
}
