//! What the facts of a step rest on: things of the run that can be pointed at,
//! and a sentence that says how they bear on it.

use antipaxos_paxos::NodeId;

use crate::narrate::Span;
use crate::step::MessageId;

/// What is shown to be so. In the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A property is broken.
    Violation,
    /// A value is chosen.
    Choice,
    /// An acceptor refuses.
    Refusal,
    /// Somebody leads.
    Lead,
    /// A proposer takes a value that was reported, or should.
    Adoption,
    /// No report binds the proposer.
    Freedom,
    /// A proposer gives its ballot up.
    Surrender,
    /// A replica knows that a value is chosen.
    Learning,
    /// A replica executes a slot.
    Execution,
}

impl Kind {
    /// In one word, as pages and tests name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Choice => "choice",
            Self::Refusal => "refusal",
            Self::Lead => "lead",
            Self::Adoption => "adoption",
            Self::Freedom => "freedom",
            Self::Surrender => "surrender",
            Self::Learning => "learning",
            Self::Execution => "execution",
        }
    }
}

/// Something that a view can point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    Step(u32),
    Message(MessageId),
    Node(NodeId),
    /// What an acceptor promised or voted in a ballot, in a slot.
    Cell {
        slot: u32,
        round: u32,
        owner: NodeId,
        node: NodeId,
    },
}

/// A thing, and whether all hangs on it or it belongs to the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    pub thing: Thing,
    pub main: bool,
}

/// What one fact of a step rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub kind: Kind,
    pub words: Vec<Span>,
    /// Each thing once.
    pub points: Vec<Pointer>,
}

/// A list of things to point at, each once.
#[derive(Clone, Debug, Default)]
pub struct Points(Vec<Pointer>);

impl Points {
    fn add(&mut self, thing: Thing, main: bool) {
        match self.0.iter_mut().find(|known| known.thing == thing) {
            Some(known) => known.main |= main,
            None => self.0.push(Pointer { thing, main }),
        }
    }

    /// It belongs to the picture.
    pub fn part(&mut self, thing: Thing) {
        self.add(thing, false);
    }

    /// All hangs on it.
    pub fn main(&mut self, thing: Thing) {
        self.add(thing, true);
    }

    #[must_use]
    pub fn list(self) -> Vec<Pointer> {
        self.0
    }
}
