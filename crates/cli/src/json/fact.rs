//! Facts as JSON: a kind, the fact as it prints, and its parts by name. Parts
//! that a kind does not have are left out.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{self as paxos, Ballot, Evidence, Ignored, NodeId, NodeSet, Origin};
use antipaxos_simulator::monitor::paxos::{Finding, Violation};
use antipaxos_simulator::scenario::print;
use antipaxos_simulator::{Noted, Paxos, Protocol, Session};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Fact {
    kind: &'static str,
    text: String,
    #[serde(flatten)]
    parts: Parts,
}

/// A monitor that fired: the fact, and its step.
#[derive(Debug, Serialize)]
pub struct Violated {
    step: u32,
    #[serde(flatten)]
    fact: Fact,
}

/// Everything that some fact is made of.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    /// The node where it became true.
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ballot: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// The ballot that was promised before.
    #[serde(skip_serializing_if = "Option::is_none")]
    promised: Option<String>,
    /// The ballot that ended this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    higher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was_ballot: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was_value: Option<String>,
    /// Who promised, voted or was heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<Vec<String>>,
    /// A kind of message.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'static str>,
    /// The node that reported or told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    monitor: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<&'static str>,
    /// Where a range of slots ends that begins with `slot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_slot: Option<u32>,
    /// The steps that prove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Vec<u32>>,
    /// The rule that would have stopped it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
}

impl Violated {
    pub fn new(session: &Session, step: u32, violation: &Violation) -> Self {
        Self { step, fact: violated(session, violation) }
    }
}

impl Fact {
    /// What became true in step `at`.
    pub fn new(session: &Session, at: u32, noted: &Noted<Paxos>) -> Self {
        let names = session.run().names();
        let client = |client| Some(names.show(client).to_string());
        let (kind, text, parts) = match noted {
            Noted::At(node, fact) => return at_node(names, *node, fact),
            Noted::Found(Finding::Violated(violation)) => return violated(session, violation),
            Noted::Found(finding @ Finding::Chosen { slot, ballot, value, voters }) => (
                "chosen",
                headline(session, finding),
                Parts {
                    slot: Some(slot.0),
                    ballot: Some(names.show(*ballot).to_string()),
                    value: Some(value.to_string()),
                    nodes: Some(list(names, *voters)),
                    ..Parts::default()
                },
            ),
            Noted::Asked { client: who, command } => (
                "asked",
                format!("{} asks: {command}", names.show(*who)),
                Parts {
                    client: client(*who),
                    sequence: Some(command.sequence),
                    value: Some(command.to_string()),
                    ..Parts::default()
                },
            ),
            Noted::Answered { client: who, sequence, outcome } => (
                "answered",
                format!("{} has its answer: {outcome}", names.show(*who)),
                Parts {
                    client: client(*who),
                    sequence: Some(*sequence),
                    outcome: Some(outcome.to_string()),
                    ..Parts::default()
                },
            ),
            Noted::AnsweredTwice { client: who } => (
                "answered-twice",
                format!("{} is answered again", names.show(*who)),
                Parts { client: client(*who), ..Parts::default() },
            ),
            Noted::Links(links) => {
                let text = format!("links {}", print::links(links, names));
                ("links", text.trim_end().to_string(), Parts::default())
            }
            Noted::Changed(change) => ("changed", print::change(change, names), Parts::default()),
            Noted::Crashed { node, point, .. } => (
                "crashed",
                antipaxos_simulator::transcript::fall(session.run(), at).unwrap_or_default(),
                Parts {
                    node: Some(names.node(*node).to_string()),
                    point: Some(print::crash_point(*point)),
                    ..Parts::default()
                },
            ),
        };
        Self { kind, text, parts }
    }
}

fn headline(session: &Session, finding: &Finding) -> String {
    let run = session.run();
    let headline = run.settings().protocol.headline(run.names(), finding);
    headline.map(|headline| headline.text).unwrap_or_default()
}

fn list(names: &Names, nodes: NodeSet) -> Vec<String> {
    nodes.iter().map(|node| names.node(node).to_string()).collect()
}

fn violated(session: &Session, violation: &Violation) -> Fact {
    let names = session.run().names();
    let ballot = |ballot: Option<Ballot>| ballot.map(|ballot| names.show(ballot).to_string());
    let parts = Parts {
        monitor: Some(violation.monitor.name()),
        node: Some(names.node(violation.node).to_string()),
        slot: violation.slot.map(|slot| slot.0),
        ballot: ballot(violation.ballots.0),
        was_ballot: ballot(violation.ballots.1),
        value: violation.values.0.map(|value| value.to_string()),
        was_value: violation.values.1.map(|value| value.to_string()),
        outcome: violation.outcome.map(|outcome| outcome.to_string()),
        proof: Some(violation.steps.clone()),
        rule: Some(violation.rule.id().unwrap_or_else(|| violation.rule.name())),
        ..Parts::default()
    };
    Fact { kind: "violated", text: headline(session, &Finding::Violated(Box::new(violation.clone()))), parts }
}

fn at_node(names: &Names, node: NodeId, fact: &paxos::Fact) -> Fact {
    use paxos::Fact as F;
    let show = |ballot: Ballot| names.show(ballot).to_string();
    let none = Parts { node: Some(names.node(node).to_string()), ..Parts::default() };
    let (kind, text, parts) = match *fact {
        F::Started { ballot, slot } => (
            "started",
            format!("starts {} for {slot}", show(ballot)),
            Parts { ballot: Some(show(ballot)), slot: Some(slot.0), ..none },
        ),
        F::Promised { ballot, slot } => (
            "promised",
            format!("promises {}", show(ballot)),
            Parts { ballot: Some(show(ballot)), slot: slot.map(|slot| slot.0), ..none },
        ),
        F::Refused { kind, ballot, slot, promised } => (
            "refused",
            format!("refuses {} {} {slot}: promised {}", kind.name(), show(ballot), show(promised)),
            Parts {
                message: Some(kind.name()),
                ballot: Some(show(ballot)),
                slot: Some(slot.0),
                promised: Some(show(promised)),
                ..none
            },
        ),
        F::Prepared { ballot, slot, promises } => (
            "prepared",
            format!("has promises for {} from {}", show(ballot), names.list(promises)),
            Parts {
                ballot: Some(show(ballot)),
                slot: Some(slot.0),
                nodes: Some(list(names, promises)),
                ..none
            },
        ),
        F::Leads { ballot, promises } => (
            "leads",
            format!("leads with {}", show(ballot)),
            Parts { ballot: Some(show(ballot)), nodes: Some(list(names, promises)), ..none },
        ),
        F::Proposed { ballot, slot, value, origin } => {
            let (origin, by, adopted) = match origin {
                Origin::Own => ("own", None, None),
                Origin::Adopted { ballot, reporter } => {
                    ("adopted", Some(names.node(reporter).to_string()), Some(show(ballot)))
                }
                Origin::Hole => ("hole", None, None),
            };
            let parts = Parts {
                ballot: Some(show(ballot)),
                slot: Some(slot.0),
                value: Some(value.to_string()),
                origin: Some(origin),
                by,
                was_ballot: adopted,
                ..none
            };
            ("proposed", format!("proposes {value} in {slot} at {}", show(ballot)), parts)
        }
        F::Voted { ballot, slot, value } => (
            "voted",
            format!("votes for {value} in {slot} at {}", show(ballot)),
            Parts { ballot: Some(show(ballot)), slot: Some(slot.0), value: Some(value.to_string()), ..none },
        ),
        F::Abandoned { ballot, higher } => (
            "abandoned",
            format!("gives {} up for {}", show(ballot), show(higher)),
            Parts { ballot: Some(show(ballot)), higher: Some(show(higher)), ..none },
        ),
        F::Unheard { ballot, heard } => (
            "unheard",
            format!("gives {} up: heard {}", show(ballot), names.list(heard)),
            Parts { ballot: Some(show(ballot)), nodes: Some(list(names, heard)), ..none },
        ),
        F::Outvoted { ballot, slot, value } => (
            "outvoted",
            format!("gives {} up: {slot} went to {value}", show(ballot)),
            Parts { ballot: Some(show(ballot)), slot: Some(slot.0), value: Some(value.to_string()), ..none },
        ),
        F::Learned { slot, value, evidence } => {
            let parts = learned(names, evidence, none);
            let parts = Parts { slot: Some(slot.0), value: Some(value.to_string()), ..parts };
            ("learned", format!("learns {slot}: {value}"), parts)
        }
        F::Applied { slot, value, outcome, again } => (
            "applied",
            format!("executes {slot}: {value}"),
            Parts {
                slot: Some(slot.0),
                value: Some(value.to_string()),
                outcome: Some(outcome.to_string()),
                again: Some(again),
                ..none
            },
        ),
        F::LostSlot { slot, command } => (
            "lost-slot",
            format!("{command} has lost {slot}"),
            Parts { slot: Some(slot.0), value: Some(command.to_string()), ..none },
        ),
        F::Forwarded { client, sequence, to } => (
            "forwarded",
            match to {
                Some(to) => format!("forwards a request to {}", names.node(to)),
                None => "keeps a request until it knows a leader".to_string(),
            },
            Parts {
                client: Some(names.show(client).to_string()),
                sequence: Some(sequence),
                to: to.map(|to| names.node(to).to_string()),
                ..none
            },
        ),
        F::Follows { ballot } => {
            ("follows", format!("follows {}", show(ballot)), Parts { ballot: Some(show(ballot)), ..none })
        }
        F::Behind { slot } => {
            ("behind", format!("misses decided slots from {slot} on"), Parts { slot: Some(slot.0), ..none })
        }
        F::AskedAgain { ballot, slot } => (
            "asked-again",
            format!("is asked again for its vote in {slot} at {}", show(ballot)),
            Parts { ballot: Some(show(ballot)), slot: Some(slot.0), ..none },
        ),
        F::Asks { ballot } => (
            "asks",
            format!("asks whether it may stand with {}", show(ballot)),
            Parts { ballot: Some(show(ballot)), ..none },
        ),
        F::Agreed { ballot, agree } => (
            "agreed",
            format!("may stand with {}: {} agree", show(ballot), names.list(agree)),
            Parts { ballot: Some(show(ballot)), nodes: Some(list(names, agree)), ..none },
        ),
        F::LetGo { slot } => {
            ("let-go", format!("lets its votes go up to {slot}"), Parts { slot: Some(slot.0), ..none })
        }
        F::LeftAlone { first, last, holder } => (
            "left-alone",
            format!("leaves {first} to {last} alone: {} holds them", names.node(holder)),
            Parts {
                slot: Some(first.0),
                last_slot: Some(last.0),
                by: Some(names.node(holder).to_string()),
                ..none
            },
        ),
        F::Reread { slot } => {
            ("reread", format!("reads back from its disk up to {slot}"), Parts { slot: Some(slot.0), ..none })
        }
        F::Resent => ("resent", "sends again what was not answered".to_string(), none),
        F::Restarted => ("restarted", "starts anew from its disk".to_string(), none),
        F::Ignored { reason } => {
            let reason = ignored(reason);
            ("ignored", format!("ignores it: {reason}"), Parts { reason: Some(reason), ..none })
        }
    };
    Fact { kind, text: format!("{} {text}", names.node(node)), parts }
}

fn learned(names: &Names, evidence: Evidence, parts: Parts) -> Parts {
    let ballot = |ballot: Ballot| Some(names.show(ballot).to_string());
    let by = |node: NodeId| Some(names.node(node).to_string());
    match evidence {
        Evidence::Votes { ballot: of, voters } => {
            Parts { evidence: Some("votes"), ballot: ballot(of), nodes: Some(list(names, voters)), ..parts }
        }
        Evidence::Told { by: who } => Parts { evidence: Some("told"), by: by(who), ..parts },
        Evidence::CommitIndex { ballot: of } => {
            Parts { evidence: Some("commit-index"), ballot: ballot(of), ..parts }
        }
        Evidence::Decided { by: who } => Parts { evidence: Some("decided"), by: by(who), ..parts },
        Evidence::Past => Parts { evidence: Some("past"), ..parts },
    }
}

const fn ignored(reason: Ignored) -> &'static str {
    match reason {
        Ignored::StaleBallot => "stale-ballot",
        Ignored::Repeated => "repeated",
        Ignored::QuorumComplete => "quorum-complete",
        Ignored::AlreadyLearned => "already-learned",
        Ignored::NotLeading => "not-leading",
        Ignored::NotItsRole => "not-its-role",
        Ignored::NotWaiting => "not-waiting",
        Ignored::InProgress => "in-progress",
        Ignored::NothingToDo => "nothing-to-do",
        Ignored::StrictPrepare => "strict-prepare",
        Ignored::OtherValue => "other-value",
        Ignored::HearsLeader => "hears-leader",
        Ignored::UnderWatermark => "under-watermark",
    }
}
