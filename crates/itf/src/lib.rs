//! Traces of a single-decree Paxos specification, as TLA+ tools write them
//! (ITF, the Informal Trace Format: JSON), read as scenarios with a manual
//! network. docs/ITF.md says which variables and messages are understood.
//!
//! [`import`] reads a trace; each difference between two states becomes the
//! lines that explain it. The scenario is then played, and compared with the
//! trace state by state.

mod quote;
mod schedule;
mod shape;
mod trace;
mod verify;

use std::fmt::{self, Display, Formatter};

/// Traces are at most this long, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// At most this many states.
pub const MAX_STATES: usize = 5_000;

/// A trace as a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The text, as it prints.
    pub text: String,
    /// For each state of the trace, the step of the run after which it holds.
    pub steps: Vec<u32>,
}

/// The kinds of fault; their codes are relied on by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    TooLong,
    NotJson,
    /// JSON, but no trace, or a value that is not understood.
    BadShape,
    /// More nodes, ballots or states than a scenario has room for.
    TooMany,
    /// The first state is not where Paxos begins.
    BadStart,
    /// No step of Paxos leads from the state before to this one.
    NoSuchStep,
    /// The step was done, and this project's Paxos came to another state.
    Differs,
}

impl Code {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::NotJson => "not-json",
            Self::BadShape => "bad-shape",
            Self::TooMany => "too-many",
            Self::BadStart => "bad-start",
            Self::NoSuchStep => "no-such-step",
            Self::Differs => "differs",
        }
    }
}

/// What is wrong with a trace. States count from 0, as in the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: Code,
    pub state: Option<u32>,
    pub message: String,
}

impl Fault {
    fn new(code: Code, state: Option<u32>, message: impl Into<String>) -> Self {
        Self { code, state, message: message.into() }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.state {
            Some(state) => write!(f, "state {state}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// Reads a trace as a scenario, and checks by playing it that every state of
/// the trace is met.
///
/// # Errors
/// The first fault, with the number of its state where it is about one.
pub fn import(json: &str) -> Result<Imported, Fault> {
    if json.len() > MAX_BYTES {
        let size = json.len();
        let message = format!("the trace is {size} bytes long; at most {MAX_BYTES} are read");
        return Err(Fault::new(Code::TooLong, None, message));
    }
    let trace = trace::read(json)?;
    let schedule = schedule::of(&trace)?;
    verify::played(&trace, schedule)
}
