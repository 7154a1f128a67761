//! What can be wrong with a link: seven codes, on which others rely.

use std::fmt::{self, Display, Formatter};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    TooLong,
    BadAlphabet,
    Damaged,
    NewerVersion,
    Limits,
    UnknownScenario,
}

impl Fault {
    pub const ALL: [Self; 7] = [
        Self::Empty,
        Self::TooLong,
        Self::BadAlphabet,
        Self::Damaged,
        Self::NewerVersion,
        Self::Limits,
        Self::UnknownScenario,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::BadAlphabet => "bad-alphabet",
            Self::Damaged => "damaged",
            Self::NewerVersion => "newer-version",
            Self::Limits => "limits",
            Self::UnknownScenario => "unknown-scenario",
        }
    }

    /// What is wrong, as a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "The link holds no scenario.",
            Self::TooLong => "The link is longer than 16 KiB.",
            Self::BadAlphabet => "The link has a character in it that no link has.",
            Self::Damaged => "The link is damaged: a part of it is missing or was changed.",
            Self::NewerVersion => "The link was made by a newer version of this program.",
            Self::Limits => "The link holds more than a scenario may have.",
            Self::UnknownScenario => {
                "The link changes a built-in scenario that is not here, or not the same."
            }
        }
    }

    /// What to do about it, as a sentence.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Empty => "Choose a scenario from the list.",
            Self::TooLong => "Ask for the scenario as a file.",
            Self::BadAlphabet => "Copy the link again, without what stands before and behind it.",
            Self::Damaged => "Copy the link again, from its first to its last character.",
            Self::NewerVersion => "Load the page anew, or update the program.",
            Self::Limits => "Ask for a shorter scenario.",
            Self::UnknownScenario => "Load the page anew, or ask for the scenario as a file.",
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.code(), self.sentence(), self.advice())
    }
}
