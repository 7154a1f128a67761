//! What a violation says: what happened, in a sentence; what went wrong, in
//! three words at most; what it comes to, after the sentence of its step; what
//! proves it.

use antipaxos_paxos::Value;
use antipaxos_paxos::describe::Names;

use super::picture::quoted;
use crate::monitor::paxos::{Manner, Monitor, Violation};
use crate::protocol::{Headline, HeadlineKind};

pub(super) fn headline(names: &Names, violation: &Violation) -> Headline {
    let at = violation.slot.map_or_else(String::new, |slot| format!(" in {slot}"));
    Headline {
        kind: HeadlineKind::Violation,
        short: short(violation).to_string(),
        text: format!("Broken{at}: {}.", happened(names, violation)),
        proof: proof(violation),
    }
}

/// What went wrong, for a marker.
fn short(violation: &Violation) -> &'static str {
    match violation.monitor {
        Monitor::Agreement => "two values chosen",
        Monitor::Validity => "unasked value chosen",
        Monitor::LearnedImpliesChosen => "unchosen value learned",
        Monitor::PromiseMonotone => "forgotten promise",
        Monitor::PromiseKept => "broken promise",
        Monitor::BallotOwned => "ballot used twice",
        Monitor::OneValuePerBallot => "ballot changed value",
        Monitor::VotesSafe => "unsafe vote",
        Monitor::PromiseTrue => "false report",
        Monitor::ChosenStable => "choice undone",
        Monitor::LogsAgree => "logs disagree",
        Monitor::Execution if violation.manner == Manner::Told => "commit index fell",
        Monitor::Execution => "out of order",
        Monitor::MachinesAgree => "states differ",
        Monitor::GapsFilled => "gap filled wrongly",
        Monitor::ExactlyOnce if violation.manner == Manner::Skipped => "command skipped",
        Monitor::ExactlyOnce => "executed twice",
        Monitor::Linearizable => "impossible answer",
        Monitor::DurableFirst => "sent before written",
    }
}

/// What happened: who did what, and what stood against it.
fn happened(names: &Names, violation: &Violation) -> String {
    let Violation { monitor, slot, ballots: (new, was), values: (value, other), manner, .. } = violation;
    let node = names.node(violation.node);
    let ballot = |ballot: &Option<antipaxos_paxos::Ballot>| {
        ballot.map_or_else(|| "no ballot".to_string(), |ballot| names.show(ballot).to_string())
    };
    let (new, was) = (|| ballot(new), || ballot(was));
    let named = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_string(), quoted);
    let (value, other) = (|| named(value), || named(other));
    match monitor {
        Monitor::Agreement => {
            let (value, new, other, was) = (value(), new(), other(), was());
            let was = if new == was { "that ballot" } else { &was };
            format!("{node}'s vote made {value} chosen in {new}, though {other} had been chosen in {was}")
        }
        Monitor::Validity => {
            format!("{node}'s vote made {} chosen in {}, though nobody had asked for it", value(), new())
        }
        Monitor::LearnedImpliesChosen if violation.values.1.is_some() => {
            let (value, other, was) = (value(), other(), was());
            format!("{node} took {value} for chosen, though {other} had been chosen in {was}")
        }
        Monitor::LearnedImpliesChosen => {
            format!("{node} took {} for chosen, though nothing had been chosen", value())
        }
        Monitor::PromiseMonotone if *manner == Manner::Restart => {
            let left =
                violation.ballots.0.map_or_else(|| "with none".to_string(), |_| format!("with {}", new()));
            format!("{node} had promised {}, and came back {left} after a restart", was())
        }
        Monitor::PromiseMonotone => format!("{node} promised {}, though it had promised {}", new(), was()),
        Monitor::PromiseKept => {
            format!("{node} voted for {} in {}, though it had promised {}", value(), new(), was())
        }
        Monitor::BallotOwned => match manner {
            Manner::OfOther(first) => {
                format!("{node} used ballot {}, which {} had started", new(), names.node(*first))
            }
            Manner::Again => format!("{node} started ballot {} a second time", new()),
            Manner::Plain
            | Manner::Restart
            | Manner::Voted
            | Manner::Against(_)
            | Manner::Undermined { .. }
            | Manner::Skipped
            | Manner::Due(_)
            | Manner::Told => format!("{node} used ballot {}, which was not its own", new()),
        },
        Monitor::OneValuePerBallot => {
            let did = if *manner == Manner::Voted { "voted for" } else { "proposed" };
            format!("{node} {did} {} in {}, though that ballot had {}", value(), new(), other())
        }
        Monitor::VotesSafe => unsafe_vote(names, violation),
        Monitor::PromiseTrue => match violation.values {
            (Some(_), Some(_)) => {
                let (value, new, other, was) = (value(), new(), other(), was());
                format!(
                    "{node} reported a vote for {value} in {new}, though its last was for {other} in {was}"
                )
            }
            (Some(_), None) => {
                format!("{node} reported a vote for {} in {}, though it had cast none", value(), new())
            }
            (None, _) => {
                format!("{node} promised {} and left out its vote for {} in {}", new(), other(), was())
            }
        },
        Monitor::ChosenStable => {
            format!("{} was said to be chosen in {}, though no quorum's votes showed it", value(), new())
        }
        Monitor::LogsAgree => {
            format!("{node} learned {}, though {} had been learned elsewhere", value(), other())
        }
        Monitor::Execution => match manner {
            Manner::Due(due) => format!("{node} executed {}, though {due} was next", value()),
            Manner::Told
            | Manner::Plain
            | Manner::Restart
            | Manner::OfOther(_)
            | Manner::Again
            | Manner::Voted
            | Manner::Against(_)
            | Manner::Undermined { .. }
            | Manner::Skipped => format!("{node} told a lower commit index than before"),
        },
        Monitor::MachinesAgree => {
            let upto = slot.map_or_else(String::new, |slot| format!(" up to {slot}"));
            format!("{node} had executed{upto} and held another state than the first to get there")
        }
        Monitor::GapsFilled => {
            let (value, new) = (value(), new());
            format!("{node} filled a gap with {value} in {new}, though nobody in its quorum had voted for it")
        }
        Monitor::ExactlyOnce if *manner == Manner::Skipped => {
            format!("{node} passed over {}, though it had not executed it before", value())
        }
        Monitor::ExactlyOnce => format!("{node} executed {} a second time", value()),
        Monitor::Linearizable => {
            let told = violation.outcome.map_or_else(|| "nothing".to_string(), |told| format!("“{told}”"));
            format!("{node} answered {} with {told}, which no order of the requests explains", value())
        }
        Monitor::DurableFirst if *manner == Manner::Told => {
            let upto = slot.map_or_else(String::new, |slot| format!(" up to {slot}"));
            format!("{node} told what it held{upto} before that was on its disk")
        }
        Monitor::DurableFirst => {
            let vote = violation.values.0.map_or_else(
                || format!("ballot {}", new()),
                |value| format!("its vote for {} in {}", quoted(&value), new()),
            );
            format!("{node} relied on {vote} before that was on its disk")
        }
    }
}

/// A vote that a lower ballot contradicts, or may.
fn unsafe_vote(names: &Names, violation: &Violation) -> String {
    let node = names.node(violation.node);
    let value = violation.values.0.as_ref().map_or_else(|| "nothing".to_string(), quoted);
    let (new, was) = violation.ballots;
    let show = |ballot: Option<antipaxos_paxos::Ballot>| {
        ballot.map_or_else(String::new, |ballot| names.show(ballot).to_string())
    };
    let voted = format!("{node} voted for {value} in {}", show(new));
    match violation.manner {
        Manner::Undermined { ballot, value: late } => {
            let (late, ballot) = (quoted(&late), names.show(ballot));
            format!(
                "{node} voted for {late} in {ballot}, after which the vote for {value} in {} was safe no more",
                show(new)
            )
        }
        Manner::Against(choice) => {
            let (other, ballot) = (quoted(&choice.value), names.show(choice.ballot));
            format!("{voted}, though {other} had been chosen in {ballot}")
        }
        Manner::Plain
        | Manner::Restart
        | Manner::OfOther(_)
        | Manner::Again
        | Manner::Voted
        | Manner::Skipped
        | Manner::Due(_)
        | Manner::Told => match violation.ballots {
            (Some(new), Some(was)) if new == was => {
                format!("{voted}, though no quorum had promised that ballot")
            }
            (Some(_) | None, Some(_) | None) => {
                format!("{voted}, though another value could still be chosen in {}", show(was))
            }
        },
    }
}

/// What the step that the violation was found in comes to: a short sentence
/// that follows the one about the step.
pub(super) fn outcome(names: &Names, violation: &Violation) -> String {
    let Violation { slot, ballots: (_, was), values: (value, other), manner, .. } = violation;
    let named = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_string(), quoted);
    let place = || slot.map_or_else(String::new, |slot| format!(" in {slot}"));
    let was = || was.map_or_else(|| "a ballot".to_string(), |ballot| names.show(ballot).to_string());
    let plain = match violation.monitor {
        Monitor::Agreement => "Now two values are chosen.",
        Monitor::Validity => "Now a value is chosen that nobody asked for.",
        Monitor::LearnedImpliesChosen => {
            return format!("It takes {} for chosen{}, but {} was.", named(value), place(), named(other));
        }
        Monitor::PromiseMonotone => return format!("Its promise of {} is forgotten.", was()),
        Monitor::PromiseKept => return format!("That breaks its promise of {}.", was()),
        Monitor::BallotOwned => match manner {
            Manner::OfOther(first) => return format!("But {} started that ballot.", names.node(*first)),
            Manner::Again => "But it had started that ballot before.",
            Manner::Plain
            | Manner::Restart
            | Manner::Voted
            | Manner::Against(_)
            | Manner::Undermined { .. }
            | Manner::Skipped
            | Manner::Due(_)
            | Manner::Told => "But that ballot is not its own.",
        },
        Monitor::OneValuePerBallot => "Now that ballot has two values.",
        Monitor::VotesSafe => return unsafe_outcome(names, violation),
        Monitor::PromiseTrue => match (value, other) {
            (Some(_), Some(_)) => "But that was not its last vote.",
            (Some(_), None) => "But it had cast no such vote.",
            (None, _) => return format!("Its Promise leaves its vote{} at {} out.", place(), was()),
        },
        Monitor::ChosenStable => "But no quorum's votes show that.",
        Monitor::LogsAgree => "Now two logs disagree.",
        Monitor::Execution => match manner {
            Manner::Due(due) => return format!("It executes {}, but {due} was next.", named(value)),
            Manner::Told
            | Manner::Plain
            | Manner::Restart
            | Manner::OfOther(_)
            | Manner::Again
            | Manner::Voted
            | Manner::Against(_)
            | Manner::Undermined { .. }
            | Manner::Skipped => "Its commit index is lower than before.",
        },
        Monitor::MachinesAgree => "Now two states differ.",
        Monitor::GapsFilled => return format!("Nobody in its quorum had voted for {}.", named(value)),
        Monitor::ExactlyOnce if *manner == Manner::Skipped => {
            return format!("It passes over {}, but had not executed it.", named(value));
        }
        Monitor::ExactlyOnce => return format!("It has executed {} twice now.", named(value)),
        Monitor::Linearizable => "No order of the requests explains that answer.",
        Monitor::DurableFirst => "But not all of that was on its disk.",
    };
    plain.to_string()
}

/// What a vote comes to that a lower ballot contradicts, or may.
fn unsafe_outcome(names: &Names, violation: &Violation) -> String {
    let value = violation.values.0.as_ref().map_or_else(|| "nothing".to_string(), quoted);
    let why = match violation.manner {
        Manner::Undermined { .. } => return "Now a vote in a higher ballot is unsafe.".to_string(),
        Manner::Against(choice) => {
            format!("{} was chosen in {}", quoted(&choice.value), names.show(choice.ballot))
        }
        Manner::Plain
        | Manner::Restart
        | Manner::OfOther(_)
        | Manner::Again
        | Manner::Voted
        | Manner::Skipped
        | Manner::Due(_)
        | Manner::Told => match violation.ballots {
            (Some(new), Some(was)) if new == was => "no quorum promised that ballot".to_string(),
            (Some(_) | None, Some(was)) => {
                format!("another value may still be chosen in {}", names.show(was))
            }
            (Some(_) | None, None) => "another value may still be chosen".to_string(),
        },
    };
    format!("Its vote for {value} is unsafe: {why}.")
}

/// `Steps 7, 9 and 12 prove it; rule R1 (accept-checks-promised) would have
/// stopped it.`
fn proof(violation: &Violation) -> String {
    let steps: Vec<String> = violation.steps.iter().map(u32::to_string).collect();
    let shown = match steps.as_slice() {
        [] => String::new(),
        [one] => format!("Step {one} proves it"),
        [first @ .., last] => format!("Steps {} and {last} prove it", first.join(", ")),
    };
    let rule = violation.rule;
    let rule = rule.id().map_or_else(|| rule.name().to_string(), |id| format!("{id} ({})", rule.name()));
    format!("{shown}; rule {rule} would have stopped it.")
}
