//! What survives a crash.

use crate::acceptor::Acceptor;
use crate::ballot::Ballot;
use crate::effect::Record;
use crate::message::Vote;
use crate::slot::{Slot, SlotMap};
use crate::value::Value;

/// A disk: the acceptor's promises and votes, and the highest round that the
/// proposer used, so that no ballot is ever used twice; and, where votes are
/// let go, the decided values that stand in for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Durable {
    pub acceptor: Acceptor,
    pub round: u32,
    pub decided: SlotMap<Value>,
}

impl Durable {
    /// The disk of a node with a past: it promised `ballot` for all slots and
    /// voted in it for `past`, from slot 1 on.
    #[must_use]
    pub fn with_past(ballot: Ballot, past: &[Value]) -> Self {
        let mut disk = Self { round: ballot.round, ..Self::default() };
        disk.acceptor.promise(None, ballot);
        for (slot, value) in (1..).map(Slot).zip(past) {
            disk.acceptor.vote_for(slot, Vote { ballot, value: *value });
        }
        disk
    }

    /// Carries out one write.
    pub fn write(&mut self, record: &Record) {
        match *record {
            Record::Round(round) => self.round = round,
            Record::Promised { ballot, slot } => self.acceptor.promise(slot, ballot),
            Record::Voted { slot, vote } => self.acceptor.vote_for(slot, vote),
            Record::Decided { slot, value } => self.decided.insert(slot, value),
            Record::LetGo { slot } => self.acceptor.let_go(slot),
            Record::Erased { slot } => self.acceptor.erase_vote(slot),
        }
    }
}
