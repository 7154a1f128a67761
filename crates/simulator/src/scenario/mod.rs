//! Scenario texts: the only source of truth. A scenario is a list of lines; a
//! run is derived from it.

pub mod amend;
mod compile;
pub mod derive;
pub mod expect;
mod lexer;
mod parse;
pub mod print;

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, Forwarding, NodeId, Rules, Variant};

use crate::action::{Action, Change, Condition, Pattern};
use crate::monitor::Watch;
use crate::settings::{Network, Timing};
use expect::Expectation;

pub use lexer::is_hidden;
pub use parse::parse;
pub(crate) use parse::parse_again;

/// Texts are at most this long, in bytes.
pub const MAX_TEXT: usize = 64 * 1024;
/// At most this many actions, lists of messages counted one by one.
pub const MAX_ACTIONS: usize = 10_000;
/// At most this many slots before step 0.
pub const MAX_PREFIX: u32 = 1_000;

/// A scenario as it was written: every line, comments included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    pub lines: Vec<Line>,
    /// The nodes, in the order in which they are declared.
    pub names: Names,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub statement: Option<Statement>,
    /// What stands behind `# `.
    pub comment: Option<String>,
}

/// How votes become known, before names are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learners {
    All,
    Leader,
    One(NodeId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtocolLine {
    pub variant: Variant,
    pub learners: Learners,
    pub forwarding: Forwarding,
    pub nacks: bool,
    /// How many slots a leader may have under way; none: as many as it likes.
    pub window: Option<u32>,
    /// A follower answers its client itself.
    pub direct_answers: bool,
    pub strict_prepare: bool,
    /// Old votes are let go.
    pub watermark: bool,
    /// A replica asks before it stands for election.
    pub prevote: bool,
}

impl ProtocolLine {
    #[must_use]
    pub const fn new(variant: Variant) -> Self {
        Self {
            variant,
            learners: Learners::All,
            forwarding: Forwarding::Forward,
            nacks: true,
            window: None,
            direct_answers: false,
            strict_prepare: false,
            watermark: false,
            prevote: false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleLine {
    Replicas,
    Proposers,
    Acceptors,
    Learners,
}

/// When a line is due, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In the order of the lines.
    Next,
    At {
        ms: u32,
    },
    After {
        step: u32,
    },
    On {
        nth: u32,
        pattern: Pattern,
    },
    /// The first time that it is so.
    Once(Condition),
    /// So many times: in a manual network one after the other, in an automatic
    /// one at the times of `beat`.
    Repeat {
        count: u32,
        beat: Option<Beat>,
    },
}

/// When the repetitions of a line are due: the first, and how long after each
/// other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    pub from_ms: u32,
    pub every_ms: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Deliver,
    DeliverAgain,
    Drop,
    Duplicate,
    Delay { by_ms: u32 },
}

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    One(Action),
    /// One message for each sender and receiver, in order.
    Messages {
        verb: Verb,
        kind: &'static str,
        ballot: Option<(u32, NodeId)>,
        slot: Option<u32>,
        from: Vec<Address>,
        to: Vec<Address>,
    },
    /// Of an `on` line: the message that it waits for.
    It(Verb),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    Protocol(ProtocolLine),
    Roles(RoleLine, Vec<NodeId>),
    Quorums {
        phase1: u8,
        phase2: u8,
    },
    Network(Network),
    /// The rules that the run keeps.
    Rules(Rules),
    /// The monitors that look on.
    Monitors(Watch),
    Timers(Timing),
    Leader(NodeId),
    Prefix {
        slots: u32,
    },
    /// So from the start.
    Given(Change),
    Until {
        ms: u32,
    },
    Do {
        when: When,
        act: Act,
    },
    Note {
        when: When,
        text: String,
    },
    Expect(Expectation),
}

impl Scenario {
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.lines.iter().filter_map(|line| line.statement.as_ref())
    }

    /// The comment that the text begins with: its first line.
    #[must_use]
    pub fn title(&self) -> &str {
        self.heading().next().unwrap_or("Untitled")
    }

    /// The rest of that comment, as one paragraph.
    #[must_use]
    pub fn description(&self) -> String {
        self.heading().skip(1).collect::<Vec<_>>().join(" ")
    }

    /// The lines of that comment that are not empty.
    pub(crate) fn heading(&self) -> impl Iterator<Item = &str> {
        let comments = self.lines.iter().map_while(|line| match (&line.statement, &line.comment) {
            (None, Some(comment)) => Some(comment.as_str()),
            (None | Some(_), _) => None,
        });
        comments.filter(|comment| !comment.is_empty())
    }

    #[must_use]
    pub fn protocol(&self) -> ProtocolLine {
        let found = self
            .statements()
            .find_map(|statement| if let Statement::Protocol(line) = statement { Some(*line) } else { None });
        found.unwrap_or(ProtocolLine::new(Variant::Basic))
    }

    #[must_use]
    pub fn network(&self) -> Network {
        let found = self.statements().find_map(|statement| {
            if let Statement::Network(network) = statement { Some(*network) } else { None }
        });
        found.unwrap_or_default()
    }

    /// The expectations, with their lines from 1.
    pub fn expectations(&self) -> impl Iterator<Item = (u32, &Expectation)> {
        (1..).zip(&self.lines).filter_map(|(number, line)| {
            let Some(Statement::Expect(expectation)) = &line.statement else { return None };
            Some((number, expectation))
        })
    }
}
