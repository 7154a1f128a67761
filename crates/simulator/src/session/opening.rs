//! A session on its way: its run may be long, and whoever opens it has other
//! things to do in between.

use super::Session;
use crate::diagnostic::Diagnostic;
use crate::protocols::Paxos;
use crate::run;
use crate::scenario::{Scenario, parse};

/// A scenario whose run is played in slices.
#[derive(Debug)]
pub struct Opening {
    scenario: Scenario,
    run: run::Opening<Paxos>,
}

impl Opening {
    /// Reads a scenario text and plays nothing yet.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn begin(text: &str) -> Result<Self, Diagnostic> {
        let scenario = parse(text)?;
        let run = run::Opening::new(scenario.compile()?);
        Ok(Self { scenario, run })
    }

    /// Plays at most `steps` steps more. True once the run is at its end.
    pub fn advance(&mut self, steps: u32) -> bool {
        self.run.advance(steps)
    }

    /// How many steps are done.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.run.steps()
    }

    /// The session, with what was left of its run; stands at step 0.
    #[must_use]
    pub fn finish(self) -> Session {
        Session::played(self.scenario, self.run.finish())
    }
}
