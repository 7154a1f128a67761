//! A scenario at play: its run, a place in it, and what can be done there.

mod notes;
mod offers;
mod opening;
mod wording;

use antipaxos_paxos::NodeId;

use crate::action::{Action, Change};
use crate::diagnostic::{Code, Diagnostic};
use crate::protocols::Paxos;
use crate::run::Run;
use crate::scenario::{Act, Line, MAX_TEXT, Scenario, Statement, When, amend, expect, parse, print};
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

/// Something done by hand: after which step, and the line that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub step: u32,
    pub statement: Statement,
}

#[derive(Debug)]
pub struct Session {
    scenario: Scenario,
    run: Run<Paxos>,
    world: World<Paxos>,
    notes: Vec<Note>,
    edits: Vec<Edit>,
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
        Self { scenario, run, world, notes, edits: Vec::new() }
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

    /// What was done by hand, in order.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Does something here: amends the scenario at this step, drops what came
    /// after it and goes on from there. Stands at the first new step.
    ///
    /// # Errors
    /// What is wrong with the action's text, or why it cannot be done now; the
    /// session is then as it was.
    pub fn inject(&mut self, action: &str) -> Result<u32, Diagnostic> {
        *self = self.amended(action)?;
        Ok(self.position())
    }

    /// The session that [`Session::inject`] makes of this one, which stays.
    ///
    /// # Errors
    /// As there.
    pub fn amended(&self, action: &str) -> Result<Self, Diagnostic> {
        let act = amend::parse_action(action, &self.scenario)?;
        let step = self.position();
        let still_done = self.edits.iter().filter(|edit| edit.step < step).cloned();
        let mut edits: Vec<Edit> = still_done.collect();
        let undone = self.edits.iter().filter(|edit| edit.step >= step);
        let undone: Vec<&Statement> = undone.map(|edit| &edit.statement).collect();
        let cut = amend::Cut {
            step,
            script_done: self.world.script_done() - usize::from(self.failed_in_turn()),
            at_end: step == self.run.last() && !self.world.is_held(),
            undone: &undone,
            releases: act == Act::One(Action::Change(Change::Release)),
        };
        let mut scenario = self.scenario.clone();
        let (places, next) = amend::cut_short(&mut scenario, cut);
        let (run, statement) = if self.world.is_scripted() && !amend::reads_as_set_up(&act) {
            let statement = Statement::Do { when: When::Next, act };
            insert(&mut scenario, next, statement.clone());
            (Run::new(scenario.compile()?), statement)
        } else {
            let (amended, run, statement) = wording::best(self, &scenario, &places, &act)?;
            scenario = amended;
            (run, statement)
        };
        if let Some(trouble) = run.trouble()
            && run.last() <= step
        {
            let fault = Diagnostic::of_text(Code::Contradiction, trouble.message.clone());
            return Err(Diagnostic { hint: Some(trouble.hint.clone()), ..fault });
        }
        if run.last() <= step {
            let message = "the run is over before that can be done";
            let fault = Diagnostic::of_text(Code::Contradiction, message.to_string());
            return Err(Diagnostic { hint: Some("do it at an earlier step".to_string()), ..fault });
        }
        let size = print::print(&scenario).len();
        if size > MAX_TEXT {
            let fault = Diagnostic::of_text(Code::TooLong, format!("the text would be {size} bytes long"));
            let expected = Some(format!("at most {MAX_TEXT} bytes"));
            return Err(Diagnostic { expected, hint: Some("take something out".to_string()), ..fault });
        }
        edits.push(Edit { step, statement });
        // The others were written of what happened next, and now does not.
        let notes = self.notes.iter().filter(|note| note.step <= step).cloned().collect();
        let world = run.world_at(step + 1);
        Ok(Self { scenario, run, world, notes, edits })
    }

    /// Whether the run stopped here at a line that was next in the script, and
    /// could not be done.
    fn failed_in_turn(&self) -> bool {
        let Some(trouble) = self.run.trouble() else { return false };
        let line =
            self.scenario.lines.get(trouble.line as usize - 1).and_then(|line| line.statement.as_ref());
        let in_turn =
            matches!(line, Some(Statement::Do { when: When::Next | When::Repeat { beat: None, .. }, .. }));
        in_turn && self.position() == self.run.last()
    }

    /// The same scenario with what is known of its edits and the notes that are
    /// shown; stands at `step`.
    pub(crate) fn reopened(
        scenario: Scenario,
        edits: Vec<Edit>,
        notes: Vec<Note>,
        step: u32,
    ) -> Result<Self, Diagnostic> {
        let mut session = Self { edits, notes, ..Self::of(scenario)? };
        session.seek(step);
        Ok(session)
    }
}

/// Puts a line in.
fn insert(scenario: &mut Scenario, at: usize, statement: Statement) {
    scenario.lines.insert(at, Line { statement: Some(statement), comment: None });
}
