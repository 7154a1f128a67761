//! A scenario under work: its variants as a tree of branches, each a text with
//! its run, one of them at play; what was done to them, to undo and redo.
//!
//! An act by hand goes on in the branch that is at play, if it comes after all
//! that was done by hand there. Otherwise, and always in a text that was
//! opened, it grows a new branch, and the old future stays.

mod compare;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::scenario::{Scenario, parse_again, print};
use crate::session::{Edit, Note, Session};
use crate::until::{Condition, Direction};

pub use compare::Comparison;

/// At most so many runs are kept; a branch whose run is not is played anew when
/// it is looked at.
pub const MAX_RUNS: usize = 4;
/// At most so many branches. For one more, the oldest goes that nobody named
/// and that is not at play; undo brings it back.
pub const MAX_BRANCHES: usize = 64;
/// So many edits can be undone.
pub const MAX_UNDO: usize = 200;
/// A branch's name has at most so many characters.
pub const MAX_NAME: usize = 80;

/// A branch, for as long as the workbench lives: numbers are not used twice,
/// but for what is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(pub u32);

/// What a branch is, as a list of branches shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchInfo {
    pub id: BranchId,
    pub name: String,
    /// The branch that it grew from, and the step after which it did.
    pub parent: Option<(BranchId, u32)>,
    /// How many acts by hand made it what it is.
    pub edits: u32,
    /// The last step of its run.
    pub last: u32,
    /// Whether it is at play.
    pub current: bool,
}

/// Why something cannot be done to a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownBranch,
    OnlyBranch,
    BadName,
}

impl Refusal {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownBranch => "unknown-branch",
            Self::OnlyBranch => "only-branch",
            Self::BadName => "bad-name",
        }
    }

    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::UnknownBranch => "there is no such branch",
            Self::OnlyBranch => "this is the only branch: it stays",
            Self::BadName => "a name has 1 to 80 characters that can be seen",
        }
    }
}

/// What a branch's run follows from.
#[derive(Debug)]
struct Content {
    scenario: Scenario,
    edits: Vec<Edit>,
    notes: Vec<Note>,
    /// Its run's last step: a branch is drawn without being played.
    last: u32,
    /// The scenario's, once it is asked for: mostly nothing is edited.
    text: OnceCell<String>,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.scenario == other.scenario && self.edits == other.edits
    }
}

impl Content {
    fn of(session: &Session) -> Rc<Self> {
        let (scenario, edits) = (session.scenario().clone(), session.edits().to_vec());
        let notes = session.notes().to_vec();
        Rc::new(Self { scenario, edits, notes, last: session.run().last(), text: OnceCell::new() })
    }

    fn text(&self) -> &str {
        self.text.get_or_init(|| print::print(&self.scenario))
    }
}

#[derive(Clone, Debug)]
struct Branch {
    id: BranchId,
    name: String,
    /// Somebody gave it its name.
    named: bool,
    parent: Option<(BranchId, u32)>,
    content: Rc<Content>,
    /// Where it was left.
    position: u32,
}

/// All that undo brings back.
#[derive(Clone, Debug)]
struct State {
    branches: Vec<Branch>,
    current: BranchId,
    next: u32,
}

/// Invariant: `runs` begins with the run of the current branch.
#[derive(Debug)]
pub struct Workbench {
    state: State,
    /// The last used first.
    runs: Vec<(Rc<Content>, Session)>,
    undone: Vec<State>,
    done: Vec<State>,
}

impl Workbench {
    /// Opens a text as the first branch; stands at step 0.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn open(text: &str) -> Result<Self, Diagnostic> {
        Session::open(text).map(Self::of)
    }

    /// A workbench with this one branch.
    #[must_use]
    pub fn of(session: Session) -> Self {
        let content = Content::of(&session);
        let id = BranchId(0);
        let branch = Branch {
            id,
            name: "Original".to_string(),
            named: false,
            parent: None,
            content: Rc::clone(&content),
            position: session.position(),
        };
        let state = State { branches: vec![branch], current: id, next: 1 };
        Self { state, runs: vec![(content, session)], undone: Vec::new(), done: Vec::new() }
    }

    /// The run at play, and the place in it.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.runs[0].1
    }

    /// The branch at play.
    #[must_use]
    pub const fn current(&self) -> BranchId {
        self.state.current
    }

    /// The branches, the oldest first.
    #[must_use]
    pub fn branches(&self) -> Vec<BranchInfo> {
        let info = |branch: &Branch| BranchInfo {
            id: branch.id,
            name: branch.name.clone(),
            parent: branch.parent,
            edits: u32::try_from(branch.content.edits.len()).unwrap_or(u32::MAX),
            last: branch.content.last,
            current: branch.id == self.state.current,
        };
        self.state.branches.iter().map(info).collect()
    }

    /// The text of a branch, which reproduces its run.
    #[must_use]
    pub fn text(&self, id: BranchId) -> Option<&str> {
        self.branch(id).map(|branch| branch.content.text())
    }

    /// How many runs are kept at the moment.
    #[must_use]
    pub fn kept_runs(&self) -> usize {
        self.runs.len()
    }

    pub fn seek(&mut self, step: u32) -> u32 {
        self.runs[0].1.seek(step)
    }

    /// On to the next step that views do not fold.
    pub fn forward(&mut self) -> u32 {
        self.runs[0].1.forward()
    }

    /// Back to the last step that views do not fold.
    pub fn backward(&mut self) -> u32 {
        self.runs[0].1.backward()
    }

    /// To the nearest step on that way at which `condition` holds, if there is
    /// one.
    pub fn run_until(&mut self, condition: Condition, direction: Direction) -> Option<u32> {
        self.runs[0].1.run_until(condition, direction)
    }

    /// Does something at the place where the current branch stands, and stands
    /// at the first new step. See the module for when a new branch grows.
    ///
    /// # Errors
    /// What is wrong with the action; all is then as it was.
    pub fn inject(&mut self, action: &str) -> Result<u32, Diagnostic> {
        let session = self.session().amended(action)?;
        let step = self.session().position();
        let edits = self.session().edits();
        let goes_on = !edits.is_empty() && edits.iter().all(|edit| edit.step < step);
        let content = Content::of(&session);
        let position = session.position();
        self.remember();
        if goes_on {
            let branch = self.current_mut();
            branch.content = Rc::clone(&content);
            branch.position = position;
        } else {
            let name = session.edits().last().map_or_else(String::new, |edit| {
                print::statement(&edit.statement, session.run().names()).chars().take(MAX_NAME).collect()
            });
            let id = BranchId(self.state.next);
            self.state.next += 1;
            let parent = Some((self.state.current, step));
            let content = Rc::clone(&content);
            self.state.branches.push(Branch { id, name, named: false, parent, content, position });
            self.state.current = id;
            self.make_room();
        }
        self.runs.insert(0, (content, session));
        self.runs.truncate(MAX_RUNS);
        Ok(position)
    }

    /// Gives the current branch another text, as an editor does. It stays at
    /// its step, where the new run has one.
    ///
    /// # Errors
    /// What is wrong with the text; all is then as it was.
    pub fn set_text(&mut self, text: &str) -> Result<u32, Diagnostic> {
        let mut session = Session::open(text)?;
        let position = session.seek(self.session().position());
        let content = Content::of(&session);
        self.remember();
        let branch = self.current_mut();
        branch.content = Rc::clone(&content);
        branch.position = position;
        self.runs.insert(0, (content, session));
        self.runs.truncate(MAX_RUNS);
        Ok(position)
    }

    /// Plays another branch, at the step where it was left. No edit: undo
    /// leaves it alone.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn switch_to(&mut self, id: BranchId) -> Result<u32, Refusal> {
        self.branch(id).ok_or(Refusal::UnknownBranch)?;
        self.leave();
        self.state.current = id;
        self.show();
        Ok(self.session().position())
    }

    /// Gives a branch a name.
    ///
    /// # Errors
    /// There is no such branch, or this is no name.
    pub fn rename(&mut self, id: BranchId, name: &str) -> Result<(), Refusal> {
        let at = self.place(id).ok_or(Refusal::UnknownBranch)?;
        let name = name.trim();
        let hidden = name.chars().any(crate::scenario::is_hidden);
        if name.is_empty() || name.chars().count() > MAX_NAME || hidden {
            return Err(Refusal::BadName);
        }
        self.remember();
        self.state.branches[at].name = name.to_string();
        self.state.branches[at].named = true;
        Ok(())
    }

    /// Takes a branch out. Those that grew from it now grow from where it did.
    ///
    /// # Errors
    /// There is no such branch, or no other.
    pub fn remove(&mut self, id: BranchId) -> Result<(), Refusal> {
        let at = self.place(id).ok_or(Refusal::UnknownBranch)?;
        if self.state.branches.len() == 1 {
            return Err(Refusal::OnlyBranch);
        }
        self.remember();
        self.take_out(at);
        self.show();
        Ok(())
    }

    /// Where the runs of two branches part, and what came of it.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn compare(&mut self, one: BranchId, other: BranchId) -> Result<Comparison, Refusal> {
        let find = |id| self.branch(id).cloned().ok_or(Refusal::UnknownBranch);
        let (one, other) = (find(one)?, find(other)?);
        self.load(&one);
        self.load(&other);
        let current = self.current_branch().clone();
        self.load(&current);
        let session = |branch: &Branch| {
            let mut runs = self.runs.iter();
            let found = runs.find(|(content, _)| Rc::ptr_eq(content, &branch.content));
            &found.expect("it was loaded just now, and three runs fit").1
        };
        Ok(Comparison::of((&one.name, session(&one)), (&other.name, session(&other))))
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Takes the last edit back, and stands where it was made: what was
    /// injected, given another text, renamed or removed. False if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.done.pop() else { return false };
        self.leave();
        self.undone.push(std::mem::replace(&mut self.state, before));
        self.show();
        true
    }

    /// Does again what was undone last. False if nothing was, or if something
    /// else was done since.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.undone.pop() else { return false };
        self.leave();
        self.done.push(std::mem::replace(&mut self.state, after));
        self.show();
        true
    }

    /// Keeps how all is before an edit.
    fn remember(&mut self) {
        self.leave();
        self.undone.clear();
        self.done.push(self.state.clone());
        if self.done.len() > MAX_UNDO {
            self.done.remove(0);
        }
    }

    /// Notes where the current branch stands.
    fn leave(&mut self) {
        let position = self.session().position();
        self.current_mut().position = position;
    }

    /// Makes the current branch's run the first, at its place.
    fn show(&mut self) {
        let branch = self.current_branch().clone();
        self.load(&branch);
        self.seek(branch.position);
    }

    /// Puts the branch's run in front, played anew if it is not kept.
    fn load(&mut self, branch: &Branch) {
        let kept = self.runs.iter().position(|(content, _)| Rc::ptr_eq(content, &branch.content));
        let run = match kept {
            Some(at) => self.runs.remove(at),
            None => (Rc::clone(&branch.content), played(branch)),
        };
        self.runs.insert(0, run);
        self.runs.truncate(MAX_RUNS);
    }

    /// Takes the branch at `at` out of the tree; if it is at play, the one that
    /// it grew from is next, or else the oldest.
    fn take_out(&mut self, at: usize) {
        let gone = self.state.branches.remove(at);
        for branch in &mut self.state.branches {
            if let Some((parent, step)) = branch.parent
                && parent == gone.id
            {
                branch.parent = gone.parent.map(|(grandparent, before)| (grandparent, before.min(step)));
            }
        }
        if self.state.current == gone.id {
            let parent =
                gone.parent.map(|(parent, _)| parent).filter(|parent| self.branch(*parent).is_some());
            self.state.current = parent.unwrap_or(self.state.branches[0].id);
        }
    }

    fn make_room(&mut self) {
        if self.state.branches.len() <= MAX_BRANCHES {
            return;
        }
        let current = self.state.current;
        let nobody_needs = |branch: &Branch| !branch.named && branch.id != current && branch.parent.is_some();
        let oldest = self.state.branches.iter().position(nobody_needs);
        // All are named: then the oldest goes all the same, but for the first.
        self.take_out(oldest.unwrap_or(1));
    }

    fn place(&self, id: BranchId) -> Option<usize> {
        self.state.branches.iter().position(|branch| branch.id == id)
    }

    fn branch(&self, id: BranchId) -> Option<&Branch> {
        self.place(id).map(|at| &self.state.branches[at])
    }

    fn current_branch(&self) -> &Branch {
        self.branch(self.state.current).expect("the current branch is there")
    }

    fn current_mut(&mut self) -> &mut Branch {
        let at = self.place(self.state.current).expect("the current branch is there");
        &mut self.state.branches[at]
    }
}

/// A branch's run, from its text.
fn played(branch: &Branch) -> Session {
    let (text, edits, notes) = (branch.content.text(), &branch.content.edits, &branch.content.notes);
    let again = |scenario| Session::reopened(scenario, edits.clone(), notes.clone(), 0);
    let session = parse_again(text).and_then(again);
    session.expect("a branch's text was printed from a good scenario")
}
