//! A scenario at play: its run, a place in it, and what can be done there.

mod notes;
mod offers;
mod opening;

use antipaxos_paxos::NodeId;

use crate::diagnostic::Diagnostic;
use crate::protocols::Paxos;
use crate::run::Run;
use crate::scenario::{Scenario, amend, expect, parse, print};
use crate::world::World;

pub use opening::Opening;

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Node(NodeId),
    Link { from: NodeId, to: NodeId },
    Message(u32),
    Everything,
}

/// Something that can be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// A line of the scenario language.
    pub text: String,
    /// A few words for a menu.
    pub label: String,
    pub target: Target,
}

/// A scenario's note, at the step where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub step: u32,
    pub text: String,
}

/// How an expectation came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub line: u32,
    pub text: String,
    pub holds: bool,
    pub found: String,
}

#[derive(Debug)]
pub struct Session {
    scenario: Scenario,
    run: Run<Paxos>,
    world: World<Paxos>,
    notes: Vec<Note>,
}

impl Session {
    /// Opens a scenario text and runs it to its end; stands at step 0.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn open(text: &str) -> Result<Self, Diagnostic> {
        Self::of(parse(text)?)
    }

    /// Opens a scenario.
    ///
    /// # Errors
    /// What no line could tell alone.
    pub fn of(scenario: Scenario) -> Result<Self, Diagnostic> {
        Self::watched(scenario, &mut |_| {})
    }

    /// Opens a scenario whose run may be long: `progress` is told the number of
    /// steps done, now and then.
    ///
    /// # Errors
    /// What no line could tell alone.
    pub fn watched(scenario: Scenario, progress: &mut dyn FnMut(u32)) -> Result<Self, Diagnostic> {
        let run = Run::watched(scenario.compile()?, progress);
        Ok(Self::played(scenario, run))
    }

    /// A scenario and its run; stands at step 0.
    fn played(scenario: Scenario, run: Run<Paxos>) -> Self {
        let world = run.world_at(0);
        let notes = notes::place(&scenario, &run);
        Self { scenario, run, world, notes }
    }

    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The text that reproduces this very run.
    #[must_use]
    pub fn text(&self) -> String {
        print::print(&self.scenario)
    }

    #[must_use]
    pub const fn run(&self) -> &Run<Paxos> {
        &self.run
    }

    /// The world at the place where the session stands.
    #[must_use]
    pub const fn world(&self) -> &World<Paxos> {
        &self.world
    }

    #[must_use]
    pub const fn position(&self) -> u32 {
        self.world.step()
    }

    pub fn seek(&mut self, step: u32) -> u32 {
        self.run.seek(&mut self.world, step);
        self.position()
    }

    /// On to the next step that views do not fold.
    pub fn forward(&mut self) -> u32 {
        let history = self.run.history();
        let ahead = self.position() + 1..=self.run.last();
        let next = ahead.into_iter().find(|step| !history.step(*step).folded);
        self.seek(next.unwrap_or(self.run.last()))
    }

    /// Back to the last step that views do not fold.
    pub fn backward(&mut self) -> u32 {
        let history = self.run.history();
        let before = (1..self.position()).rev().find(|step| !history.step(*step).folded);
        self.seek(before.unwrap_or(0))
    }

    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    #[must_use]
    pub fn judgements(&self) -> Vec<Judgement> {
        let judge = |(line, expectation)| {
            let (holds, found) = expect::judge(expectation, &self.run);
            Judgement { line, text: print::claim(expectation, self.run.names()), holds, found }
        };
        self.scenario.expectations().map(judge).collect()
    }

    /// Does something here: amends the scenario at this step, drops what came
    /// after it and goes on from there. Stands at the first new step.
    ///
    /// # Errors
    /// What is wrong with the action's text, or why it cannot be done now; the
    /// session is then as it was.
    pub fn inject(&mut self, action: &str) -> Result<u32, Diagnostic> {
        let act = amend::parse_action(action, &self.scenario)?;
        let step = self.position();
        let mut scenario = self.scenario.clone();
        let at_end = step == self.run.last();
        let script_done = self.world.script_done();
        amend::inject(&mut scenario, step, script_done, act, at_end);
        let run = Run::new(scenario.compile()?);
        if let Some(trouble) = run.trouble()
            && run.last() <= step
        {
            return Err(Diagnostic {
                code: crate::diagnostic::Code::Contradiction,
                line: 1,
                column: 1,
                message: trouble.message.clone(),
                expected: None,
                hint: Some(trouble.hint.clone()),
            });
        }
        self.notes = notes::place(&scenario, &run);
        self.world = run.world_at(step + 1);
        self.run = run;
        self.scenario = scenario;
        Ok(self.position())
    }
}
