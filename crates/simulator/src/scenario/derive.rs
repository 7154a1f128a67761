//! What can be expected of a run, read off the run itself.

use antipaxos_paxos::{NodeSet, Op, Slot, Word};

use super::expect::{Claim, Expectation, judge};
use crate::monitor::paxos::Finding;
use crate::protocols::Paxos;
use crate::run::Run;
use crate::step::Noted;

/// Of a longer log, the last slots are named.
const MAX_SLOTS: usize = 12;
/// At most so many keys of the store are named.
const MAX_KEYS: usize = 12;

/// Expectations that hold of the run: what is chosen, whether the logs and the
/// monitors agree, who leads, what is answered and stored, and what it took.
#[must_use]
pub fn expectations(run: &Run<Paxos>) -> Vec<Expectation> {
    let end = run.end();
    let mut claims = Vec::new();
    let choices: Vec<(Slot, _)> = end.monitors().choices_from(Slot::FIRST).collect();
    let past = run.settings().past;
    let new: Vec<_> = choices.into_iter().filter(|(slot, _)| slot.0 > past).collect();
    let more = new.len().saturating_sub(MAX_SLOTS);
    for (slot, choice) in new.into_iter().skip(more) {
        let ballot = Some((choice.ballot.round, choice.ballot.owner));
        claims.push(Claim::Chosen { slot: slot.0, value: choice.value.to_string(), ballot });
    }
    claims.push(Claim::LogsEqual);
    for key in keys(run).into_iter().take(MAX_KEYS) {
        claims.push(Claim::Store { key: key.as_str().to_string(), value: String::new() });
    }
    claims.push(Claim::Answered { count: 0 });
    if run.settings().protocol.config.variant == antipaxos_paxos::Variant::Multi {
        claims.extend(run.settings().nodes().iter().map(|node| Claim::Leader { node: Some(node) }));
        claims.push(Claim::Leader { node: None });
    }
    claims.extend([Claim::Messages { count: 0 }, Claim::Delays { count: 0 }, Claim::Steps { count: 0 }]);
    let mut broken = Vec::new();
    for (step, finding) in run.violations() {
        let Finding::Violated(violation) = finding else { continue };
        if !broken.contains(&violation.monitor) {
            broken.push(violation.monitor);
            claims.push(Claim::Violation { monitor: violation.monitor, step: Some(step) });
        }
    }
    claims.push(Claim::Safe);
    let mut ailments: Vec<_> = run.diagnoses().iter().map(|diagnosis| diagnosis.ailment).collect();
    ailments.sort_unstable();
    ailments.dedup();
    if ailments.is_empty() {
        claims.push(Claim::Diagnosis { ailment: None });
    }
    claims.extend(ailments.into_iter().map(|ailment| Claim::Diagnosis { ailment: Some(ailment) }));
    let of = |claim| Expectation { nodes: NodeSet::EMPTY, claim };
    claims.into_iter().map(|claim| filled(of(claim), run)).filter(|claim| judge(claim, run).0).collect()
}

/// The keys that clients named, in order.
fn keys(run: &Run<Paxos>) -> Vec<Word> {
    let mut keys: Vec<Word> = Vec::new();
    for (_, noted) in run.history().facts_from(0) {
        let Noted::Asked { command, .. } = noted else { continue };
        let (Op::Set { key, .. } | Op::Add { key, .. } | Op::Get { key }) = command.op;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.sort_unstable();
    keys
}

/// The expectation with what was found in the place of what it left open.
fn filled(expectation: Expectation, run: &Run<Paxos>) -> Expectation {
    let (_, found) = judge(&expectation, run);
    let number = || found.parse().unwrap_or(0);
    let claim = match expectation.claim {
        Claim::Store { key, .. } => Claim::Store { key, value: found },
        Claim::Answered { .. } => Claim::Answered { count: number() },
        Claim::Messages { .. } => Claim::Messages { count: number() },
        Claim::Delays { .. } => Claim::Delays { count: number() },
        Claim::Steps { .. } => Claim::Steps { count: number() },
        known @ (Claim::Chosen { .. }
        | Claim::Open { .. }
        | Claim::Learned { .. }
        | Claim::Executed { .. }
        | Claim::Voted { .. }
        | Claim::Promised { .. }
        | Claim::LogsEqual
        | Claim::Safe
        | Claim::Leader { .. }
        | Claim::Diagnosis { .. }
        | Claim::Violation { .. }) => known,
    };
    Expectation { nodes: expectation.nodes, claim }
}
