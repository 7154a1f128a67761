//! Built-ins as they were once: a link to an edit of one works for as long as
//! its text is kept. `scenarios/frozen.txt` only grows; a test adds to it
//! whatever ships (`tests/all/frozen.rs`).

use super::{Fault, Link, base_fingerprint};
use crate::gallery;
use crate::scenario::{Scenario, print};

/// Every version of every scenario that shipped since links are made.
pub const FROZEN: &str = include_str!("../../../../scenarios/frozen.txt");

/// The entry of a scenario: a line with its slug and the fingerprint of its
/// statements, then title, description and statements, without other comments.
#[must_use]
pub fn frozen_entry(slug: &str, scenario: &Scenario) -> String {
    let mut kept = scenario.clone();
    let heading = scenario.heading().count();
    let mut seen = 0;
    kept.lines.retain_mut(|line| {
        if line.statement.is_some() {
            line.comment = None;
            return true;
        }
        seen += 1;
        line.comment.is_some() && seen <= heading
    });
    format!("{}{}", head(slug, base_fingerprint(scenario)), print::print(&kept))
}

fn head(slug: &str, fingerprint: u32) -> String {
    format!("{slug} {fingerprint:08x}\n")
}

/// The text of that version, out of what is written as `FROZEN` is: entries
/// stand apart by a blank line.
#[must_use]
pub fn frozen_text<'a>(frozen: &'a str, slug: &str, fingerprint: u32) -> Option<&'a str> {
    let head = head(slug, fingerprint);
    frozen.split("\n\n").find_map(|entry| entry.strip_prefix(&head))
}

impl Link {
    /// The scenario; where it is an edit of a built-in, of the one that ships or
    /// of an earlier version.
    ///
    /// # Errors
    /// Unknown scenario: no such built-in ever shipped. Damaged or limits,
    /// where its edits are.
    pub fn among_shipped(&self) -> Result<Scenario, Fault> {
        self.among(|slug| gallery::find(slug).map(|found| found.text), FROZEN)
    }

    pub(super) fn among<'a>(
        &self,
        today: impl FnOnce(&str) -> Option<&'a str>,
        frozen: &str,
    ) -> Result<Scenario, Fault> {
        let found = self.scenario(today);
        match (self.slug(), self.edits()) {
            (Some(slug), Some(fingerprint)) if found == Err(Fault::UnknownScenario) => {
                self.scenario(|_| frozen_text(frozen, slug, fingerprint))
            }
            (Some(_) | None, Some(_) | None) => found,
        }
    }
}
