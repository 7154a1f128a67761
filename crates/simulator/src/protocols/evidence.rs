//! What the facts of a step of Paxos rest on: the promise behind a refusal,
//! the promises and reported votes behind a proposal, the votes behind a
//! choice.

mod past;
mod proposal;

use antipaxos_paxos::{
    Address, Ballot, Evidence as Knows, Fact, Kind as MessageKind, Message, NodeId, NodeSet, Rule, Slot,
    Value,
};

use super::Paxos;
use crate::evidence::{Evidence, Kind, Pointer, Points, Thing};
use crate::history::History;
use crate::monitor::paxos::Finding;
use crate::narrate::Span;
use crate::settings::Settings;
use crate::step::{Happening, Noted};
use past::cell;
pub(super) use past::{Past, list, number};

/// All that can be shown for the facts of `step`, the most telling first.
pub(super) fn evidence(settings: &Settings<Paxos>, history: &History<Paxos>, step: u32) -> Vec<Evidence> {
    let past = Past { config: &settings.protocol.config, names: &settings.names, history, step };
    let shown = |noted: &Noted<Paxos>| match noted {
        Noted::At(node, fact) => past.fact(*node, fact),
        Noted::Found(finding) => Some(past.finding(finding)),
        Noted::Asked { .. } | Noted::Answered { .. } | Noted::AnsweredTwice { .. } => None,
        Noted::Crashed { .. } | Noted::Changed(_) | Noted::Links(_) => None,
    };
    let mut all: Vec<Evidence> = history.facts(step).iter().filter_map(shown).collect();
    all.sort_by_key(|one| one.kind);
    all
}

/// What happened in `steps`, to point at; the last of them is what it comes to.
pub(super) fn trace(history: &History<Paxos>, steps: &[u32]) -> Vec<Pointer> {
    let mut points = Points::default();
    for step in steps.iter().copied().filter(|step| *step < history.len()) {
        let is_last = steps.last() == Some(&step);
        let mut add = |thing| if is_last { points.main(thing) } else { points.part(thing) };
        add(Thing::Step(step));
        match history.step(step).happening {
            Happening::Deliver(id) | Happening::Lose(id) | Happening::Bounce(id) => add(Thing::Message(id)),
            Happening::SetUp | Happening::Ask { .. } | Happening::GiveUp { .. } => {}
            Happening::Duplicate(_) | Happening::Delay { .. } | Happening::Change => {}
            Happening::Timeout { .. } | Happening::Start { .. } | Happening::Doom { .. } => {}
            Happening::Crash { .. } | Happening::Restart { .. } | Happening::CrashRestart { .. } => {}
            Happening::Cut | Happening::Heal => {}
        }
        if let Some(node) = history.step(step).node {
            add(Thing::Node(node));
        }
        for noted in history.facts(step) {
            if let Noted::At(
                node,
                Fact::Voted { ballot, slot, .. } | Fact::Promised { ballot, slot: Some(slot) },
            ) = noted
            {
                add(cell(*slot, *ballot, *node));
            }
        }
    }
    points.list()
}

impl Past<'_> {
    fn finding(&self, finding: &Finding) -> Evidence {
        match finding {
            Finding::Chosen { slot, ballot, value, voters } => self.choice(*slot, *ballot, value, *voters),
            Finding::Violated(violation) => Evidence {
                kind: Kind::Violation,
                words: vec![Span::Text(super::picture::headline(self.names, finding).text)],
                points: trace(self.history, &violation.steps),
            },
        }
    }

    fn fact(&self, node: NodeId, fact: &Fact) -> Option<Evidence> {
        match *fact {
            Fact::Refused { kind, ballot, slot, promised } => {
                Some(self.refusal(node, kind, (ballot, promised), slot))
            }
            Fact::Proposed { ballot, slot, value, origin } => {
                self.proposal(node, (ballot, slot), &value, origin)
            }
            Fact::Leads { ballot, promises } => Some(self.lead(node, ballot, promises)),
            Fact::Learned { slot, value, evidence } => self.learning(node, slot, &value, evidence),
            Fact::Applied { slot, again, .. } => self.execution(node, slot, again),
            Fact::Abandoned { ballot, higher } => self.surrender(node, ballot, higher),
            Fact::Started { .. } | Fact::Promised { .. } | Fact::Prepared { .. } | Fact::Voted { .. } => None,
            Fact::AskedAgain { .. } | Fact::Unheard { .. } | Fact::LostSlot { .. } => None,
            Fact::Forwarded { .. } | Fact::Follows { .. } | Fact::Behind { .. } => None,
            Fact::Asks { .. } | Fact::Agreed { .. } | Fact::LetGo { .. } | Fact::LeftAlone { .. } => None,
            Fact::Reread { .. } | Fact::Resent | Fact::Restarted => None,
            Fact::Ignored { .. } | Fact::Outvoted { .. } => None,
        }
    }

    /// PMS section 2.3: the votes of a quorum in one ballot.
    fn choice(&self, slot: Slot, ballot: Ballot, value: &Value, voters: NodeSet) -> Evidence {
        let cluster = &self.config.cluster;
        let mut points = Points::default();
        self.votes(&mut points, voters, ballot, slot);
        let say = list(self.say(), voters).text(" voted for ").value(value).text(" in ").slot(slot);
        let say = say.text(" at ").ballot(ballot).text(&self.quorum(voters, cluster.quorums.phase2));
        // Not where the quorums of this run need not meet.
        let meet = cluster.quorums.intersect(cluster.acceptors.len());
        let say = say.text(if meet {
            ". Every quorum of promises from now on has one of them in it, who can tell of it."
        } else {
            "."
        });
        Evidence { kind: Kind::Choice, words: say.end(), points: points.list() }
    }

    /// The votes of one ballot, with the steps in which they were cast.
    fn votes(&self, points: &mut Points, voters: NodeSet, ballot: Ballot, slot: Slot) {
        for voter in voters.iter() {
            points.part(Thing::Node(voter));
            points.main(cell(slot, ballot, voter));
            if let Some(step) = self.voted(voter, ballot, slot) {
                self.point(points, step, true);
            }
        }
    }

    /// PMS section 2.2, P1a: the promise that stands against it.
    fn refusal(
        &self,
        node: NodeId,
        kind: MessageKind,
        (ballot, promised): (Ballot, Ballot),
        slot: Slot,
    ) -> Evidence {
        let mut points = Points::default();
        points.part(Thing::Node(node));
        points.main(cell(slot, promised, node));
        let rules = self.config.rules;
        let by_vote = match kind {
            MessageKind::Accept => !rules.keeps(Rule::AcceptChecksPromised),
            MessageKind::Prepare => !rules.keeps(Rule::PrepareChecksPromised),
            MessageKind::Request | MessageKind::Forward | MessageKind::Response | MessageKind::Redirect => {
                false
            }
            MessageKind::Promise | MessageKind::Accepted | MessageKind::Nack | MessageKind::Learn => false,
            MessageKind::Heartbeat | MessageKind::HeartbeatAck | MessageKind::CatchUp => false,
            MessageKind::Decided | MessageKind::PreVote | MessageKind::PreVoteGranted => false,
        };
        let step =
            if by_vote { self.voted(node, promised, slot) } else { self.promised(node, promised, slot) };
        let say = self.say().node(node).text(if by_vote { " voted at " } else { " promised " });
        let say = match step {
            Some(step) => {
                self.point(&mut points, step, true);
                say.ballot(promised).text(&format!(" in step {step}"))
            }
            None => say.ballot(promised).text(" before"),
        };
        if let Some(id) = self.delivered(self.step) {
            points.part(Thing::Message(id));
        }
        let say = say.text(", and ").ballot(ballot).text(" is lower.");
        Evidence { kind: Kind::Refusal, words: say.end(), points: points.list() }
    }

    fn lead(&self, node: NodeId, ballot: Ballot, promises: NodeSet) -> Evidence {
        let mut points = Points::default();
        for from in promises.iter() {
            points.part(Thing::Node(from));
            let is_it =
                |message: &Message| matches!(message, Message::Promise { ballot: of, .. } if *of == ballot);
            if let Some(id) = self.heard(node, from, is_it) {
                points.main(Thing::Message(id));
                points.part(Thing::Step(self.history.message(id).sent));
            }
        }
        let say = list(self.say(), promises).text(" promised ").ballot(ballot).text(" for every open slot");
        let say = say.text(&self.quorum(promises, self.config.cluster.quorums.phase1)).text(".");
        Evidence { kind: Kind::Lead, words: say.end(), points: points.list() }
    }

    fn learning(&self, node: NodeId, slot: Slot, value: &Value, knows: Knows) -> Option<Evidence> {
        let mut points = Points::default();
        points.part(Thing::Node(node));
        let told = |points: &mut Points, by: NodeId| {
            points.part(Thing::Node(by));
            if let Some(id) = self.delivered(self.step) {
                points.main(Thing::Message(id));
            }
        };
        let say = match knows {
            Knows::Votes { ballot, voters } => {
                for voter in voters.iter() {
                    points.part(Thing::Node(voter));
                    points.main(cell(slot, ballot, voter));
                    let is_it = |message: &Message| {
                        matches!(message, Message::Accepted { ballot: of, slot: at, .. }
                            if *of == ballot && *at == slot)
                    };
                    if let Some(id) = self.heard(node, voter, is_it) {
                        points.part(Thing::Message(id));
                    }
                    if let Some(step) = self.voted(voter, ballot, slot) {
                        points.part(Thing::Step(step));
                    }
                }
                let say = self.say().node(node).text(" knows of the votes of ");
                let say = list(say, voters).text(" for ").value(value).text(" at ").ballot(ballot);
                say.text(&self.quorum(voters, self.config.cluster.quorums.phase2)).text(".")
            }
            Knows::Told { by } | Knows::Decided { by } => {
                told(&mut points, by);
                self.say()
                    .node(by)
                    .text(" knows that ")
                    .slot(slot)
                    .text(" is ")
                    .value(value)
                    .text(", and says so.")
            }
            Knows::CommitIndex { ballot } => {
                points.main(cell(slot, ballot, node));
                told(&mut points, ballot.owner);
                if let Some(step) = self.voted(node, ballot, slot) {
                    self.point(&mut points, step, true);
                }
                let say = self.say().node(node).text(" voted at ").ballot(ballot).text(" itself, and ");
                say.node(ballot.owner)
                    .text(", whose ballot that is, says that ")
                    .slot(slot)
                    .text(" is chosen.")
            }
            Knows::Past => return None,
        };
        Some(Evidence { kind: Kind::Learning, words: say.end(), points: points.list() })
    }

    fn execution(&self, node: NodeId, slot: Slot, again: bool) -> Option<Evidence> {
        let learned = |fact: &Fact| matches!(fact, Fact::Learned { slot: at, .. } if *at == slot);
        let step = self.last_fact(node, self.step, learned)?;
        if step == self.step && !again {
            return None;
        }
        let mut points = Points::default();
        points.part(Thing::Node(node));
        self.point(&mut points, step, true);
        let say = self.say().node(node).text(&format!(" learned it in step {step}"));
        let say = say.text(", and has executed every slot before ").slot(slot).text(".");
        Some(Evidence { kind: Kind::Execution, words: say.end(), points: points.list() })
    }

    /// Who promised the higher ballot, as far as a Nack or its own acceptor
    /// tells.
    fn surrender(&self, node: NodeId, ballot: Ballot, higher: Ballot) -> Option<Evidence> {
        let mut points = Points::default();
        let id = self.delivered(self.step)?;
        let sent = self.history.message(id);
        let (Address::Node(from), Message::Nack { slot, .. }) = (sent.from, &sent.message) else {
            return None;
        };
        points.part(Thing::Node(node));
        points.part(Thing::Node(from));
        points.part(Thing::Message(id));
        points.main(cell(*slot, higher, from));
        let say = self.say().node(from).text(" promised ").ballot(higher);
        let say = match self.promised(from, higher, *slot) {
            Some(step) => {
                self.point(&mut points, step, true);
                say.text(&format!(" in step {step}"))
            }
            None => say,
        };
        let say = say.text(", and refused ").ballot(ballot).text(".");
        Some(Evidence { kind: Kind::Surrender, words: say.end(), points: points.list() })
    }
}
