//! A history made by hand, step by step.

use antipaxos_paxos::{
    Address, Ballot, ClientId, Cluster, Command, Config, Durable, Effect, Evidence, Fact, Message, NodeId,
    NodeSet, Op, Origin, Outcome, PaxosEffect, Quorums, Record, Rules, Slot, Value, Variant, Vote, Word,
};
use antipaxos_simulator::monitor::Watch;
use antipaxos_simulator::monitor::paxos::{Choice, Finding, Monitor, Monitors, Violation};

pub const A: NodeId = NodeId(0);
pub const B: NodeId = NodeId(1);
pub const C: NodeId = NodeId(2);

pub const fn ballot(round: u32, owner: NodeId) -> Ballot {
    Ballot::new(round, owner)
}

pub fn word(text: &str) -> Word {
    Word::new(text).expect("a plain word")
}

pub fn set(key: &str, value: &str) -> Op {
    Op::Set { key: word(key), value: word(value) }
}

pub fn add(key: &str, amount: &str) -> Op {
    Op::Add { key: word(key), amount: word(amount) }
}

pub fn get(key: &str) -> Op {
    Op::Get { key: word(key) }
}

pub fn found(text: &str) -> Outcome {
    Outcome::Found(word(text))
}

pub const fn command(client: u8, sequence: u32, op: Op) -> Command {
    Command { client: ClientId(client), sequence, op }
}

/// Three replicas, and what they are said to have done.
pub struct Hand {
    pub monitors: Monitors,
    pub step: u32,
    pub chosen: Vec<(u32, Slot)>,
}

impl Hand {
    pub fn new(variant: Variant) -> Self {
        Self::with(Config::new(variant, Cluster::replicas(3)))
    }

    pub fn with(config: Config) -> Self {
        let monitors = Monitors::new(&config, Watch::ALL, None, &[]);
        Self { monitors, step: 0, chosen: Vec::new() }
    }

    /// With one monitor alone.
    pub fn watching(monitor: Monitor) -> Self {
        let config = Config::new(Variant::Multi, Cluster::replicas(3));
        let monitors = Monitors::new(&config, Watch::CHOICES.and(monitor), None, &[]);
        Self { monitors, step: 0, chosen: Vec::new() }
    }

    pub fn breaking(variant: Variant, rules: Rules) -> Self {
        Self::with(Config { rules, ..Config::new(variant, Cluster::replicas(3)) })
    }

    pub fn of_four(phase1: u8, phase2: u8) -> Self {
        let cluster = Cluster { quorums: Quorums { phase1, phase2 }, ..Cluster::replicas(4) };
        Self::with(Config::new(Variant::Basic, cluster))
    }

    /// The next step.
    pub fn next(&mut self) -> &mut Monitors {
        self.step += 1;
        self.monitors.at(self.step);
        &mut self.monitors
    }

    fn collect(&mut self) {
        let step = self.step;
        for finding in self.monitors.found() {
            match finding {
                Finding::Chosen { slot, .. } => self.chosen.push((step, slot)),
                Finding::Violated(violation) => assert!(violation.steps.contains(&step)),
            }
        }
    }

    /// One step of a node.
    pub fn does(&mut self, node: NodeId, effects: &[PaxosEffect]) {
        self.next();
        for effect in effects {
            self.monitors.effect(node, effect);
        }
        self.collect();
    }

    /// A client asks for `op`: its command.
    pub fn asks(&mut self, client: u8, sequence: u32, op: Op) -> Value {
        let command = command(client, sequence, op);
        self.next().asked(command);
        Value::Command(command)
    }

    pub fn answers(&mut self, node: NodeId, client: u8, sequence: u32, outcome: Outcome) {
        self.next().answered(ClientId(client), sequence, outcome, node);
        self.collect();
    }

    pub fn starts(&mut self, node: NodeId, ballot: Ballot, slot: u32) {
        let slot = Slot(slot);
        let prepare = Message::Prepare { ballot, slot };
        self.does(
            node,
            &[
                Effect::Persist(Record::Round(ballot.round)),
                Effect::Fact(Fact::Started { ballot, slot }),
                send(prepare),
            ],
        );
    }

    /// A promise for one slot, with the vote that it reports.
    pub fn promises(&mut self, node: NodeId, ballot: Ballot, slot: u32, votes: &[(u32, Ballot, Value)]) {
        self.does(node, &promise(Some(Slot(slot)), ballot, slot, votes));
    }

    /// A promise for all slots.
    pub fn promises_all(&mut self, node: NodeId, ballot: Ballot, from: u32, votes: &[(u32, Ballot, Value)]) {
        self.does(node, &promise(None, ballot, from, votes));
    }

    pub fn prepared(&mut self, node: NodeId, ballot: Ballot, slot: u32, promises: &[NodeId]) {
        let promises: NodeSet = promises.iter().copied().collect();
        self.does(node, &[Effect::Fact(Fact::Prepared { ballot, slot: Slot(slot), promises })]);
    }

    pub fn proposes(&mut self, node: NodeId, ballot: Ballot, slot: u32, value: Value) {
        let slot = Slot(slot);
        let proposed = Effect::Fact(Fact::Proposed { ballot, slot, value, origin: Origin::Own });
        self.does(node, &[proposed, send(Message::Accept { ballot, slot, value })]);
    }

    /// A vote; in Multi-Paxos it promises its ballot for all slots.
    pub fn votes(&mut self, node: NodeId, ballot: Ballot, slot: u32, value: Value) {
        self.does(node, &vote(ballot, slot, value));
    }

    pub fn learns(&mut self, node: NodeId, slot: u32, value: Value, by: NodeId) {
        let evidence = Evidence::Told { by };
        self.does(node, &[Effect::Fact(Fact::Learned { slot: Slot(slot), value, evidence })]);
    }

    pub fn executes(&mut self, node: NodeId, slot: u32, value: Value, again: bool) {
        self.does(node, &[applied(slot, value, again)]);
    }

    pub fn restarts(&mut self, node: NodeId, disk: &Durable) {
        self.next().restarted(node, disk);
        self.collect();
    }

    /// Ballot 1 of A in slot 1 up to its quorum of promises, for `value`.
    pub fn phase1(&mut self, value: Value) -> Ballot {
        let one = ballot(1, A);
        self.starts(A, one, 1);
        self.promises(A, one, 1, &[]);
        self.promises(B, one, 1, &[]);
        self.prepared(A, one, 1, &[A, B]);
        self.proposes(A, one, 1, value);
        one
    }

    pub fn broken(&self) -> Vec<Monitor> {
        let mut list: Vec<Monitor> = self.monitors.violations().iter().map(|found| found.monitor).collect();
        list.sort_unstable();
        list
    }

    /// The violation of this property; it broke now.
    pub fn violation(&self, monitor: Monitor) -> &Violation {
        let found = self.monitors.violations().iter().find(|found| found.monitor == monitor);
        let found = found.unwrap_or_else(|| panic!("{} holds", monitor.name()));
        assert!(found.steps.is_sorted(), "{found:?}");
        assert_eq!(found.steps.last(), Some(&self.step), "{found:?}");
        found
    }

    /// This property broke now, and no other.
    pub fn only(&self, monitor: Monitor) -> &Violation {
        assert_eq!(self.broken(), [monitor]);
        self.violation(monitor)
    }

    pub fn is_right(&self) {
        assert_eq!(self.broken(), []);
    }

    pub fn recalls(&mut self, slot: u32, choice: Choice) {
        self.next().recall(Slot(slot), choice);
        self.collect();
    }

    pub fn holds_state(&mut self, node: NodeId, slot: u32, hash: u64) {
        self.next().state(node, Slot(slot), hash);
        self.collect();
    }
}

pub fn send(message: Message) -> PaxosEffect {
    Effect::Send { to: Address::Node(C), message }
}

pub fn applied(slot: u32, value: Value, again: bool) -> PaxosEffect {
    Effect::Fact(Fact::Applied { slot: Slot(slot), value, outcome: Outcome::Done, again })
}

pub fn promise(
    scope: Option<Slot>,
    ballot: Ballot,
    slot: u32,
    votes: &[(u32, Ballot, Value)],
) -> Vec<PaxosEffect> {
    let votes =
        votes.iter().map(|(slot, ballot, value)| (Slot(*slot), Vote { ballot: *ballot, value: *value }));
    let votes = votes.collect();
    vec![
        Effect::Persist(Record::Promised { ballot, slot: scope }),
        Effect::Fact(Fact::Promised { ballot, slot: scope }),
        send(Message::Promise { ballot, slot: Slot(slot), votes, decided: Box::default(), watermark: None }),
    ]
}

pub fn vote(ballot: Ballot, slot: u32, value: Value) -> Vec<PaxosEffect> {
    let slot = Slot(slot);
    vec![
        Effect::Persist(Record::Promised { ballot, slot: Some(slot) }),
        Effect::Fact(Fact::Promised { ballot, slot: Some(slot) }),
        Effect::Persist(Record::Voted { slot, vote: Vote { ballot, value } }),
        Effect::Fact(Fact::Voted { ballot, slot, value }),
        send(Message::Accepted { ballot, slot, value }),
    ]
}

/// A disk that holds this promise and these votes.
pub fn disk(round: u32, promised: Option<Ballot>, votes: &[(u32, Ballot, Value)]) -> Durable {
    let mut disk = Durable::default();
    disk.write(&Record::Round(round));
    if let Some(ballot) = promised {
        disk.write(&Record::Promised { ballot, slot: Some(Slot(1)) });
    }
    for (slot, ballot, value) in votes {
        disk.write(&Record::Voted { slot: Slot(*slot), vote: Vote { ballot: *ballot, value: *value } });
    }
    disk
}
