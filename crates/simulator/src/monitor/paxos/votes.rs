//! Votes, and what is chosen by them: computed from all votes ever cast, not
//! from what acceptors hold now, since votes need not exist at the same time.

use antipaxos_paxos::{Acceptor, Ballot, Cluster, NodeId, NodeSet, Rule, Slot, SlotMap, Value, Vote};

use super::Monitor;
use super::finding::{Charge, Finding, Report};
use super::promises::Promises;

/// All votes for one value in one ballot and slot, ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Votes {
    pub ballot: Ballot,
    pub value: Value,
    pub voters: NodeSet,
    /// Whose vote is on disk, or was until another took its place.
    pub(super) written: NodeSet,
    /// When each of them voted.
    steps: [u32; 15],
}

impl Votes {
    fn none(ballot: Ballot, value: Value) -> Self {
        Self { ballot, value, voters: NodeSet::EMPTY, written: NodeSet::EMPTY, steps: [0; 15] }
    }

    /// The steps in which `nodes` cast these votes.
    pub fn steps(&self, nodes: NodeSet) -> impl Iterator<Item = u32> {
        nodes.and(self.voters).iter().map(|node| self.steps[usize::from(node.0)])
    }
}

/// A slot's votes by ballot: nearly always one.
#[derive(Clone, Debug)]
struct InSlot {
    first: Votes,
    more: Vec<Votes>,
}

impl InSlot {
    fn iter(&self) -> impl Iterator<Item = &Votes> + Clone {
        std::iter::once(&self.first).chain(&self.more)
    }
}

/// A value that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub ballot: Ballot,
    pub value: Value,
    pub voters: NodeSet,
}

/// Every vote of the run.
#[derive(Clone, Debug)]
pub(super) struct AllVotes {
    slots: SlotMap<InSlot>,
    /// Up to where each acceptor let its votes go, and might.
    gone: Vec<Option<Slot>>,
}

impl AllVotes {
    pub fn new(nodes: usize) -> Self {
        Self { slots: SlotMap::default(), gone: vec![None; nodes] }
    }

    /// An acceptor lets its votes go. It may where the slot is decided.
    pub fn let_go(&mut self, node: NodeId, slot: Slot, chosen: &Chosen) {
        let open =
            self.last_votes_from(node, Slot::FIRST, Some(slot)).find(|(at, _)| !chosen.choices.contains(*at));
        let last = open.map_or(slot.0, |(open, _)| open.0 - 1);
        self.gone[usize::from(node.0)] = Some(Slot(last)).filter(|last| last.0 > 0);
    }

    pub fn of(&self, slot: Slot) -> impl Iterator<Item = &Votes> + Clone {
        self.slots.get(slot).into_iter().flat_map(InSlot::iter)
    }

    pub fn find(&self, slot: Slot, ballot: Ballot, value: Value) -> Option<&Votes> {
        self.of(slot).find(|votes| votes.ballot == ballot && votes.value == value)
    }

    fn entry(&mut self, slot: Slot, ballot: Ballot, value: Value) -> &mut Votes {
        let in_slot =
            self.slots.entry(slot, || InSlot { first: Votes::none(ballot, value), more: Vec::new() });
        if in_slot.first.ballot == ballot && in_slot.first.value == value {
            return &mut in_slot.first;
        }
        let more = &mut in_slot.more;
        let at = more.iter().position(|votes| votes.ballot == ballot && votes.value == value);
        let at = at.unwrap_or_else(|| {
            more.push(Votes::none(ballot, value));
            more.len() - 1
        });
        &mut more[at]
    }

    /// Votes that were cast before step 0.
    pub fn past(&mut self, slot: Slot, ballot: Ballot, value: Value, voters: NodeSet) {
        let votes = self.entry(slot, ballot, value);
        votes.voters = voters;
        votes.written = voters;
    }

    pub fn add(&mut self, node: NodeId, slot: Slot, ballot: Ballot, value: Value, step: u32) -> &Votes {
        let votes = self.entry(slot, ballot, value);
        votes.voters.insert(node);
        votes.steps[usize::from(node.0)] = step;
        votes
    }

    pub fn written(&mut self, node: NodeId, slot: Slot, vote: Vote) {
        self.entry(slot, vote.ballot, vote.value).written.insert(node);
    }

    /// The node's last vote of each slot from `slot` to `last`, and when it
    /// cast it; without those that it rightly let go.
    pub fn last_votes_from(
        &self,
        node: NodeId,
        slot: Slot,
        last: Option<Slot>,
    ) -> impl Iterator<Item = (Slot, (Vote, u32))> {
        let slot = self.gone[usize::from(node.0)].map_or(slot, |gone| slot.max(gone.next()));
        let slots =
            self.slots.iter_from(slot).take_while(move |(slot, _)| last.is_none_or(|last| *slot <= last));
        slots.filter_map(move |(slot, votes)| {
            let own = votes.iter().filter(|votes| votes.voters.contains(node));
            let step = |votes: &Votes| votes.steps[usize::from(node.0)];
            // Two votes of one step: the later one is of the higher ballot.
            let last = own.max_by_key(|votes| (step(votes), votes.ballot))?;
            Some((slot, (Vote { ballot: last.ballot, value: last.value }, step(last))))
        })
    }

    /// A restart must not lose a vote. Notes what the disk does not hold.
    pub fn restarted(&mut self, node: NodeId, disk: &Acceptor, report: &mut Report) {
        let gone = &mut self.gone[usize::from(node.0)];
        *gone = (*gone).min(disk.watermark());
        let missing = |(slot, (vote, _)): (Slot, (Vote, u32))| disk.vote(slot) != Some(&vote);
        if !self.last_votes_from(node, Slot::FIRST, None).any(missing) {
            return;
        }
        report.lost = report.lost.or(Some(Rule::VoteSurvivesRestart));
        let slots: Vec<Slot> = self.slots.iter().map(|(slot, _)| slot).collect();
        for slot in slots {
            let found = disk.vote(slot);
            let in_slot = self.slots.entry(slot, || unreachable!("the slot was listed"));
            for votes in std::iter::once(&mut in_slot.first).chain(&mut in_slot.more) {
                if found.is_none_or(|vote| vote.ballot != votes.ballot || vote.value != votes.value) {
                    votes.written = votes.written.without(node);
                }
            }
        }
    }

    /// PTP's invariant: for a vote in ballot b and every c < b there is a
    /// phase-1 quorum each of whose members voted for the same value in c, or
    /// promised above c without voting in c. Looks at the votes that the newest
    /// one, in `touched`, can have made unsafe; returns the vote, the first c
    /// for which there is no quorum, and the steps of the votes in c.
    pub fn unsafe_vote(
        &self,
        cluster: &Cluster,
        promises: &Promises,
        slot: Slot,
        touched: Ballot,
    ) -> Option<(Votes, Ballot, Vec<u32>)> {
        let votes = self.of(slot);
        let quorum = cluster.quorums.phase1;
        votes.clone().filter(|vote| vote.ballot >= touched && !vote.voters.is_empty()).find_map(|vote| {
            let promised = promises.at_least(cluster.acceptors, slot, vote.ballot);
            // No ballot directly below was voted in: all must have promised.
            if promised.or(vote.voters).len() < quorum {
                return Some((*vote, vote.ballot, Vec::new()));
            }
            let below = votes.clone().filter(|other| other.ballot < vote.ballot && !other.voters.is_empty());
            below
                .filter(|other| {
                    let at = |same: bool| {
                        let votes = votes.clone().filter(|v| v.ballot == other.ballot);
                        votes
                            .filter(|v| (v.value == vote.value) == same)
                            .fold(NodeSet::EMPTY, |all, v| all.or(v.voters))
                    };
                    let above = |node: &NodeId| promises.promised(*node, slot) > Some(other.ballot);
                    let silent: NodeSet = cluster.acceptors.iter().filter(above).collect();
                    silent.minus(at(false)).or(at(true)).len() < quorum
                })
                .min_by_key(|other| other.ballot)
                .map(|other| {
                    let at_c = votes.clone().filter(|v| v.ballot == other.ballot && v.value != vote.value);
                    (*vote, other.ballot, at_c.flat_map(|v| v.steps(v.voters)).collect())
                })
        })
    }
}

/// What is chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    pub choices: SlotMap<Choice>,
}

impl Chosen {
    /// A vote came in. True if it makes the first choice of its slot.
    pub fn voted(
        &mut self,
        phase2: u8,
        all: &AllVotes,
        node: NodeId,
        slot: Slot,
        votes: &Votes,
        report: &mut Report,
    ) -> bool {
        let Votes { ballot, value, voters, .. } = *votes;
        let choice = self.choices.get(slot).copied();
        if let Some(choice) = choice {
            Self::check(phase2, all, node, slot, choice, report);
        }
        if voters.len() < phase2 {
            return false;
        }
        match choice {
            None => {
                self.choices.insert(slot, Choice { ballot, value, voters });
                report.found.push(Finding::Chosen { slot, ballot, value, voters });
                true
            }
            Some(choice) => {
                if choice.value != value {
                    let quorums = [votes.steps(voters).collect(), steps(all, slot, &choice)];
                    report.broken(Charge {
                        slot: Some(slot),
                        ballots: (Some(ballot), Some(choice.ballot)),
                        values: (Some(value), Some(choice.value)),
                        steps: quorums.concat(),
                        ..Charge::new(Monitor::Agreement, node)
                    });
                }
                false
            }
        }
    }

    /// What was chosen once must come out again whenever it is computed anew
    /// from all votes.
    pub fn check(phase2: u8, all: &AllVotes, node: NodeId, slot: Slot, choice: Choice, report: &mut Report) {
        let votes = all.find(slot, choice.ballot, choice.value);
        if votes.is_none_or(|votes| votes.voters.len() < phase2) {
            report.broken(Charge {
                slot: Some(slot),
                ballots: (Some(choice.ballot), None),
                values: (Some(choice.value), None),
                steps: steps(all, slot, &choice),
                ..Charge::new(Monitor::ChosenStable, node)
            });
        }
    }
}

/// The steps of the votes that made a choice.
pub(super) fn steps(all: &AllVotes, slot: Slot, choice: &Choice) -> Vec<u32> {
    let votes = all.find(slot, choice.ballot, choice.value);
    votes.map_or_else(Vec::new, |votes| votes.steps(choice.voters).collect())
}
