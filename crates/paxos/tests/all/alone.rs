//! One replica alone: an input goes in, and what it asks of the world comes
//! out.

use antipaxos_paxos::{
    Address, Ballot, ClientId, Cluster, Command, Config, Effect, Effects, Fact, Ignored, Input, Kind,
    Message, NodeId, NodeSet, Op, PaxosEffect, Record, Replica, Timer, Value, Variant, Vote, Word,
};

pub const A: NodeId = NodeId(0);
pub const B: NodeId = NodeId(1);
pub const C: NodeId = NodeId(2);
pub const D: NodeId = NodeId(3);
pub const E: NodeId = NodeId(4);

pub fn config(variant: Variant) -> Config {
    Config::new(variant, Cluster::replicas(5))
}

pub fn command(sequence: u32) -> Command {
    let word = |text| Word::new(text).expect("a plain word");
    let op = Op::Add { key: word("x"), amount: Word::of_number(i64::from(sequence)) };
    Command { client: ClientId(0), sequence, op }
}

pub fn value(sequence: u32) -> Value {
    Value::Command(command(sequence))
}

pub fn vote(ballot: Ballot, sequence: u32) -> Vote {
    Vote { ballot, value: value(sequence) }
}

/// One step, and all that it asks of the world.
pub fn step(replica: &mut Replica, config: &Config, input: Input<Message, Timer>) -> Vec<PaxosEffect> {
    let mut effects = Effects::default();
    replica.step(config, input, &mut effects);
    effects.sink
}

pub fn deliver(replica: &mut Replica, config: &Config, from: NodeId, message: Message) -> Vec<PaxosEffect> {
    step(replica, config, Input::Deliver { from: Address::Node(from), message })
}

pub fn start(replica: &mut Replica, config: &Config, command: Option<Command>) -> Vec<PaxosEffect> {
    step(replica, config, Input::Start { command, round: None })
}

/// To whom it sent a message of that kind.
pub fn receivers(effects: &[PaxosEffect], kind: Kind) -> NodeSet {
    let to = |effect: &PaxosEffect| match effect {
        Effect::Send { to: Address::Node(to), message } if message.kind() == kind => Some(*to),
        Effect::Send { .. } | Effect::Persist(_) | Effect::Arm { .. } | Effect::Disarm(_) => None,
        Effect::Fact(_) => None,
    };
    effects.iter().filter_map(to).collect()
}

pub fn sent(effects: &[PaxosEffect], kind: Kind) -> Message {
    let fits = |effect: &PaxosEffect| match effect {
        Effect::Send { message, .. } if message.kind() == kind => Some(message.clone()),
        Effect::Send { .. } | Effect::Persist(_) | Effect::Arm { .. } | Effect::Disarm(_) => None,
        Effect::Fact(_) => None,
    };
    effects.iter().find_map(fits).unwrap_or_else(|| panic!("no {kind:?} in {effects:?}"))
}

pub fn writes(effects: &[PaxosEffect]) -> Vec<Record> {
    let written =
        |effect: &PaxosEffect| if let Effect::Persist(record) = effect { Some(*record) } else { None };
    effects.iter().filter_map(written).collect()
}

pub fn notes(effects: &[PaxosEffect], fact: Fact) -> bool {
    effects.contains(&Effect::Fact(fact))
}

/// It does nothing with it, and says why.
pub fn assert_ignored(effects: &[PaxosEffect], reason: Ignored) {
    assert_eq!(effects, [Effect::Fact(Fact::Ignored { reason })]);
}
