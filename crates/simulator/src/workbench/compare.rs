//! Two runs side by side: where they part, and what came of it.

use crate::scenario::{derive, print};
use crate::session::Session;
use crate::transcript::happening;

/// Where two runs part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The first step in which they differ; none if they are the same.
    pub step: Option<u32>,
    /// All of it in a few sentences.
    pub words: String,
    /// What happens there in each; none where the run has ended before.
    pub happenings: [Option<String>; 2],
    /// What is true of one run's end and not of the other's, as expectations.
    pub ends: [Vec<String>; 2],
}

impl Comparison {
    /// Compares two runs by name.
    #[must_use]
    pub fn of(one: (&str, &Session), other: (&str, &Session)) -> Self {
        let step = first_difference(one.1, other.1);
        let happenings = [one.1, other.1].map(|session| {
            let step = step.filter(|step| *step <= session.run().last())?;
            Some(happening(session.run(), step))
        });
        let [mine, yours] = [one.1, other.1].map(claims);
        let ends = [without(&mine, &yours), without(&yours, &mine)];
        let words = words([one.0, other.0], step, &happenings, &ends);
        Self { step, words, happenings, ends }
    }
}

/// The first step whose history differs. Fingerprints of histories that differ
/// differ from there on, so it is found by halving.
fn first_difference(one: &Session, other: &Session) -> Option<u32> {
    let mark = |session: &Session, step| session.run().history().fingerprint(step);
    let same = |step| mark(one, step) == mark(other, step);
    let last = one.run().last().min(other.run().last());
    if same(last) {
        return (one.run().last() != other.run().last()).then_some(last + 1);
    }
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low + (high - low) / 2;
        if same(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Some(low)
}

fn claims(session: &Session) -> Vec<String> {
    let run = session.run();
    derive::expectations(run).iter().map(|expectation| print::claim(expectation, run.names())).collect()
}

fn without(these: &[String], those: &[String]) -> Vec<String> {
    these.iter().filter(|claim| !those.contains(claim)).cloned().collect()
}

fn words(
    names: [&str; 2],
    step: Option<u32>,
    happenings: &[Option<String>; 2],
    ends: &[Vec<String>; 2],
) -> String {
    let Some(step) = step else {
        return format!("“{}” and “{}” are the same, step by step.", names[0], names[1]);
    };
    let mut text = match step {
        0 => "They differ from the start.".to_string(),
        1 => "They differ from step 1 on.".to_string(),
        _ => format!("They are the same up to step {}.", step - 1),
    };
    for (name, happening) in names.iter().zip(happenings) {
        match happening {
            Some(happening) => text += &format!(" Step {step} of “{name}”: {happening}."),
            None => text += &format!(" “{name}” has ended by then."),
        }
    }
    for (name, end) in names.iter().zip(ends) {
        if !end.is_empty() {
            text += &format!(" At the end of “{name}”: {}.", end.join(", "));
        }
    }
    text
}
