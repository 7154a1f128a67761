//! The learner: counts votes per ballot, knows what is chosen, executes in
//! slot order.

use alloc::vec::Vec;

use crate::ballot::Ballot;
use crate::config::Config;
use crate::fact::Fact;
use crate::node::{NodeId, NodeSet};
use crate::rules::Rule;
use crate::slot::{Slot, SlotMap};
use crate::store::Store;
use crate::value::{Outcome, Value};

/// The votes of one slot in one ballot. All are for one value: a ballot has
/// no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tally {
    pub ballot: Ballot,
    pub voters: NodeSet,
}

/// What is known of a chosen slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decision {
    pub value: Value,
    /// The ballot in which it was seen to be chosen, where it was.
    pub ballot: Option<Ballot>,
}

/// One executed slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Execution<'a> {
    pub slot: Slot,
    pub decision: &'a Decision,
    pub outcome: Outcome,
    pub again: bool,
}

/// What a vote that came in meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Counted,
    Repeated,
    /// It completed a quorum: the value is chosen, in this ballot, by these.
    Quorum(NodeSet),
}

/// All volatile: a learner that restarts learns anew.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Learner {
    /// Of each slot the ballot of the latest vote: nearly always the only one.
    tallies: SlotMap<Tally>,
    /// Of other ballots.
    other_tallies: SlotMap<Vec<Tally>>,
    /// Of values: empty as long as votes are counted per ballot.
    pub(crate) tallies_by_value: Vec<(Slot, Value, NodeSet)>,
    decided: SlotMap<Decision>,
    /// The first slot whose value is not known.
    first_unknown: Slot,
    /// The first slot that is not executed.
    first_unapplied: Slot,
    store: Store,
}

impl Default for Learner {
    fn default() -> Self {
        Self {
            tallies: SlotMap::default(),
            other_tallies: SlotMap::default(),
            tallies_by_value: Vec::new(),
            decided: SlotMap::default(),
            first_unknown: Slot::FIRST,
            first_unapplied: Slot::FIRST,
            store: Store::default(),
        }
    }
}

impl Learner {
    #[must_use]
    pub fn decision(&self, slot: Slot) -> Option<&Decision> {
        self.decided.get(slot)
    }

    pub fn decisions_from(&self, slot: Slot) -> impl Iterator<Item = (Slot, &Decision)> {
        self.decided.iter_from(slot)
    }

    /// The first slot whose value this learner does not know.
    #[must_use]
    pub const fn first_unknown(&self) -> Slot {
        self.first_unknown
    }

    /// The first slot that this learner has not executed.
    #[must_use]
    pub const fn first_unapplied(&self) -> Slot {
        self.first_unapplied
    }

    /// The highest slot up to which every value is known: the commit index.
    #[must_use]
    pub const fn commit(&self) -> Option<Slot> {
        before(self.first_unknown)
    }

    /// The highest slot that was executed.
    #[must_use]
    pub const fn applied(&self) -> Option<Slot> {
        before(self.first_unapplied)
    }

    /// The highest slot whose value is known, gaps or not.
    #[must_use]
    pub fn last_known(&self) -> Option<Slot> {
        self.decided.last()
    }

    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The votes it counted for `slot` in `ballot`.
    #[must_use]
    pub fn voters(&self, slot: Slot, ballot: Ballot) -> NodeSet {
        let others = self.other_tallies.get(slot).into_iter().flatten();
        self.tallies
            .get(slot)
            .into_iter()
            .chain(others)
            .find(|tally| tally.ballot == ballot)
            .map_or(NodeSet::EMPTY, |tally| tally.voters)
    }

    /// PMS section 2.3: a value is chosen when a quorum of acceptors accepted
    /// it, all in the same ballot; votes of different ballots never add up.
    pub(crate) fn on_accepted(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        slot: Slot,
        value: Value,
    ) -> Count {
        if !config.rules.keeps(Rule::LearnerCountsPerBallot) {
            return self.count_by_value(config, from, slot, value);
        }
        let fresh = Tally { ballot, voters: NodeSet::EMPTY };
        let tally = self.tallies.entry(slot, || fresh);
        if tally.ballot != ballot {
            let others = self.other_tallies.entry(slot, Vec::new);
            let at = others.iter().position(|tally| tally.ballot == ballot);
            let other = at.map_or(fresh, |at| others.swap_remove(at));
            others.push(*tally);
            *tally = other;
        }
        if !tally.voters.insert(from) {
            return Count::Repeated;
        }
        if tally.voters.len() == config.cluster.quorums.phase2 {
            return Count::Quorum(tally.voters);
        }
        Count::Counted
    }

    /// Notes that `value` is chosen; false if that was known.
    pub(crate) fn learn(&mut self, slot: Slot, value: Value, ballot: Option<Ballot>) -> bool {
        if self.decided.contains(slot) {
            return false;
        }
        self.decided.insert_made(slot, || Decision { value, ballot });
        if slot == self.first_unknown {
            self.first_unknown = slot.next();
            while self.decided.contains(self.first_unknown) {
                self.first_unknown = self.first_unknown.next();
            }
        }
        true
    }

    /// Executes the next slot, if its value is known: strictly in order.
    #[inline]
    pub(crate) fn execute_next(&mut self, config: &Config) -> Option<Execution<'_>> {
        let slot = self.next_to_execute(config);
        let decision = self.decided.get(slot)?;
        let (outcome, again) = self.store.apply(config.rules, &decision.value);
        self.first_unapplied = slot.next();
        Some(Execution { slot, decision, outcome, again })
    }
}

impl Execution<'_> {
    pub const fn fact(&self) -> Fact {
        Fact::Applied {
            slot: self.slot,
            value: self.decision.value,
            outcome: self.outcome,
            again: self.again,
        }
    }
}

const fn before(slot: Slot) -> Option<Slot> {
    if slot.0 > 1 { Some(Slot(slot.0 - 1)) } else { None }
}
