//! What is learned: only what is chosen, and everywhere the same.

use antipaxos_paxos::{Evidence, NodeId, NodeSet, Slot, SlotMap, Value};

use super::Monitor;
use super::finding::{Charge, Report};
use super::votes::{self, AllVotes, Chosen};

/// What a slot's first learner learned.
#[derive(Clone, Copy, Debug)]
struct Learned {
    value: Value,
    step: u32,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Logs {
    learned: SlotMap<Learned>,
}

impl Logs {
    pub fn past(&mut self, slot: Slot, value: Value) {
        self.learned.insert(slot, Learned { value, step: 0 });
    }

    pub fn learned(
        &mut self,
        node: NodeId,
        (slot, value): (Slot, Value),
        evidence: Evidence,
        all: &AllVotes,
        chosen: &Chosen,
        report: &mut Report,
    ) {
        let (ballot, voters) = match evidence {
            Evidence::Votes { ballot, voters } => (Some(ballot), voters),
            Evidence::CommitIndex { ballot } => (Some(ballot), NodeSet::EMPTY.with(node)),
            Evidence::Told { by } | Evidence::Decided { by } => (None, NodeSet::EMPTY.with(by)),
            Evidence::Past => (None, NodeSet::EMPTY),
        };
        let choice = chosen.choices.get(slot);
        if choice.is_none_or(|choice| choice.value != value) {
            // The votes that it took for a choice, and those of the real one.
            let seen = all.of(slot).filter(|votes| votes.value == value);
            let seen = seen.flat_map(|votes| votes.steps(voters));
            let real = choice.into_iter().flat_map(|choice| votes::steps(all, slot, choice));
            report.broken(Charge {
                slot: Some(slot),
                ballots: (ballot, choice.map(|choice| choice.ballot)),
                values: (Some(value), choice.map(|choice| choice.value)),
                steps: seen.chain(real).collect(),
                ..Charge::new(Monitor::LearnedImpliesChosen, node)
            });
        }
        let step = report.step;
        let first = *self.learned.entry(slot, || Learned { value, step });
        if first.value != value {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (ballot, None),
                values: (Some(value), Some(first.value)),
                steps: vec![first.step],
                ..Charge::new(Monitor::LogsAgree, node)
            });
        }
    }
}
