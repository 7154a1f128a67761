//! A run: the whole history of a scenario, and the world at any step of it.

use std::fmt;
use std::rc::Rc;

use antipaxos_paxos::describe::Names;

use crate::action::Trouble;
use crate::diagnosis::Diagnosis;
use crate::history::{Forget, History};
use crate::protocol::Protocol;
use crate::settings::Settings;
use crate::step::Noted;
use crate::world::{Advance, Scratch, World};

/// The version of what scenarios mean: raised with every change after which a
/// scenario runs another way than before. Links carry it.
pub const SEMANTICS: u32 = 1;

/// How many copies of the world are kept along a run: a seek replays at most
/// the steps between two of them, a 64th of a long run.
const MAX_KEYFRAMES: usize = 128;
/// The first distance between two of them, in steps. It doubles whenever there
/// would be too many.
const FIRST_INTERVAL: u32 = 256;
/// What stops a run that would go on for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// [`Settings::max_steps`].
    Steps(u32),
    /// [`Settings::max_entries`].
    Entries(u64),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps(most) => write!(f, "no run is longer than {} steps", Grouped(u64::from(*most))),
            Self::Entries(most) => {
                write!(f, "no history holds more than {} steps, facts and messages", Grouped(*most))
            }
        }
    }
}

/// A number with a comma between thousands.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            small @ 0..1_000 => write!(f, "{small}"),
            large => write!(f, "{},{:03}", Grouped(large / 1_000), large % 1_000),
        }
    }
}

/// A run from its set-up to its end. Invariant: a function of the settings.
#[derive(Debug)]
pub struct Run<P: Protocol> {
    history: History<P>,
    keyframes: Vec<World<P>>,
    interval: u32,
    end: World<P>,
    trouble: Option<Trouble>,
    bound: Option<Bound>,
}

/// A run on its way to its end, in slices: what plays a long one can do other
/// things in between.
#[derive(Debug)]
pub struct Opening<P: Protocol> {
    run: Run<P>,
    scratch: Scratch<P>,
    done: bool,
}

impl<P: Protocol> Opening<P> {
    #[must_use]
    pub fn new(settings: Settings<P>) -> Self {
        let mut history = History::default();
        let mut scratch = Scratch::default();
        let world = World::new(Rc::new(settings), &mut history, &mut scratch);
        let run = Run {
            history,
            keyframes: vec![world.clone()],
            interval: FIRST_INTERVAL,
            end: world,
            trouble: None,
            bound: None,
        };
        Self { run, scratch, done: false }
    }

    /// Plays at most `steps` steps more. True once the run is at its end.
    pub fn advance(&mut self, steps: u32) -> bool {
        for _ in 0..steps {
            if self.done {
                break;
            }
            self.done = !self.run.go_on(&mut self.scratch);
            if self.done {
                self.run.history.close();
            }
        }
        self.done
    }

    /// How many steps are done.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.run.last()
    }

    /// The run, with what was left of it.
    #[must_use]
    pub fn finish(mut self) -> Run<P> {
        while !self.advance(u32::MAX) {}
        self.run
    }
}

impl<P: Protocol> Run<P> {
    /// Runs the scenario to its end.
    #[must_use]
    pub fn new(settings: Settings<P>) -> Self {
        Opening::new(settings).finish()
    }

    /// Runs the scenario to its end, and says every 4,096 steps how far it is.
    #[must_use]
    pub fn watched(settings: Settings<P>, progress: &mut dyn FnMut(u32)) -> Self {
        let mut opening = Opening::new(settings);
        while !opening.advance(4096) {
            progress(opening.steps());
        }
        opening.finish()
    }

    /// Does the next step; false if there is none.
    fn go_on(&mut self, scratch: &mut Scratch<P>) -> bool {
        match self.end.advance(&mut self.history, scratch) {
            Advance::Stepped => {
                self.keep_frame();
                let most = self.settings().max_entries;
                if self.history.entries() >= most {
                    self.bound = Some(Bound::Entries(most));
                }
                self.bound.is_none()
            }
            Advance::Ended => {
                let most = self.settings().max_steps;
                self.bound = (self.last() >= most).then_some(Bound::Steps(most));
                false
            }
            Advance::Trouble(trouble) => {
                self.trouble = Some(trouble);
                false
            }
        }
    }

    fn keep_frame(&mut self) {
        if !self.end.step().is_multiple_of(self.interval) {
            return;
        }
        self.keyframes.push(self.end.clone());
        if self.keyframes.len() > MAX_KEYFRAMES {
            self.interval *= 2;
            let interval = self.interval;
            self.keyframes.retain(|frame| frame.step().is_multiple_of(interval));
        }
    }

    /// The number of the last step.
    #[must_use]
    pub const fn last(&self) -> u32 {
        self.end.step()
    }

    #[must_use]
    pub const fn history(&self) -> &History<P> {
        &self.history
    }

    #[must_use]
    pub fn settings(&self) -> &Settings<P> {
        self.end.settings()
    }

    #[must_use]
    pub fn names(&self) -> &Names {
        &self.settings().names
    }

    /// The world at the end.
    #[must_use]
    pub const fn end(&self) -> &World<P> {
        &self.end
    }

    /// A scripted action that could not be done; the run stops there.
    #[must_use]
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// What stopped the run, if it did not end by itself.
    #[must_use]
    pub const fn bound(&self) -> Option<Bound> {
        self.bound
    }

    /// The world after `step` (at most the last).
    #[must_use]
    pub fn world_at(&self, step: u32) -> World<P> {
        let step = step.min(self.last());
        if step == self.last() {
            return self.end.clone();
        }
        let at = self.keyframes.partition_point(|frame| frame.step() <= step) - 1;
        let mut world = self.keyframes[at].clone();
        walk(&mut world, step);
        world
    }

    /// Moves `world`, a world of this run, to `step`: onwards from where it is
    /// if that is nearer than the keyframe before.
    pub fn seek(&self, world: &mut World<P>, step: u32) {
        let step = step.min(self.last());
        let at = self.keyframes.partition_point(|frame| frame.step() <= step) - 1;
        if step == world.step() {
            return;
        }
        // The end has done what came to nothing after the last step, too.
        if step < world.step() || step == self.last() || self.keyframes[at].step() > world.step() {
            *world = self.world_at(step);
        } else {
            walk(world, step);
        }
    }

    /// One number for the whole history.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.history.fingerprint(self.last())
    }

    /// What kept the run from getting on; nothing, if it did.
    #[must_use]
    pub fn diagnoses(&self) -> Vec<Diagnosis> {
        P::diagnoses(self)
    }

    /// What the monitors found broken, with the steps.
    pub fn violations(&self) -> impl Iterator<Item = (u32, &P::Finding)> {
        self.history.facts_from(0).filter_map(|(step, noted)| match noted {
            Noted::Found(finding) if P::is_violation(finding) => Some((step, finding)),
            Noted::Found(_) | Noted::At(..) | Noted::Asked { .. } => None,
            Noted::Answered { .. } | Noted::AnsweredTwice { .. } => None,
            Noted::Crashed { .. } | Noted::Changed(_) | Noted::Links(_) => None,
        })
    }
}

/// Plays a world on to `step`, which its run is known to reach.
fn walk<P: Protocol>(world: &mut World<P>, step: u32) {
    let mut scratch = Scratch::default();
    while world.step() < step {
        let advance = world.advance(&mut Forget, &mut scratch);
        assert_eq!(advance, Advance::Stepped, "a run replays as it ran");
    }
}
