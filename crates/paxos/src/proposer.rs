//! The proposer's phase 1: collecting promises, and what they oblige it to
//! propose. Basic runs one campaign per slot and request, Multi one per leader.

use alloc::vec::Vec;

use crate::ballot::Ballot;
use crate::config::Config;
use crate::fact::Origin;
use crate::message::Vote;
use crate::node::{NodeId, NodeSet};
use crate::rules::Rule;
use crate::slot::Slot;
use crate::value::Value;

/// The vote with the highest ballot that the promises reported for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Report {
    pub vote: Vote,
    /// Who reported it first.
    pub reporter: NodeId,
    /// All who reported it.
    pub reporters: NodeSet,
}

/// Phase 1 of one ballot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Campaign {
    ballot: Ballot,
    from: Slot,
    promises: NodeSet,
    /// How many promises count.
    counted: u8,
    /// In the order of the slots: of the open ones alone, so that a slot far
    /// up costs no more than the first.
    reports: Vec<(Slot, Report)>,
    /// How far promisers let their votes go; few at any time.
    watermarks: Vec<(NodeId, Slot)>,
}

impl Campaign {
    pub(crate) fn new(ballot: Ballot, from: Slot) -> Self {
        let (promises, reports) = (NodeSet::EMPTY, Vec::new());
        Self { ballot, from, promises, counted: 0, reports, watermarks: Vec::new() }
    }

    /// The same, in another ballot.
    pub(crate) fn in_ballot(self, ballot: Ballot) -> Self {
        Self { ballot, ..self }
    }

    #[must_use]
    pub const fn ballot(&self) -> Ballot {
        self.ballot
    }

    /// The first slot that the ballot is for.
    #[must_use]
    pub const fn from(&self) -> Slot {
        self.from
    }

    /// The distinct acceptors whose promise for this ballot arrived.
    #[must_use]
    pub const fn promises(&self) -> NodeSet {
        self.promises
    }

    #[must_use]
    pub fn report(&self, slot: Slot) -> Option<&Report> {
        self.reports.binary_search_by_key(&slot, |known| known.0).ok().map(|at| &self.reports[at].1)
    }

    /// The highest slot for which a vote was reported.
    #[must_use]
    pub fn last_reported(&self) -> Option<Slot> {
        self.reports.last().map(|known| known.0)
    }

    /// Who let its votes go, and up to where.
    #[must_use]
    pub fn watermarks(&self) -> &[(NodeId, Slot)] {
        &self.watermarks
    }

    pub(crate) fn note_watermark(&mut self, from: NodeId, slot: Slot) {
        self.watermarks.push((from, slot));
    }

    /// Counts a promise for this ballot, once per acceptor, and keeps of the
    /// reported votes the one with the highest ballot. False if the acceptor
    /// had been counted.
    pub(crate) fn on_promise(&mut self, config: &Config, from: NodeId, votes: &[(Slot, Vote)]) -> bool {
        if !self.promises.insert(from) && config.rules.keeps(Rule::PromisesPerAcceptor) {
            return false;
        }
        self.counted += 1;
        for (slot, vote) in votes {
            let fresh = Report { vote: *vote, reporter: from, reporters: NodeSet::EMPTY };
            let known = self.reports.binary_search_by_key(slot, |known| known.0);
            let at = known.unwrap_or_else(|at| {
                self.reports.insert(at, (*slot, fresh));
                at
            });
            let report = &mut self.reports[at].1;
            if config.rules.adopts().prefer(&fresh, report) {
                *report = fresh;
            }
            if report.vote == *vote {
                report.reporters.insert(from);
            }
        }
        true
    }

    /// Whether a phase-1 quorum promised.
    pub(crate) const fn is_complete(&self, config: &Config) -> bool {
        self.counted >= config.cluster.quorums.phase1
    }

    /// PMS section 2.2, P2c: the value of the highest-numbered proposal among
    /// the responses, or the proposer's own if they reported none; without one
    /// of its own, a no-op.
    #[must_use]
    pub fn value_for(&self, config: &Config, slot: Slot, own: Option<Value>) -> (Value, Origin) {
        let binding = self.report(slot).filter(|report| report.binds(config, own));
        match (binding, own) {
            (Some(Report { vote, reporter, .. }), _) => {
                (vote.value, Origin::Adopted { ballot: vote.ballot, reporter: *reporter })
            }
            (None, Some(own)) => (own, Origin::Own),
            (None, None) => (Value::NoOp, Origin::Hole),
        }
    }
}
