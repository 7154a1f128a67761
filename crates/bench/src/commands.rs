//! Commands chosen per second: three replicas, a stable leader, a network in
//! memory that delivers in the order of sending, each command to quiescence.

use std::time::Duration;

use antipaxos_paxos::{
    Address, Ballot, ClientId, Cluster, Command, Config, Effect, Effects, Input, Learning, Message, NodeId,
    Op, Replica, Slot, Timer, Variant, Word,
};

use crate::table::Clock;

pub const REPLICAS: u8 = 3;
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
    // What the replicas ask for, in order: it is the network, too. Each step
    // appends to it; `ends` says where, and whose messages those are.
    let mut effects = Effects::default();
    effects.facts = false;
    let mut ends: Vec<(usize, NodeId)> = Vec::new();
    let (mut messages, mut answers) = (0, 0);
    let started = Clock::start();
    for command in commands {
        let request =
            Input::Deliver { from: Address::Client(CLIENT), message: Message::Request { command: *command } };
        replicas[usize::from(LEADER.0)].step(&config, request, &mut effects);
        ends.push((effects.list.len(), LEADER));
        let (mut at, mut sender) = (0, 0);
        while at < effects.list.len() {
            while at >= ends[sender].0 {
                sender += 1;
            }
            // The disk is the replica's own memory; timers never fire.
            match std::mem::replace(&mut effects.list[at], Effect::Disarm(Timer::Resend)) {
                Effect::Send { to: Address::Node(to), message } => {
                    messages += 1;
                    let from = Address::Node(ends[sender].1);
                    replicas[usize::from(to.0)].step(&config, Input::Deliver { from, message }, &mut effects);
                    ends.push((effects.list.len(), to));
                }
                Effect::Send { to: Address::Client(_), .. } => answers += 1,
                Effect::Persist(_) | Effect::Arm { .. } | Effect::Disarm(_) | Effect::Fact(_) => {}
            }
            at += 1;
        }
        effects.list.clear();
        ends.clear();
    }
    let took = started.elapsed();
    assert_eq!(answers, commands.len(), "every command is answered");
    let last = u32::try_from(commands.len()).ok().map(Slot);
    for replica in &replicas {
        assert_eq!(replica.learner().applied(), last, "everyone has executed everything");
        assert_eq!(replica.learner().store(), replicas[0].learner().store());
    }
    Round { took, messages }
}
