//! What a scenario expects of its run, and whether it came true.

use antipaxos_paxos::{NodeId, NodeSet, Role, Slot, Word};

use crate::diagnosis::Ailment;
use crate::monitor::paxos::{Finding, Monitor};
use crate::protocol::Protocol;
use crate::protocols::Paxos;
use crate::run::Run;
use crate::step::Noted;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The slot's value, and the first ballot in which it was chosen.
    Chosen {
        slot: u32,
        value: String,
        ballot: Option<(u32, NodeId)>,
    },
    /// No value is chosen.
    Open {
        slot: u32,
    },
    Learned {
        slot: u32,
        value: String,
    },
    /// The last slot that the node executed.
    Executed {
        slot: Option<u32>,
    },
    Voted {
        slot: u32,
        value: String,
        ballot: Option<(u32, NodeId)>,
    },
    Promised {
        ballot: (u32, NodeId),
    },
    /// No two nodes differ in a slot that both know.
    LogsEqual,
    /// No monitor fired.
    Safe,
    /// The only node that leads at the end, or none does.
    Leader {
        node: Option<NodeId>,
    },
    /// Messages sent, heartbeats left out.
    Messages {
        count: u32,
    },
    /// One-way delays until the last answer.
    Delays {
        count: u32,
    },
    /// Requests answered.
    Answered {
        count: u32,
    },
    Steps {
        count: u32,
    },
    /// Every node that executed all there is holds this.
    Store {
        key: String,
        value: String,
    },
    Violation {
        monitor: Monitor,
        step: Option<u32>,
    },
    /// Something kept the run from getting on; none: nothing did.
    Diagnosis {
        ailment: Option<Ailment>,
    },
}

/// A claim, of one node where it is about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    pub nodes: NodeSet,
    pub claim: Claim,
}

/// Whether it holds at the end of the run, and what was found there.
#[must_use]
pub fn judge(expectation: &Expectation, run: &Run<Paxos>) -> (bool, String) {
    let found = found(expectation, run);
    let holds = match &expectation.claim {
        Claim::LogsEqual | Claim::Safe => found.is_empty(),
        Claim::Chosen { .. }
        | Claim::Open { .. }
        | Claim::Learned { .. }
        | Claim::Executed { .. }
        | Claim::Voted { .. }
        | Claim::Promised { .. }
        | Claim::Leader { .. }
        | Claim::Messages { .. }
        | Claim::Delays { .. }
        | Claim::Answered { .. }
        | Claim::Steps { .. }
        | Claim::Store { .. }
        | Claim::Diagnosis { .. }
        | Claim::Violation { .. } => found == wanted(expectation, run),
    };
    (holds, found)
}

/// What the claim wants to be found, written as [`found`] writes it.
fn wanted(expectation: &Expectation, run: &Run<Paxos>) -> String {
    let names = run.names();
    let with = |value: &str, ballot: Option<(u32, NodeId)>| match ballot {
        Some((round, owner)) => format!("{value} in {round}.{}", names.node(owner)),
        None => value.to_string(),
    };
    match &expectation.claim {
        Claim::Chosen { value, ballot, .. } | Claim::Voted { value, ballot, .. } => with(value, *ballot),
        Claim::Learned { value, .. } | Claim::Store { value, .. } => value.clone(),
        Claim::Open { .. } => "open".to_string(),
        Claim::Executed { slot } => slot.map_or_else(|| "nothing".to_string(), |slot| format!("#{slot}")),
        Claim::Promised { ballot: (round, owner) } => format!("{round}.{}", names.node(*owner)),
        Claim::Leader { node } => node.map_or("nobody", |node| names.node(node)).to_string(),
        Claim::Messages { count } | Claim::Delays { count } | Claim::Answered { count } => count.to_string(),
        Claim::Steps { count } => count.to_string(),
        Claim::Violation { monitor, step } => {
            monitor.name().to_string() + &step.map_or_else(String::new, |step| format!(" at {step}"))
        }
        Claim::Diagnosis { ailment } => ailment.map_or("none", Ailment::name).to_string(),
        Claim::LogsEqual | Claim::Safe => String::new(),
    }
}

fn found(expectation: &Expectation, run: &Run<Paxos>) -> String {
    let names = run.names();
    let end = run.end();
    let node = expectation.nodes.iter().next();
    let replica = || node.map(|node| &end.node(node).replica);
    let nothing = || "nothing".to_string();
    match &expectation.claim {
        Claim::Chosen { slot, ballot, .. } => {
            end.monitors().chosen(Slot(*slot)).map_or_else(nothing, |choice| match ballot {
                Some(_) => format!("{} in {}", choice.value, names.show(choice.ballot)),
                None => choice.value.to_string(),
            })
        }
        Claim::Open { slot } => {
            let choice = end.monitors().chosen(Slot(*slot));
            choice.map_or_else(|| "open".to_string(), |choice| choice.value.to_string())
        }
        Claim::Learned { slot, .. } => {
            let known = replica().and_then(|replica| replica.learner().decision(Slot(*slot)));
            known.map_or_else(nothing, |known| known.value.to_string())
        }
        Claim::Executed { .. } => {
            let applied = replica().and_then(|replica| replica.learner().applied());
            applied.map_or_else(nothing, |slot| slot.to_string())
        }
        Claim::Voted { slot, ballot, .. } => {
            let vote = replica().and_then(|replica| replica.acceptor().vote(Slot(*slot)));
            vote.map_or_else(nothing, |vote| match ballot {
                Some(_) => format!("{} in {}", vote.value, names.show(vote.ballot)),
                None => vote.value.to_string(),
            })
        }
        Claim::Promised { .. } => {
            let promised = replica().and_then(|replica| replica.acceptor().promised_anywhere());
            promised.map_or_else(nothing, |ballot| names.show(ballot).to_string())
        }
        Claim::LogsEqual => unequal_logs(run),
        Claim::Safe => {
            let broken = run.violations().map(|(step, finding)| violation(finding, step));
            broken.collect::<Vec<_>>().join(", ")
        }
        Claim::Leader { .. } => {
            let leads = |node: &NodeId| {
                let state = end.node(*node);
                state.up && matches!(state.replica.multi().role(), Role::Leader(_))
            };
            let leaders: Vec<&str> =
                end.settings().nodes().iter().filter(leads).map(|node| names.node(node)).collect();
            if leaders.is_empty() { "nobody".to_string() } else { leaders.join(" ") }
        }
        Claim::Messages { .. } => {
            let counted = run.history().messages().iter().filter(|sent| !Paxos::is_background(&sent.message));
            counted.count().to_string()
        }
        Claim::Delays { .. } => delays(run).to_string(),
        Claim::Answered { .. } => end.clients().iter().map(|client| client.answered).sum::<u32>().to_string(),
        Claim::Steps { .. } => run.last().to_string(),
        Claim::Store { key, .. } => {
            let key = Word::new(key);
            let newest = end.nodes().iter().max_by_key(|node| node.replica.learner().applied());
            let value = newest.zip(key).and_then(|(node, key)| node.replica.learner().store().get(key));
            value.map_or_else(nothing, |word| word.as_str().to_string())
        }
        Claim::Diagnosis { ailment } => {
            let all: Vec<&str> = run.diagnoses().iter().map(|found| found.ailment.name()).collect();
            match ailment.map(Ailment::name).filter(|name| all.contains(name)) {
                Some(name) => name.to_string(),
                None if all.is_empty() => "none".to_string(),
                None => all.join(", "),
            }
        }
        Claim::Violation { monitor, step } => {
            let of =
                |finding: &Finding| matches!(finding, Finding::Violated(found) if found.monitor == *monitor);
            run.violations().find(|(_, finding)| of(finding)).map_or_else(nothing, |(at, finding)| match step
            {
                Some(_) => violation(finding, at),
                None => monitor.name().to_string(),
            })
        }
    }
}

fn violation(finding: &Finding, step: u32) -> String {
    match finding {
        Finding::Violated(violation) => format!("{} at {step}", violation.monitor.name()),
        Finding::Chosen { slot, .. } => format!("{slot} chosen at {step}"),
    }
}

/// The slots on which two nodes' logs differ.
fn unequal_logs(run: &Run<Paxos>) -> String {
    let nodes = run.end().nodes();
    let last = nodes.iter().filter_map(|node| node.replica.learner().last_known()).max();
    let mut unequal = Vec::new();
    for slot in (1..=last.map_or(0, |slot| slot.0)).map(Slot) {
        let mut known = nodes.iter().filter_map(|node| node.replica.learner().decision(slot));
        let first = known.next().map(|known| known.value);
        if known.any(|other| Some(other.value) != first) {
            unequal.push(slot.to_string());
        }
    }
    unequal.join(", ")
}

/// One-way delays from the last answered request to its answer.
fn delays(run: &Run<Paxos>) -> u32 {
    let history = run.history();
    let answered = history.facts_from(0).filter(|(_, noted)| matches!(noted, Noted::Answered { .. }));
    answered.last().map_or(0, |(step, _)| history.step(step).depth)
}
