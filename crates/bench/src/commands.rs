//! Commands chosen per second: three replicas, a stable leader, a network in
//! memory that delivers in the order of sending, each command to quiescence.

use std::time::Duration;
use std::{iter, mem};

use antipaxos_paxos::{
    Address, Ballot, ClientId, Cluster, Command, Config, Effects, Fact, Learning, Message, NodeId, Op,
    Record, Replica, Sink, Slot, Timer, Variant, Wait, Word,
};

use crate::table::Clock;

pub const REPLICAS: u8 = 3;
/// How many there are in a round.
pub const COMMANDS: u32 = 200_000;
const LEADER: NodeId = NodeId(0);
const CLIENT: ClientId = ClientId(0);

/// What came of a round.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    pub took: Duration,
    pub messages: u64,
}

/// The commands of a round, made before the clock starts.
///
/// # Panics
/// Never: the words are plain.
#[must_use]
pub fn commands(count: u32) -> Vec<Command> {
    let keys = ["a", "b", "c", "d", "e", "f", "g"].map(|key| Word::new(key).expect("a plain word"));
    (1..=count)
        .map(|sequence| {
            let key = keys[sequence as usize % keys.len()];
            let op = Op::Set { key, value: Word::of_number(i64::from(sequence)) };
            Command { client: CLIENT, sequence, op }
        })
        .collect()
}

/// A message on its way.
#[derive(Debug)]
struct Letter {
    from: NodeId,
    to: NodeId,
    message: Message,
}

/// The network, and the clients. The disk is the replica's own memory, timers
/// never fire, and nobody asks for facts.
#[derive(Debug)]
struct Wires {
    /// Whose step it is.
    sender: NodeId,
    /// In the order of sending.
    letters: Vec<Letter>,
    answers: usize,
}

impl Sink for Wires {
    fn persist(&mut self, _: Record) {}

    #[inline]
    fn send(&mut self, to: Address, make: impl FnOnce() -> Message) {
        let from = self.sender;
        match to {
            Address::Node(to) => {
                self.letters.extend(iter::once_with(|| Letter { from, to, message: make() }));
            }
            Address::Client(_) => self.answers += 1,
        }
    }

    fn arm(&mut self, _: Timer, _: Wait) {}

    fn disarm(&mut self, _: Timer) {}

    fn fact(&mut self, _: Fact) {}
}

/// Ours: chosen, learned and executed by all three, and answered.
///
/// # Panics
/// When a command is not executed everywhere, or not answered.
#[must_use]
pub fn ours(learning: Learning, commands: &[Command]) -> Round {
    let config = Config { learning, ..Config::new(Variant::Multi, Cluster::replicas(REPLICAS)) };
    let first = Ballot::new(1, LEADER);
    let mut replicas: Vec<Replica> =
        (0..REPLICAS).map(|node| Replica::with_past(NodeId(node), &config, first, &[])).collect();
    let mut effects = Effects::new(Wires { sender: LEADER, letters: Vec::new(), answers: 0 });
    let (mut arriving, mut messages) = (Vec::new(), 0);
    let started = Clock::start();
    for command in commands {
        let request = Message::Request { command: *command };
        effects.sink.sender = LEADER;
        replicas[usize::from(LEADER.0)].deliver(&config, Address::Client(CLIENT), &request, &mut effects);
        // What these cause is sent after all of them: first in, first out.
        while !effects.sink.letters.is_empty() {
            mem::swap(&mut arriving, &mut effects.sink.letters);
            messages += arriving.len() as u64;
            for Letter { from, to, message } in &arriving {
                effects.sink.sender = *to;
                replicas[usize::from(to.0)].deliver(&config, Address::Node(*from), message, &mut effects);
            }
            arriving.clear();
        }
    }
    let took = started.elapsed();
    assert_eq!(effects.sink.answers, commands.len(), "every command is answered");
    let last = u32::try_from(commands.len()).ok().map(Slot);
    for replica in &replicas {
        assert_eq!(replica.learner().applied(), last, "everyone has executed everything");
        assert_eq!(replica.learner().store(), replicas[0].learner().store());
    }
    Round { took, messages }
}
