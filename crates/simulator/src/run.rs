//! A run: the whole history of a scenario, and the world at any step of it.

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

/// How many copies of the world are kept along a run. A seek replays at most
/// the steps between two of them.
const MAX_KEYFRAMES: usize = 128;
const FIRST_INTERVAL: u32 = 256;

/// A run from its set-up to its end. Invariant: a function of the settings.
#[derive(Debug)]
pub struct Run<P: Protocol> {
    history: History<P>,
    keyframes: Vec<World<P>>,
    interval: u32,
    end: World<P>,
    trouble: Option<Trouble>,
}

impl<P: Protocol> Run<P> {
    /// Runs the scenario to its end.
    #[must_use]
    pub fn new(settings: Settings<P>) -> Self {
        Self::watched(settings, &mut |_| {})
    }

    /// Runs the scenario to its end, and says every 4,096 steps how far it is.
    #[must_use]
    pub fn watched(settings: Settings<P>, progress: &mut dyn FnMut(u32)) -> Self {
        let mut history = History::default();
        let mut scratch = Scratch::default();
        let world = World::new(Rc::new(settings), &mut history, &mut scratch);
        let mut run = Self {
            history,
            keyframes: vec![world.clone()],
            interval: FIRST_INTERVAL,
            end: world,
            trouble: None,
        };
        run.go_on(&mut scratch, progress);
        run
    }

    fn go_on(&mut self, scratch: &mut Scratch<P>, progress: &mut dyn FnMut(u32)) {
        loop {
            match self.end.advance(&mut self.history, scratch) {
                Advance::Stepped => {
                    self.keep_frame();
                    if self.end.step().is_multiple_of(4096) {
                        progress(self.end.step());
                    }
                }
                Advance::Ended => return,
                Advance::Trouble(trouble) => {
                    self.trouble = Some(trouble);
                    return;
                }
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
