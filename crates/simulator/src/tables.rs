//! What the ledger and the board show: a run's moment as two tables. Each
//! protocol fills them in its own way.

use antipaxos_paxos::{NodeId, NodeSet};

/// The nodes at one moment, of a protocol whose replicas are `R`.
#[derive(Debug)]
pub struct Moment<'a, R> {
    /// One for each node.
    pub replicas: &'a [&'a R],
    /// The others are down: of them there is what is on their disks.
    pub up: NodeSet,
}

impl<R> Clone for Moment<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

// Derived, it would ask replicas to be copied.
impl<R> Copy for Moment<'_, R> {}

/// A ballot as it is written, its round, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub text: String,
    pub round: u32,
    pub owner: NodeId,
}

/// Slot by node: who voted for what, what is chosen, who knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// How many slots before the first row are left out.
    pub earlier: u32,
    pub rows: Vec<LedgerRow>,
    /// Of each node its promise for all slots, where it gives one.
    pub promises: Vec<Option<Tag>>,
    /// Of each node the keys and values of its store; empty where it executes
    /// nothing.
    pub stores: Vec<Vec<(String, String)>>,
}

/// One slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    pub slot: u32,
    pub chosen: Option<Chosen>,
    /// One for each node.
    pub cells: Vec<LedgerCell>,
}

/// A slot's value, true from the moment on in which a quorum had voted for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub value: String,
    pub ballot: Tag,
    /// The nodes that know it.
    pub known_to: NodeSet,
    /// What else is chosen in the slot: nothing, unless Paxos is broken.
    pub rivals: Rivals,
}

/// Values that were chosen in a slot that had one already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rivals {
    /// The first few, and the ballots that chose them first.
    pub listed: Vec<(String, Tag)>,
    /// How many more there are.
    pub more: u32,
}

/// What one node has of one slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerCell {
    /// Its vote: the value and the ballot.
    pub vote: Option<(String, Tag)>,
    /// The value that it knows to be chosen.
    pub known: Option<String>,
    pub applied: bool,
    /// It knows a later slot, but not this one, and so must wait.
    pub gap: bool,
    pub no_op: bool,
    /// Whether it votes or learns at all.
    pub takes_part: bool,
}

/// Ballot by acceptor, for one slot: why a value is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    pub slot: u32,
    pub acceptors: NodeSet,
    /// In the order of the ballots.
    pub rows: Vec<BoardRow>,
    /// How many older ballots are left out.
    pub earlier: u32,
    /// What the next ballot may propose, and why: sentences.
    pub next: Vec<String>,
    /// More than one value is chosen.
    pub broken: bool,
}

/// One ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    pub ballot: Tag,
    /// The value that was voted for in it; more than one only where a rule is
    /// broken.
    pub values: Vec<String>,
    /// One for each acceptor, in order.
    pub cells: Vec<BoardCell>,
    /// A quorum voted in it for one value.
    pub chosen: bool,
}

/// How an acceptor stands to a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoardCell {
    /// It has heard of nothing as high.
    Open,
    /// It has promised this ballot and not voted in it.
    Promised,
    Voted {
        value: String,
    },
    /// It has promised a higher ballot, and will never vote in this one.
    Closed,
}
