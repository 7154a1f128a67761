//! Paxos as the simulator sees it.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{
    Ballot, ClientId, Command, Config, Durable, Effects, Fact, Input, Kind, Message, NodeId, NodeSet, Op,
    Record, Replica, Role, Slot, Timer, Value, Variant, Word,
};

use super::{diagnose, evidence, explain, picture, tables, violated};
use crate::action::Condition;
use crate::diagnosis::Diagnosis;
use crate::evidence::{Evidence, Pointer};
use crate::history::History;
use crate::monitor::Watch;
use crate::monitor::paxos::{Finding, Monitors};
use crate::protocol::{
    Answer, Caption, ClientWord, Deed, EffectOf, Explanation, Headline, Portrait, Property, Protocol, Tags,
    Taken,
};
use crate::run::Run;
use crate::settings::Settings;
use crate::tables::{Board, Ledger, Moment};

/// Basic or Multi-Paxos, with the choices of its [`Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Paxos {
    pub config: Config,
}

const KINDS: [&str; Kind::ALL.len()] = {
    let mut names = [""; Kind::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Kind::ALL[at].name();
        at += 1;
    }
    names
};

/// The commands of a past that is only told of: one per slot.
fn past_values(count: u32) -> Vec<Value> {
    let key = Word::new("past").expect("a plain word");
    (1..=count)
        .map(|slot| {
            let op = Op::Set { key, value: Word::of_number(i64::from(slot)) };
            Value::Command(Command { client: ClientId(u8::MAX), sequence: slot, op })
        })
        .collect()
}

impl Paxos {
    /// The slot that a finding says is chosen.
    #[must_use]
    pub const fn chosen_slot(finding: &Finding) -> Option<u32> {
        match finding {
            Finding::Chosen { slot, .. } => Some(slot.0),
            Finding::Violated(_) => None,
        }
    }

    fn first_ballot(leader: NodeId) -> Ballot {
        Ballot::new(1, leader)
    }
}

impl Protocol for Paxos {
    type Replica = Replica;
    type Message = Message;
    type Timer = Timer;
    type Record = Record;
    type Disk = Durable;
    type Fact = Fact;
    type Finding = Finding;
    type Monitors = Monitors;
    type Effects = Effects;

    fn initial(&self, node: NodeId, leader: Option<NodeId>, past: u32) -> Replica {
        leader.map_or_else(
            || Replica::new(node),
            |leader| Replica::with_past(node, &self.config, Self::first_ballot(leader), &past_values(past)),
        )
    }

    fn disk(replica: &Replica) -> Durable {
        replica.durable()
    }

    fn write(disk: &mut Durable, record: &Record) {
        disk.write(record);
    }

    fn restart(&self, node: NodeId, disk: Durable) -> Replica {
        Replica::restarted(node, &self.config, disk)
    }

    fn step(&self, replica: &mut Replica, input: Input<Message, Timer>, effects: &mut Effects) {
        replica.step(&self.config, input, effects);
    }

    fn effects(effects: &mut Effects) -> &mut Vec<EffectOf<Self>> {
        &mut effects.sink
    }

    fn want_facts(effects: &mut Effects, wanted: bool) {
        effects.facts = wanted;
    }

    fn kinds() -> &'static [&'static str] {
        &KINDS
    }

    fn tags(message: &Message) -> Tags {
        Tags {
            kind: message.kind().name(),
            ballot: message.ballot().map(|ballot| (ballot.round, ballot.owner)),
            slot: message.slot().map(|slot| slot.0),
        }
    }

    fn reported(message: &Message) -> u32 {
        let entries = match message {
            Message::Promise { votes, decided, .. } => votes.len() + decided.len(),
            Message::Decided { values } => values.len(),
            Message::Request { .. }
            | Message::Response { .. }
            | Message::Redirect { .. }
            | Message::Forward { .. }
            | Message::PreVote { .. }
            | Message::PreVoteGranted { .. }
            | Message::Prepare { .. }
            | Message::Accept { .. }
            | Message::Accepted { .. }
            | Message::Nack { .. }
            | Message::Learn { .. }
            | Message::Heartbeat { .. }
            | Message::HeartbeatAck { .. }
            | Message::CatchUp { .. } => 0,
        };
        u32::try_from(entries).unwrap_or(u32::MAX)
    }

    fn request(command: Command) -> Message {
        Message::Request { command }
    }

    fn answer(message: &Message) -> Option<Answer> {
        match *message {
            Message::Response { sequence, outcome, .. } => Some(Answer::Outcome { sequence, outcome }),
            Message::Redirect { sequence, leader, .. } => Some(Answer::Redirect { sequence, to: leader }),
            Message::Request { .. }
            | Message::Forward { .. }
            | Message::Prepare { .. }
            | Message::Promise { .. }
            | Message::Accept { .. }
            | Message::Accepted { .. }
            | Message::Nack { .. }
            | Message::Learn { .. }
            | Message::Heartbeat { .. }
            | Message::HeartbeatAck { .. }
            | Message::PreVote { .. }
            | Message::PreVoteGranted { .. }
            | Message::CatchUp { .. }
            | Message::Decided { .. } => None,
        }
    }

    /// The election's timer before all others; it may be forced even on a
    /// follower that hears its leader.
    fn patience(&self, armed: &[Timer]) -> Option<Timer> {
        let backoff = armed.iter().find(|timer| matches!(timer, Timer::Backoff(_)));
        let or = |timer| armed.contains(&timer).then_some(timer);
        or(Timer::Election)
            .or_else(|| backoff.copied())
            .or_else(|| or(Timer::Resend))
            .or_else(|| or(Timer::Heartbeat))
    }

    fn is_background(message: &Message) -> bool {
        matches!(message.kind(), Kind::Heartbeat | Kind::HeartbeatAck)
    }

    fn is_idle_timer(timer: Timer) -> bool {
        match timer {
            Timer::Election | Timer::Heartbeat => true,
            Timer::Resend | Timer::Backoff(_) => false,
        }
    }

    /// Basic is settled when no timer runs. Multi is when a leader that can
    /// reach quorums leads and everyone it reaches has executed what it has,
    /// or when nobody could lead.
    fn is_settled(
        &self,
        replicas: &[&Replica],
        up: NodeSet,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> bool {
        if self.config.variant == Variant::Basic {
            return true;
        }
        let cluster = &self.config.cluster;
        let reaches = |from: NodeId, to: NodeId| from == to || (linked(from, to) && linked(to, from));
        let can_lead = |node: NodeId| {
            let reached = cluster.acceptors.and(up).iter().filter(|to| reaches(node, *to)).count();
            reached >= usize::from(cluster.quorums.phase1.max(cluster.quorums.phase2))
        };
        let able: Vec<NodeId> = cluster.proposers.and(up).iter().filter(|node| can_lead(*node)).collect();
        if able.is_empty() {
            return true;
        }
        able.iter().any(|leader| {
            let replica = replicas[usize::from(leader.0)];
            let leads = matches!(replica.multi().role(), Role::Leader(_));
            let mut followers = cluster.learners.and(up).iter().filter(|node| reaches(*leader, *node));
            leads
                && replica.learner().commit() >= replica.multi().settled()
                && followers.all(|node| {
                    replicas[usize::from(node.0)].learner().commit() >= replica.learner().commit()
                })
        })
    }

    fn proposers(&self) -> NodeSet {
        self.config.cluster.proposers
    }

    fn monitors(&self, watch: Watch, leader: Option<NodeId>, past: u32) -> Monitors {
        Monitors::new(&self.config, watch, leader.map(Self::first_ballot), &past_values(past))
    }

    fn observe_client(monitors: &mut Monitors, step: u32, word: ClientWord, found: &mut Vec<Finding>) {
        monitors.at(step);
        match word {
            ClientWord::Asks(command) => monitors.asked(command),
            ClientWord::Hears { client, sequence, outcome, node } => {
                monitors.answered(client, sequence, outcome, node);
            }
            ClientWord::GivesUp(client) => monitors.gave_up(client),
        }
        found.extend(monitors.found());
    }

    fn observe(monitors: &mut Monitors, deed: &Deed<'_, Self>, found: &mut Vec<Finding>) {
        monitors.at(deed.step);
        monitors.observe(deed);
        found.extend(monitors.found());
    }

    fn diagnoses(run: &Run<Self>) -> Vec<Diagnosis> {
        diagnose::diagnose(run)
    }

    fn holds(replica: &Replica, condition: Condition) -> bool {
        match condition {
            Condition::Leads { .. } => matches!(replica.multi().role(), Role::Leader(_)),
            Condition::Promised { ballot: (round, owner), .. } => {
                replica.acceptor().promised_anywhere() == Some(Ballot::new(round, owner))
            }
            Condition::Voted { slot, ballot, .. } => {
                let meant = ballot.map(|(round, owner)| Ballot::new(round, owner));
                let vote = replica.acceptor().vote(Slot(slot));
                vote.is_some_and(|vote| meant.is_none_or(|meant| vote.ballot == meant))
            }
            Condition::Learned { slot, .. } => replica.learner().decision(Slot(slot)).is_some(),
            Condition::Executed { slot, .. } => replica.learner().applied() >= Some(Slot(slot)),
            Condition::Chosen { .. }
            | Condition::Crashed { .. }
            | Condition::Down { .. }
            | Condition::Answered { .. } => false,
        }
    }

    fn is_chosen(monitors: &Monitors, slot: u32) -> bool {
        monitors.chosen(Slot(slot)).is_some()
    }

    fn is_violation(finding: &Finding) -> bool {
        matches!(finding, Finding::Violated(_))
    }

    fn caption(&self, names: &Names, message: &Message) -> Caption {
        picture::caption(&self.config, names, message)
    }

    fn portrait(
        &self,
        replica: &Replica,
        names: &Names,
        monitors: &Monitors,
        last_write: &[Record],
    ) -> Portrait {
        picture::portrait(&self.config, replica, names, monitors, last_write)
    }

    fn ledger(&self, moment: Moment<'_, Replica>, names: &Names, monitors: &Monitors, most: u32) -> Ledger {
        tables::ledger(&self.config, moment, names, monitors, most)
    }

    fn board(
        &self,
        moment: Moment<'_, Replica>,
        names: &Names,
        monitors: &Monitors,
        slot: Option<u32>,
        most: u32,
    ) -> Board {
        tables::board(&self.config, moment, names, monitors, (slot, most))
    }

    fn properties(&self, replica: &Replica, names: &Names) -> Vec<Property> {
        picture::properties(&self.config, replica, names)
    }

    fn timer_name(timer: Timer) -> String {
        match timer {
            Timer::Election => "election".to_string(),
            Timer::Heartbeat => "heartbeat".to_string(),
            Timer::Resend => "resend".to_string(),
            Timer::Backoff(slot) => format!("back-off {slot}"),
        }
    }

    fn headline(&self, names: &Names, finding: &Finding) -> Option<Headline> {
        Some(picture::headline(names, finding))
    }

    fn outcome(names: &Names, found: &[&Finding]) -> Option<String> {
        let violations = found.iter().filter_map(|finding| match finding {
            Finding::Violated(violation) => Some(violation),
            Finding::Chosen { .. } => None,
        });
        // Monitors are declared in this order, agreement first.
        let gravest = violations.min_by_key(|violation| violation.monitor)?;
        Some(violated::outcome(names, gravest))
    }

    fn fact_headline(&self, names: &Names, node: NodeId, fact: &Fact) -> Option<Headline> {
        picture::fact_headline(&self.config, names, node, fact)
    }

    fn explain(settings: &Settings<Self>, history: &History<Self>, taken: &Taken<'_, Self>) -> Explanation {
        explain::explain(settings, history, taken)
    }

    fn evidence(settings: &Settings<Self>, history: &History<Self>, step: u32) -> Vec<Evidence> {
        evidence::evidence(settings, history, step)
    }

    fn trace(history: &History<Self>, steps: &[u32]) -> Vec<Pointer> {
        evidence::trace(history, steps)
    }
}

/// The slots of a state that are of interest: the last few.
pub(super) fn last_slots(last: Option<Slot>, count: u32) -> impl Iterator<Item = Slot> {
    let last = last.map_or(0, |slot| slot.0).max(1);
    let first = last.saturating_sub(count - 1).max(1);
    (first..=last.max(first + 2).min(first + count - 1)).map(Slot)
}
