//! What is wrong with a text, where, and what to do about it.

use std::fmt::{self, Display, Formatter};

/// The kinds of fault; their codes are relied on by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    TooLong,
    TooMany,
    BadCharacter,
    Syntax,
    UnknownWord,
    UnknownNode,
    BadNumber,
    BadBallot,
    Contradiction,
    Missing,
}

impl Code {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::TooMany => "too-many",
            Self::BadCharacter => "bad-character",
            Self::Syntax => "syntax",
            Self::UnknownWord => "unknown-word",
            Self::UnknownNode => "unknown-node",
            Self::BadNumber => "bad-number",
            Self::BadBallot => "bad-ballot",
            Self::Contradiction => "contradiction",
            Self::Missing => "missing",
        }
    }
}

/// A fault of a scenario text. Lines and columns count from 1, columns in
/// characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub line: u32,
    pub column: u32,
    pub message: String,
    /// What would have been right there.
    pub expected: Option<String>,
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A fault of a text as a whole.
    #[must_use]
    pub const fn of_text(code: Code, message: String) -> Self {
        Self { code, line: 1, column: 1, message, expected: None, hint: None }
    }
}

impl Display for Diagnostic {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        if let Some(expected) = &self.expected {
            write!(f, "; expected {expected}")?;
        }
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

impl std::error::Error for Diagnostic {}
