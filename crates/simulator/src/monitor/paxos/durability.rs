//! What is on disk when a message leaves.

use antipaxos_paxos::few::FewSet;
use antipaxos_paxos::{Ballot, Durable, NodeId, NodeSet, Slot, SlotMap, Value, Vote};

use super::Monitor;
use super::finding::{Charge, Manner, Report};
use super::votes::AllVotes;

/// What a node wrote, apart from its votes.
#[derive(Clone, Debug, Default)]
struct Disk {
    round: u32,
    all: Option<Ballot>,
    by_slot: SlotMap<Ballot>,
    /// How many slots from the first on it has the decided values of.
    held: u32,
    /// Others that it has.
    beyond: FewSet<Slot>,
    /// Up to where it let votes go.
    gone: Option<Slot>,
}

#[derive(Clone, Debug)]
pub(super) struct Disks {
    of: Vec<Disk>,
}

impl Disks {
    pub fn new(nodes: usize, acceptors: NodeSet, leader: Option<Ballot>, held: u32) -> Self {
        let mut of = vec![Disk { held, ..Disk::default() }; nodes];
        for node in acceptors.iter() {
            of[usize::from(node.0)].all = leader;
        }
        if let Some(leader) = leader {
            of[usize::from(leader.owner.0)].round = leader.round;
        }
        Self { of }
    }

    pub fn round(&mut self, node: NodeId, round: u32) {
        self.of[usize::from(node.0)].round = round;
    }

    pub fn promised(&mut self, node: NodeId, ballot: Ballot, slot: Option<Slot>) {
        let disk = &mut self.of[usize::from(node.0)];
        match slot {
            Some(slot) => disk.by_slot.insert(slot, ballot),
            None => disk.all = Some(ballot),
        }
    }

    /// What a restart found is all there is.
    pub fn restarted(&mut self, node: NodeId, found: &Durable) {
        let disk = &mut self.of[usize::from(node.0)];
        let by_slot: Vec<(Slot, Ballot)> =
            found.acceptor.promises_by_slot().map(|(at, b)| (at, *b)).collect();
        *disk = Disk { round: found.round, gone: found.acceptor.watermark(), ..Disk::default() };
        // In Multi-Paxos the first slot's promise is every slot's.
        disk.all = found.acceptor.promised(Slot::FIRST).filter(|_| by_slot.is_empty());
        for (slot, ballot) in by_slot {
            disk.by_slot.insert(slot, ballot);
        }
        for (slot, _) in found.decided.iter() {
            self.decided(node, slot);
        }
    }

    pub fn decided(&mut self, node: NodeId, slot: Slot) {
        let disk = &mut self.of[usize::from(node.0)];
        disk.beyond.insert(slot);
        while disk.beyond.remove(&Slot(disk.held + 1)) {
            disk.held += 1;
        }
    }

    pub fn let_go(&mut self, node: NodeId, slot: Slot) {
        self.of[usize::from(node.0)].gone = Some(slot);
    }

    /// Votes are said to be let go: that must be on disk.
    pub fn check_watermark(&self, node: NodeId, ballot: Ballot, told: Option<Slot>, report: &mut Report) {
        if told > self.of[usize::from(node.0)].gone {
            report.broken(Charge {
                slot: told,
                ballots: (Some(ballot), None),
                manner: Manner::Told,
                ..Charge::new(Monitor::DurableFirst, node)
            });
        }
    }

    /// Decided values are said to be on disk.
    pub fn check_held(&self, node: NodeId, ballot: Ballot, told: Option<Slot>, report: &mut Report) {
        if told.is_some_and(|told| told.0 > self.of[usize::from(node.0)].held) {
            report.broken(Charge {
                slot: told,
                ballots: (Some(ballot), None),
                manner: Manner::Told,
                ..Charge::new(Monitor::DurableFirst, node)
            });
        }
    }

    /// A ballot is spoken of: its round must be on the speaker's disk.
    pub fn check_round(&self, node: NodeId, ballot: Ballot, report: &mut Report) {
        if self.of[usize::from(node.0)].round < ballot.round {
            report
                .broken(Charge { ballots: (Some(ballot), None), ..Charge::new(Monitor::DurableFirst, node) });
        }
    }

    pub fn check_promise(
        &self,
        all: &AllVotes,
        node: NodeId,
        (ballot, slot): (Ballot, Slot),
        votes: &[(Slot, Vote)],
        report: &mut Report,
    ) {
        let disk = &self.of[usize::from(node.0)];
        if disk.all.max(disk.by_slot.get(slot).copied()) < Some(ballot) {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(ballot), None),
                ..Charge::new(Monitor::DurableFirst, node)
            });
        }
        for (slot, vote) in votes {
            check_vote(all, node, *slot, vote.ballot, vote.value, report);
        }
    }
}

/// A vote is told of, or counted: it must be on the voter's disk, or have been.
pub(super) fn check_vote(
    all: &AllVotes,
    node: NodeId,
    slot: Slot,
    ballot: Ballot,
    value: Value,
    report: &mut Report,
) {
    let votes = all.find(slot, ballot, value);
    if votes.is_none_or(|votes| !votes.written.contains(node)) {
        report.broken(Charge {
            slot: Some(slot),
            ballots: (Some(ballot), None),
            values: (Some(value), None),
            steps: votes.into_iter().flat_map(|votes| votes.steps(NodeSet::EMPTY.with(node))).collect(),
            ..Charge::new(Monitor::DurableFirst, node)
        });
    }
}
