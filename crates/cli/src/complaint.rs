//! What is said on standard error when there is nothing to answer with: where,
//! what, and the place in its line.

use std::fmt::{self, Display, Formatter, Write};

use antipaxos_simulator::Diagnostic;
use antipaxos_simulator::action::Trouble;
use antipaxos_simulator::link::Fault;

use crate::input::Source;

/// As many characters of a line are shown.
const SHOWN: usize = 100;

/// Ends the command with status 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint(String);

impl Complaint {
    pub fn new(text: impl Into<String>) -> Self {
        Self(format!("antipaxos: {}", text.into()))
    }

    /// A text is wrong.
    pub fn of(fault: &Diagnostic, source: &Source) -> Self {
        let expected = fault.expected.as_ref().map(|expected| format!("expected {expected}"));
        let hint = fault.hint.clone();
        let code = fault.code.as_str();
        Self(at(source, (fault.line, fault.column), code, &fault.message, [expected, hint]))
    }

    /// A link is wrong: its code first.
    pub fn of_link(fault: Fault) -> Self {
        Self::new(fault.to_string())
    }

    /// An action could not be done, and the run ends there.
    pub fn trouble(trouble: &Trouble, source: &Source) -> Self {
        let hint = Some(trouble.hint.clone()).filter(|hint| !hint.is_empty());
        Self(at(source, (trouble.line, 1), "cannot-be-done", &trouble.message, [None, hint]))
    }
}

impl Display for Complaint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// ```text
/// FILE:3:14: unknown-node: there is no node “A4”
///    3 | deliver Prepare P1->A4
///      |              ^
///      = expected P1, P2, A1
/// ```
fn at(
    source: &Source,
    (line, column): (u32, u32),
    code: &str,
    message: &str,
    more: [Option<String>; 2],
) -> String {
    let mut text = format!("{}:{line}:{column}: {code}: {message}", visible(&source.name));
    let wrong = source.text.lines().nth((line as usize).saturating_sub(1)).unwrap_or("");
    let before = (column as usize).saturating_sub(1);
    // Of a long line, the part around the place.
    let from = if before < SHOWN { 0 } else { before - SHOWN / 2 };
    let shown: String = wrong.chars().skip(from).take(SHOWN).collect();
    let (start, end) =
        (if from > 0 { "…" } else { "" }, if wrong.chars().count() > from + SHOWN { "…" } else { "" });
    let gap = " ".repeat(line.to_string().len());
    let caret = " ".repeat(before - from + start.chars().count());
    let _ = write!(text, "\n  {line} | {start}{}{end}\n  {gap} | {caret}^", visible(&shown));
    for note in more.into_iter().flatten() {
        let _ = write!(text, "\n  {gap} = {note}");
    }
    text
}

/// Every character as one that a terminal shows and does not obey.
pub fn visible(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            '\u{fffd}'
        }
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { name: "x.paxos".to_string(), kind: crate::input::Kind::File, text: text.to_string() }
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        let told = at(&source("protocol basic\nreplicsa A"), (2, 1), "syntax", "no", [None, None]);
        assert_eq!(told, "x.paxos:2:1: syntax: no\n  2 | replicsa A\n    | ^");
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let told = at(&source(&"x".repeat(9_000)), (1, 5_001), "syntax", "no", [None, None]);
        let lines: Vec<Vec<char>> = told.lines().map(|line| line.chars().collect()).collect();
        assert!(lines[1].len() < 120);
        assert_eq!(lines[1].iter().filter(|c| **c == '…').count(), 2);
        assert_eq!(lines[2].len(), "  1 | …".chars().count() + 50 + 1);
    }

    #[test]
    fn what_is_shown_of_a_text_cannot_steer_a_terminal() {
        let told = at(&source("a\u{1b}[2J\u{202e}b"), (1, 2), "bad-character", "no", [None, None]);
        assert!(told.contains("| a\u{fffd}[2J\u{fffd}b"), "{told}");
    }
}
