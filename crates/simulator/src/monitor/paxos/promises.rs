//! Promises: that they rise and are kept, and that a Promise tells the truth.

use antipaxos_paxos::{Acceptor, Ballot, Config, NodeId, NodeSet, Slot, SlotMap, Value, Variant, Vote};

use super::Monitor;
use super::finding::{Charge, Manner, Report};
use super::votes::AllVotes;

/// A promise, and the step in which it was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    pub ballot: Ballot,
    pub step: u32,
}

/// One acceptor's promises, as the history tells them.
#[derive(Clone, Debug, Default)]
struct Of {
    all: Option<Given>,
    by_slot: SlotMap<Given>,
}

impl Of {
    fn in_slot(&self, slot: Slot) -> Option<Given> {
        let own = self.by_slot.get(slot).copied();
        match (self.all, own) {
            (Some(all), Some(own)) if own.ballot > all.ballot => Some(own),
            (Some(all), _) => Some(all),
            (None, own) => own,
        }
    }
}

/// Every acceptor's highest promise, across restarts.
#[derive(Clone, Debug)]
pub(super) struct Promises {
    of: Vec<Of>,
}

impl Promises {
    pub fn new(nodes: usize, acceptors: NodeSet, leader: Option<Ballot>) -> Self {
        let mut of = vec![Of::default(); nodes];
        for node in acceptors.iter() {
            of[usize::from(node.0)].all = leader.map(|ballot| Given { ballot, step: 0 });
        }
        Self { of }
    }

    pub fn given(&self, node: NodeId, slot: Slot) -> Option<Given> {
        self.of[usize::from(node.0)].in_slot(slot)
    }

    pub fn promised(&self, node: NodeId, slot: Slot) -> Option<Ballot> {
        self.given(node, slot).map(|given| given.ballot)
    }

    /// Who promised not less than `ballot`.
    pub fn at_least(&self, acceptors: NodeSet, slot: Slot, ballot: Ballot) -> NodeSet {
        acceptors.iter().filter(|node| self.promised(*node, slot) >= Some(ballot)).collect()
    }

    pub fn promise(&mut self, node: NodeId, ballot: Ballot, slot: Option<Slot>, report: &mut Report) {
        let of = &mut self.of[usize::from(node.0)];
        let before = slot.map_or(of.all, |slot| of.in_slot(slot));
        if let Some(before) = before.filter(|before| before.ballot > ballot) {
            return report.broken(Charge {
                slot,
                ballots: (Some(ballot), Some(before.ballot)),
                steps: vec![before.step],
                ..Charge::new(Monitor::PromiseMonotone, node)
            });
        }
        if before.is_some_and(|before| before.ballot == ballot) {
            return;
        }
        let given = Given { ballot, step: report.step };
        match slot {
            Some(slot) => of.by_slot.insert(slot, given),
            None => of.all = Some(given),
        }
    }

    /// A restart must not lose a promise.
    pub fn restarted(&self, node: NodeId, disk: &Acceptor, report: &mut Report) {
        let known = &self.of[usize::from(node.0)];
        let slots = known.by_slot.iter().map(|(slot, given)| (Some(slot), *given));
        let all = known.all.map(|given| (None, given));
        for (slot, before) in slots.chain(all) {
            let after = disk.promised(slot.unwrap_or(Slot::FIRST));
            if after < Some(before.ballot) {
                report.lost = Some(antipaxos_paxos::Rule::PromiseSurvivesRestart);
                report.broken(Charge {
                    slot,
                    ballots: (after, Some(before.ballot)),
                    steps: vec![before.step],
                    manner: Manner::Restart,
                    ..Charge::new(Monitor::PromiseMonotone, node)
                });
            }
        }
    }

    /// No vote below a ballot already promised.
    pub fn voted(&self, node: NodeId, ballot: Ballot, slot: Slot, value: Value, report: &mut Report) {
        if let Some(given) = self.given(node, slot).filter(|given| given.ballot > ballot) {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(ballot), Some(given.ballot)),
                values: (Some(value), None),
                steps: vec![given.step],
                ..Charge::new(Monitor::PromiseKept, node)
            });
        }
    }
}

/// A Promise for `ballot` leaves: it must report its sender's last vote in
/// each slot that it is for.
pub(super) fn check_report(
    config: &Config,
    all: &AllVotes,
    node: NodeId,
    (ballot, slot): (Ballot, Slot),
    reported: &[(Slot, Vote)],
    report: &mut Report,
) {
    let charge = |slot, told: Option<&Vote>, real: Option<(&Vote, u32)>| Charge {
        slot: Some(slot),
        ballots: (Some(told.map_or(ballot, |vote| vote.ballot)), real.map(|(vote, _)| vote.ballot)),
        values: (told.map(|vote| vote.value), real.map(|(vote, _)| vote.value)),
        steps: real.map(|(_, step)| step).into_iter().collect(),
        ..Charge::new(Monitor::PromiseTrue, node)
    };
    let mut told = reported.iter().peekable();
    let last = match config.variant {
        Variant::Basic => Some(slot),
        Variant::Multi => None,
    };
    for (at, (vote, step)) in all.last_votes_from(node, slot, last) {
        // Votes that were never cast.
        if let Some((invented, vote)) = told.next_if(|(slot, _)| *slot < at) {
            return report.broken(charge(*invented, Some(vote), None));
        }
        match told.next_if(|(slot, _)| *slot == at) {
            Some((_, same)) if *same == vote => {}
            Some((_, other)) => return report.broken(charge(at, Some(other), Some((&vote, step)))),
            None => return report.broken(charge(at, None, Some((&vote, step)))),
        }
    }
    if let Some((invented, vote)) = told.next() {
        report.broken(charge(*invented, Some(vote), None));
    }
}
