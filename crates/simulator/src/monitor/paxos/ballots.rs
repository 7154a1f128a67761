//! Ballots: who starts them, what is proposed in them, and what their phase 1
//! obliges them to propose.

use antipaxos_paxos::few::FewMap;
use antipaxos_paxos::{Ballot, NodeId, NodeSet, Slot, SlotMap, Value, Vote};

use super::Monitor;
use super::finding::{Charge, Manner, Report};
use super::votes::AllVotes;

#[derive(Clone, Copy, Debug)]
struct Started {
    node: NodeId,
    step: u32,
}

/// A value that was proposed, and when first.
#[derive(Clone, Copy, Debug)]
struct Proposed {
    ballot: Ballot,
    value: Value,
    step: u32,
}

/// What a ballot's phase 1 showed of slots above the one that it begins with.
#[derive(Clone, Debug, Default)]
struct Shown {
    /// Who reported votes, the highest slot of them, and when.
    reports: Vec<(NodeId, Slot, u32)>,
    /// The quorum's members, once there is one, and when there was.
    quorum: Option<(NodeSet, u32)>,
    /// The highest slot that a member showed a vote for, and when.
    top: Option<(Slot, u32)>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Ballots {
    started: FewMap<Ballot, Started>,
    proposals: SlotMap<Proposed>,
    /// Of slots in which there was more than one ballot.
    other_proposals: FewMap<(Slot, Ballot), Proposed>,
    phases: FewMap<Ballot, Shown>,
}

impl Ballots {
    /// The ballot of the leader before step 0.
    pub fn past(&mut self, ballot: Ballot) {
        self.started.insert(ballot, Started { node: ballot.owner, step: 0 });
    }

    /// A ballot is started once, by one proposer; one that forgot it may not
    /// start it again.
    pub fn started(&mut self, node: NodeId, ballot: Ballot, slot: Slot, report: &mut Report) {
        let fresh = Started { node, step: report.step };
        let known = *self.started.entry(ballot, || fresh);
        if known.node != node || known.step != report.step {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(ballot), Some(ballot)),
                steps: vec![known.step],
                manner: if known.node == node { Manner::Again } else { Manner::OfOther(known.node) },
                ..Charge::new(Monitor::BallotOwned, node)
            });
        }
    }

    /// Nobody but its owner may speak for a ballot.
    pub fn owned(&self, node: NodeId, ballot: Ballot, slot: Slot, report: &mut Report) {
        if let Some(known) = self.started.get(&ballot).filter(|known| known.node != node) {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(ballot), Some(ballot)),
                steps: vec![known.step],
                manner: Manner::OfOther(known.node),
                ..Charge::new(Monitor::BallotOwned, node)
            });
        }
    }

    /// One value per ballot and slot, ever.
    pub fn proposed(&mut self, node: NodeId, ballot: Ballot, slot: Slot, value: Value, report: &mut Report) {
        let fresh = Proposed { ballot, value, step: report.step };
        let mut known = *self.proposals.entry(slot, || fresh);
        if known.ballot != ballot {
            known = *self.other_proposals.entry((slot, ballot), || fresh);
        }
        if known.value != value {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(ballot), Some(ballot)),
                values: (Some(value), Some(known.value)),
                steps: vec![known.step],
                ..Charge::new(Monitor::OneValuePerBallot, node)
            });
        }
    }

    /// A Promise leaves that reports votes.
    pub fn reported(&mut self, node: NodeId, ballot: Ballot, votes: &[(Slot, Vote)], step: u32) {
        let Some((top, _)) = votes.last() else { return };
        let shown = self.phases.entry(ballot, Shown::default);
        shown.reports.retain(|(known, ..)| *known != node);
        shown.reports.push((node, *top, step));
    }

    /// A quorum promised.
    pub fn prepared(
        &mut self,
        node: NodeId,
        (ballot, slot): (Ballot, Slot),
        promises: NodeSet,
        all: &AllVotes,
        step: u32,
    ) {
        let shown = self.phases.entry(ballot, Shown::default);
        if promises.contains(node) {
            // Its own promise does not travel.
            let own = all.last_votes_from(node, slot, None).filter(|(_, (vote, _))| vote.ballot < ballot);
            shown.reports.extend(own.last().map(|(top, _)| (node, top, step)));
        }
        shown.quorum = Some((promises, step));
        let members = shown.reports.iter().filter(|(node, top, _)| promises.contains(*node) && *top >= slot);
        shown.top = members.map(|(_, top, step)| (*top, *step)).max();
    }

    /// Below the highest slot that its phase 1 showed a vote for, a ballot
    /// proposes what was voted for there, or no-ops.
    pub fn fills(
        &self,
        node: NodeId,
        (ballot, slot): (Ballot, Slot),
        value: Value,
        all: &AllVotes,
        report: &mut Report,
    ) {
        let Some(shown) = self.phases.get(&ballot) else { return };
        let (Some((top, seen)), Some((promises, step))) = (shown.top, shown.quorum) else { return };
        let recovered = || {
            let below = all.of(slot).filter(|votes| votes.ballot < ballot && votes.value == value);
            below.fold(NodeSet::EMPTY, |voters, votes| voters.or(votes.voters)).and(promises)
        };
        if slot < top && value != Value::NoOp && recovered().is_empty() {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(ballot), None),
                values: (Some(value), None),
                steps: vec![seen, step],
                ..Charge::new(Monitor::GapsFilled, node)
            });
        }
    }
}
