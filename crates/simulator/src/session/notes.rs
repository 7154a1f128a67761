//! At which step each note is shown.

use super::Note;
use crate::action::Condition;
use crate::protocol::Protocol;
use crate::protocols::Paxos;
use crate::run::Run;
use crate::scenario::{Act, Scenario, Statement, When};

/// Where each note is shown: at its step, at the last step before its time, at
/// the step that sends its message, at the step that makes its condition true,
/// or behind the script line that it follows. What waits for something that never
/// comes is not shown: it would be false.
pub(super) fn place(scenario: &Scenario, run: &Run<Paxos>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut scripted = 0;
    for line in &scenario.lines {
        match &line.statement {
            Some(Statement::Do { when: When::Next, act }) => scripted += parts(act),
            Some(Statement::Do { when: When::Repeat { count, beat: None }, act }) => {
                scripted += parts(act) * u64::from(*count);
            }
            Some(Statement::Note { when, text }) => {
                let scripted = u32::try_from(scripted).unwrap_or(u32::MAX);
                if let Some(step) = step_of(*when, scripted, run) {
                    notes.push(Note { step: step.min(run.last()), text: text.clone() });
                }
            }
            Some(_) | None => {}
        }
    }
    notes
}

fn parts(act: &Act) -> u64 {
    match act {
        Act::Messages { from, to, .. } => u64::try_from(from.len() * to.len()).unwrap_or(u64::MAX),
        Act::One(_) | Act::It(_) => 1,
    }
}

fn step_of(when: When, scripted: u32, run: &Run<Paxos>) -> Option<u32> {
    let history = run.history();
    match when {
        When::Next | When::Repeat { .. } => Some(scripted),
        When::After { step } => (step <= run.last()).then_some(step),
        When::At { ms } => {
            let before = (0..history.len()).take_while(|step| history.step(*step).at_ms <= ms);
            Some(before.filter(|step| !history.step(*step).folded).last().unwrap_or(0))
        }
        When::On { nth, pattern } => {
            let fits = history
                .messages()
                .iter()
                .filter(|sent| pattern.fits(sent.from, sent.to, Paxos::tags(&sent.message)));
            fits.map(|sent| sent.sent).nth(nth as usize - 1)
        }
        When::Once(condition) => first(condition, run),
    }
}

/// The first step after which it is so. The history does not tell, so the run is
/// played once more.
fn first(condition: Condition, run: &Run<Paxos>) -> Option<u32> {
    let mut world = run.world_at(0);
    while !world.holds(condition) && world.step() < run.last() {
        let next = world.step() + 1;
        run.seek(&mut world, next);
    }
    world.holds(condition).then_some(world.step())
}
