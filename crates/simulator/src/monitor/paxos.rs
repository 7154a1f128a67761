//! The monitors of Paxos. They see every fact, write and message of every
//! step, in the order in which the world carries them out. Each family has a
//! file of its own; `docs/MONITORS.md` says what each looks at.

mod ballots;
mod clients;
mod durability;
mod execution;
mod finding;
mod linear;
mod logs;
mod name;
mod promises;
mod votes;

use std::hash::{Hash, Hasher};

use antipaxos_paxos::{
    Ballot, ClientId, Command, Config, Durable, Effect, Fact, Message, NodeId, NodeSet, Outcome, PaxosEffect,
    Record, Slot, Value, Variant,
};

use super::Watch;
use crate::fingerprint::Fingerprint;
use crate::protocol::Deed;
use crate::protocols::Paxos;
use ballots::Ballots;
use clients::Clients;
use durability::{Disks, check_vote};
use execution::Execution;
use finding::{Charge, Report};
use logs::Logs;
use promises::{Promises, check_report};
use votes::{AllVotes, Chosen};

pub use finding::{Finding, MAX_PROOF, Manner, Violation};
pub use linear::{MAX_OPEN, MAX_VISITED, MAX_WORK};
pub use name::Monitor;
pub use votes::{Choice, Votes};

#[derive(Clone, Debug)]
pub struct Monitors {
    config: Config,
    ballots: Ballots,
    promises: Promises,
    votes: AllVotes,
    chosen: Chosen,
    logs: Logs,
    execution: Execution,
    disks: Disks,
    clients: Clients,
    report: Report,
}

impl Monitors {
    /// Before step 0: `leader` leads, if anybody, and `past` is chosen, learned
    /// and executed everywhere.
    #[must_use]
    pub fn new(config: &Config, watch: Watch, leader: Option<Ballot>, past: &[Value]) -> Self {
        let nodes = usize::try_from(u16::BITS - config.cluster.nodes().0.leading_zeros()).unwrap_or(15);
        let voters = config.cluster.acceptors;
        let executed = if leader.is_some() { u32::try_from(past.len()).unwrap_or(u32::MAX) } else { 0 };
        let mut monitors = Self {
            config: *config,
            ballots: Ballots::default(),
            promises: Promises::new(nodes, voters, leader),
            votes: AllVotes::new(nodes),
            chosen: Chosen::default(),
            logs: Logs::default(),
            execution: Execution::new(nodes, executed),
            disks: Disks::new(nodes, voters, leader, if config.lets_votes_go() { executed } else { 0 }),
            clients: Clients::new(past),
            report: Report::new(watch, config.rules),
        };
        let Some(ballot) = leader else { return monitors };
        monitors.ballots.past(ballot);
        for (slot, value) in (1..).map(Slot).zip(past) {
            monitors.votes.past(slot, ballot, *value, voters);
            monitors.recall(slot, Choice { ballot, value: *value, voters });
            monitors.logs.past(slot, *value);
        }
        monitors
    }

    #[must_use]
    pub fn chosen(&self, slot: Slot) -> Option<&Choice> {
        self.chosen.choices.get(slot)
    }

    /// Every chosen slot from `slot` on, in order.
    pub fn choices_from(&self, slot: Slot) -> impl Iterator<Item = (Slot, &Choice)> {
        self.chosen.choices.iter_from(slot)
    }

    /// The highest chosen slot.
    #[must_use]
    pub fn last_chosen(&self) -> Option<Slot> {
        self.chosen.choices.last()
    }

    /// Every vote of a slot, by ballot.
    pub fn votes(&self, slot: Slot) -> impl Iterator<Item = &Votes> {
        self.votes.of(slot).filter(|votes| !votes.voters.is_empty())
    }

    /// What was chosen in a slot besides its first choice: the votes of the
    /// ballot that chose each other value first.
    #[must_use]
    pub fn rivals(&self, slot: Slot) -> Vec<Votes> {
        let Some(first) = self.chosen(slot) else { return Vec::new() };
        let phase2 = self.config.cluster.quorums.phase2;
        let mut rivals: Vec<Votes> = Vec::new();
        for votes in self.votes(slot).filter(|votes| votes.voters.len() >= phase2) {
            if votes.value != first.value && rivals.iter().all(|known| known.value != votes.value) {
                rivals.push(*votes);
            }
        }
        rivals
    }

    /// Whether `value` was chosen in the slot, first or later.
    #[must_use]
    pub fn is_chosen(&self, slot: Slot, value: Value) -> bool {
        let first = self.chosen(slot);
        first.is_some_and(|choice| choice.value == value)
            || self.rivals(slot).iter().any(|votes| votes.value == value)
    }

    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.report.violations
    }

    #[must_use]
    pub fn holds(&self, monitor: Monitor) -> bool {
        self.report.holds(monitor)
    }

    /// What was found since this was asked last.
    pub fn found(&mut self) -> std::vec::Drain<'_, Finding> {
        self.report.found.drain(..)
    }

    /// What follows happens in this step.
    pub const fn at(&mut self, step: u32) {
        self.report.step = step;
    }

    /// Somebody says that this was chosen: the votes must show it.
    pub fn recall(&mut self, slot: Slot, choice: Choice) {
        self.chosen.choices.insert(slot, choice);
        let node = choice.ballot.owner;
        Chosen::check(self.config.cluster.quorums.phase2, &self.votes, node, slot, choice, &mut self.report);
    }

    /// A client asked for `command`, or a node brought it itself.
    pub fn asked(&mut self, command: Command) {
        let seeks = self.report.seeks(Monitor::Linearizable);
        self.clients.asked(command, seeks, self.report.step);
    }

    pub fn gave_up(&mut self, client: ClientId) {
        self.clients.gave_up(client);
    }

    /// `node` tells a client what came of the request that it waits for.
    pub fn answered(&mut self, client: ClientId, sequence: u32, outcome: Outcome, node: NodeId) {
        if self.report.seeks(Monitor::Linearizable) {
            self.clients.answered(client, sequence, outcome, node, &mut self.report);
        }
    }

    /// A node comes back with what it found on its disk.
    pub fn restarted(&mut self, node: NodeId, disk: &Durable) {
        self.promises.restarted(node, &disk.acceptor, &mut self.report);
        self.votes.restarted(node, &disk.acceptor, &mut self.report);
        self.disks.restarted(node, disk);
        self.execution.restarted(node);
    }

    /// Takes in what one node did in one step, in the order in which it did.
    pub fn observe(&mut self, deed: &Deed<'_, Paxos>) {
        let Deed { node, effects, replica, restarted, .. } = *deed;
        if restarted {
            self.restarted(node, &replica.durable());
        }
        let mut applied = false;
        for effect in effects {
            self.effect(node, effect);
            applied |= matches!(effect, Effect::Fact(Fact::Applied { .. }));
        }
        if applied && self.report.seeks(Monitor::MachinesAgree) {
            let learner = replica.learner();
            let mut hash = Fingerprint::default();
            learner.store().hash(&mut hash);
            if let Some(slot) = learner.applied() {
                self.state(node, slot, hash.finish());
            }
        }
    }

    pub fn effect(&mut self, node: NodeId, effect: &PaxosEffect) {
        match effect {
            Effect::Persist(record) => self.wrote(node, record),
            Effect::Send { message, .. } => self.sent(node, message),
            Effect::Fact(fact) => self.fact(node, fact),
            Effect::Arm { .. } | Effect::Disarm(_) => {}
        }
    }

    fn wrote(&mut self, node: NodeId, record: &Record) {
        match *record {
            Record::Round(round) => self.disks.round(node, round),
            Record::Promised { ballot, slot } => self.disks.promised(node, ballot, slot),
            Record::Voted { slot, vote } => self.votes.written(node, slot, vote),
            Record::Decided { slot, .. } => self.disks.decided(node, slot),
            Record::LetGo { slot } => {
                self.disks.let_go(node, slot);
                self.votes.let_go(node, slot, &self.chosen);
            }
            // No vote is ever undone: promises have to go on telling of it.
            Record::Erased { .. } => {}
        }
    }

    fn sent(&mut self, node: NodeId, message: &Message) {
        let report = &mut self.report;
        match message {
            Message::Prepare { ballot, .. } | Message::Accept { ballot, .. } => {
                self.disks.check_round(node, *ballot, report);
            }
            Message::Promise { ballot, slot, votes, watermark, .. } => {
                self.disks.check_promise(&self.votes, node, (*ballot, *slot), votes, report);
                self.disks.check_watermark(node, *ballot, *watermark, report);
                check_report(&self.config, &self.votes, node, (*ballot, *slot), votes, report);
                if self.config.variant == Variant::Multi {
                    self.ballots.reported(node, *ballot, votes, report.step);
                }
            }
            Message::Accepted { ballot, slot, value } => {
                check_vote(&self.votes, node, *slot, *ballot, *value, report);
            }
            Message::Heartbeat { commit, .. } => self.execution.told(node, *commit, report),
            Message::HeartbeatAck { ballot, holds } => self.disks.check_held(node, *ballot, *holds, report),
            Message::Request { .. }
            | Message::Forward { .. }
            | Message::Response { .. }
            | Message::Redirect { .. }
            | Message::Nack { .. }
            | Message::Learn { .. }
            | Message::PreVote { .. }
            | Message::PreVoteGranted { .. }
            | Message::CatchUp { .. }
            | Message::Decided { .. } => {}
        }
    }

    fn fact(&mut self, node: NodeId, fact: &Fact) {
        let report = &mut self.report;
        match *fact {
            Fact::Started { ballot, slot } => self.ballots.started(node, ballot, slot, report),
            Fact::Promised { ballot, slot } => self.promises.promise(node, ballot, slot, report),
            Fact::Prepared { ballot, slot, promises } => {
                self.ballots.owned(node, ballot, slot, report);
                if self.config.variant == Variant::Multi {
                    self.ballots.prepared(node, (ballot, slot), promises, &self.votes, report.step);
                }
            }
            Fact::Proposed { ballot, slot, value, .. } => {
                self.ballots.proposed(node, ballot, slot, value, report);
                self.ballots.fills(node, (ballot, slot), value, &self.votes, report);
            }
            Fact::Voted { ballot, slot, value } => self.voted(node, ballot, slot, value),
            Fact::Learned { slot, value, evidence } => {
                if let antipaxos_paxos::Evidence::Votes { ballot, voters } = evidence
                    && voters.contains(node)
                {
                    check_vote(&self.votes, node, slot, ballot, value, report);
                }
                self.logs.learned(node, (slot, value), evidence, &self.votes, &self.chosen, report);
            }
            Fact::Applied { slot, value, again, .. } => {
                self.execution.applied(node, slot, value, again, report);
                if let Value::Command(command) = value
                    && !again
                    && report.seeks(Monitor::Linearizable)
                {
                    self.clients.executed(&command);
                }
            }
            Fact::Refused { .. }
            | Fact::Leads { .. }
            | Fact::Abandoned { .. }
            | Fact::Unheard { .. }
            | Fact::LostSlot { .. }
            | Fact::Forwarded { .. }
            | Fact::Follows { .. }
            | Fact::Behind { .. }
            | Fact::AskedAgain { .. }
            | Fact::Asks { .. }
            | Fact::Agreed { .. }
            | Fact::LetGo { .. }
            | Fact::LeftAlone { .. }
            | Fact::Reread { .. }
            | Fact::Resent
            | Fact::Restarted
            | Fact::Ignored { .. }
            | Fact::Outvoted { .. } => {}
        }
    }

    fn voted(&mut self, node: NodeId, ballot: Ballot, slot: Slot, value: Value) {
        let report = &mut self.report;
        let (cluster, all) = (&self.config.cluster, &mut self.votes);
        self.promises.voted(node, ballot, slot, value, report);
        let votes = *all.add(node, slot, ballot, value, report.step);
        let charge = |monitor| Charge {
            slot: Some(slot),
            ballots: (Some(ballot), Some(ballot)),
            values: (Some(value), None),
            ..Charge::new(monitor, node)
        };
        let mut others = all.of(slot).filter(|other| other.ballot == ballot && other.value != value);
        if let Some(other) = others.find(|other| !other.voters.is_empty()) {
            report.broken(Charge {
                values: (Some(value), Some(other.value)),
                steps: other.steps(other.voters).collect(),
                manner: Manner::Voted,
                ..charge(Monitor::OneValuePerBallot)
            });
        }
        if report.seeks(Monitor::VotesSafe)
            && let Some((vote, below, steps)) = all.unsafe_vote(cluster, &self.promises, slot, ballot)
        {
            let choice = self.chosen.choices.get(slot).copied();
            let against = choice.filter(|choice| choice.ballot < vote.ballot && choice.value != vote.value);
            let manner = match against {
                _ if (vote.ballot, vote.value) != (ballot, value) => Manner::Undermined { ballot, value },
                Some(choice) => Manner::Against(choice),
                None => Manner::Plain,
            };
            report.broken(Charge {
                manner,
                ballots: (Some(vote.ballot), Some(below)),
                values: (Some(vote.value), None),
                steps: steps.into_iter().chain(vote.steps(vote.voters)).collect(),
                ..charge(Monitor::VotesSafe)
            });
        }
        let first = self.chosen.voted(cluster.quorums.phase2, all, node, slot, &votes, report);
        let asked = match value {
            Value::NoOp => true,
            Value::Command(command) => !first || self.clients.asked_for(&command),
        };
        if !asked {
            let steps = votes.steps(NodeSet::first(15)).collect();
            report.broken(Charge { ballots: (Some(ballot), None), steps, ..charge(Monitor::Validity) });
        }
    }

    /// A node that executed up to `slot` holds a state of this hash.
    pub fn state(&mut self, node: NodeId, slot: Slot, hash: u64) {
        self.execution.state(node, slot, hash, &mut self.report);
    }
}
