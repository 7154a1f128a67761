//! The acceptor: promises and votes. All of its state is durable and is
//! written before the answer leaves.

use alloc::boxed::Box;

use crate::ballot::Ballot;
use crate::config::{Config, Variant};
use crate::message::Vote;
use crate::rules::Rule;
use crate::slot::{Slot, SlotMap};
use crate::value::Value;

/// What an acceptor remembers, and what its disk holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acceptor {
    /// Multi: the one promise, for every slot.
    promised: Option<Ballot>,
    /// Basic: the promise of each slot.
    promised_in: SlotMap<Ballot>,
    accepted: SlotMap<Vote>,
    /// Its votes up to there are let go: those slots are decided.
    watermark: Option<Slot>,
}

/// An acceptor's verdict on a Prepare or an Accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Agreed; `raised` if that was a promise not given before.
    Agreed { raised: bool },
    /// Refused for the sake of this higher promise.
    Refused { promised: Ballot },
    /// Left unanswered: a repeated Prepare, by choice, or a value that it
    /// would not vote for.
    Silent,
}

impl Acceptor {
    /// The ballot below which this acceptor ignores everything in `slot`.
    #[must_use]
    #[inline]
    pub fn promised(&self, slot: Slot) -> Option<Ballot> {
        match self.promised_in.get(slot) {
            None => self.promised,
            Some(ballot) => self.promised.max(Some(*ballot)),
        }
    }

    /// The highest promise in any slot.
    #[must_use]
    pub fn promised_anywhere(&self) -> Option<Ballot> {
        self.promised.max(self.promised_in.iter().map(|(_, ballot)| *ballot).max())
    }

    #[must_use]
    pub fn vote(&self, slot: Slot) -> Option<&Vote> {
        self.accepted.get(slot)
    }

    /// The votes from `slot` on.
    pub fn votes_from(&self, slot: Slot) -> impl Iterator<Item = (Slot, &Vote)> {
        self.accepted.iter_from(slot)
    }

    /// The highest slot that it voted in.
    #[must_use]
    pub fn last_vote(&self) -> Option<Slot> {
        self.accepted.last()
    }

    /// The slot up to which it let its votes go: all of them are decided, and
    /// it has their values on disk.
    #[must_use]
    pub const fn watermark(&self) -> Option<Slot> {
        self.watermark
    }

    /// Forgets its votes up to `slot`.
    pub(crate) fn let_go(&mut self, slot: Slot) {
        self.accepted.remove_to(slot);
        self.watermark = Some(slot);
    }

    /// The promises given slot by slot (Basic).
    pub fn promises_by_slot(&self) -> impl Iterator<Item = (Slot, &Ballot)> {
        self.promised_in.iter()
    }

    pub(crate) fn forget_promises(&mut self) {
        self.promised = None;
        self.promised_in = SlotMap::default();
    }

    pub(crate) fn forget_votes(&mut self) {
        self.accepted = SlotMap::default();
    }

    pub(crate) fn erase_vote(&mut self, slot: Slot) {
        self.accepted.remove(slot);
    }

    pub(crate) fn promise(&mut self, slot: Option<Slot>, ballot: Ballot) {
        match slot {
            Some(slot) => self.promised_in.insert(slot, ballot),
            None => self.promised = Some(ballot),
        }
    }

    pub(crate) fn vote_for(&mut self, slot: Slot, vote: Vote) {
        self.accepted.insert(slot, vote);
    }

    /// Phase 1, PMS section 2.2: "if an acceptor receives a prepare request
    /// with number n greater than that of any prepare request to which it has
    /// already responded, then it responds". A repeated Prepare of the promised
    /// ballot gets its Promise again, so that a lost one can be replaced.
    pub(crate) fn on_prepare(&mut self, config: &Config, ballot: Ballot, slot: Slot) -> Verdict {
        match self.bar(config, Rule::PrepareChecksPromised, slot) {
            Some(higher) if higher > ballot => Verdict::Refused { promised: higher },
            Some(same) if same == ballot && config.strict_prepare => Verdict::Silent,
            _ => {
                let raised = self.promised(slot) != Some(ballot);
                self.promise(scope(config, slot), ballot);
                Verdict::Agreed { raised }
            }
        }
    }

    /// Phase 2, PMS section 2.2, P1a: "an acceptor can accept a proposal
    /// numbered n iff it has not responded to a prepare request having a
    /// number greater than n". A vote promises its own ballot too.
    pub(crate) fn on_accept(&mut self, config: &Config, ballot: Ballot, slot: Slot, value: Value) -> Verdict {
        match self.bar(config, Rule::AcceptChecksPromised, slot) {
            Some(higher) if higher > ballot => Verdict::Refused { promised: higher },
            _ if !self.may_vote_for(config, slot, &value) => Verdict::Silent,
            _ => {
                let raised =
                    self.promised(slot) < Some(ballot) && config.rules.keeps(Rule::AcceptRaisesPromised);
                if raised {
                    self.promise(scope(config, slot), ballot);
                }
                self.accepted.insert_made(slot, || Vote { ballot, value });
                Verdict::Agreed { raised }
            }
        }
    }

    /// What a Promise reports: its own last votes in the slots asked for.
    pub(crate) fn report(&self, config: &Config, slot: Slot) -> Box<[(Slot, Vote)]> {
        let last = self.last_reported(config, slot);
        let votes = self.votes_from(slot).take_while(|(slot, _)| Some(*slot) <= last);
        votes.map(|(slot, vote)| (slot, *vote)).collect()
    }
}

/// Basic promises slot by slot, Multi once for all slots.
pub(crate) const fn scope(config: &Config, slot: Slot) -> Option<Slot> {
    match config.variant {
        Variant::Basic => Some(slot),
        Variant::Multi => None,
    }
}
