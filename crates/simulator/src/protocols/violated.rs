//! What a violation says: what happened, in a sentence; what went wrong, in
//! three words at most; what it comes to, after the sentence of its step; what
//! proves it.

use antipaxos_paxos::describe::{Names, all_of};
use antipaxos_paxos::{Ballot, Value};

use super::picture::quoted;
use crate::monitor::paxos::{Manner, Monitor, Violation};
use crate::protocol::{Headline, HeadlineKind};

/// A violation in words.
struct Told<'a> {
    names: &'a Names,
    violation: &'a Violation,
}

pub(super) fn headline(names: &Names, violation: &Violation) -> Headline {
    let told = Told { names, violation };
    Headline {
        kind: HeadlineKind::Violation,
        short: short(violation).to_string(),
        text: format!("Broken{}: {}.", told.place(" in "), told.happened()),
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

/// What the step that the violation was found in comes to: a short sentence
/// that follows the one about the step.
pub(super) fn outcome(names: &Names, violation: &Violation) -> String {
    Told { names, violation }.outcome()
}

impl Told<'_> {
    fn node(&self) -> &str {
        self.names.node(self.violation.node)
    }

    /// What was voted for, learned, executed.
    fn value(&self) -> String {
        named(self.violation.values.0.as_ref())
    }

    /// What stood against it.
    fn other(&self) -> String {
        named(self.violation.values.1.as_ref())
    }

    fn ballot(&self, ballot: Option<Ballot>) -> String {
        ballot.map_or_else(|| "no ballot".to_string(), |ballot| self.names.show(ballot).to_string())
    }

    /// The ballot that it happened in.
    fn newer(&self) -> String {
        self.ballot(self.violation.ballots.0)
    }

    /// The ballot that stood against it.
    fn was(&self) -> String {
        self.ballot(self.violation.ballots.1)
    }

    /// ` in #1`, or nothing where there is no slot.
    fn place(&self, word: &str) -> String {
        self.violation.slot.map_or_else(String::new, |slot| format!("{word}{slot}"))
    }

    /// What happened: who did what, and what stood against it.
    fn happened(&self) -> String {
        let Violation { monitor, ballots, values, manner, .. } = self.violation;
        let (node, value, other) = (self.node(), self.value(), self.other());
        let (new, was) = (self.newer(), self.was());
        match monitor {
            Monitor::Agreement => {
                let was = if new == was { "that ballot" } else { &was };
                format!("{node}'s vote made {value} chosen in {new}, though {other} had been chosen in {was}")
            }
            Monitor::Validity => {
                format!("{node}'s vote made {value} chosen in {new}, though nobody had asked for it")
            }
            Monitor::LearnedImpliesChosen if values.1.is_some() => {
                format!("{node} took {value} for chosen, though {other} had been chosen in {was}")
            }
            Monitor::LearnedImpliesChosen => {
                format!("{node} took {value} for chosen, though nothing had been chosen")
            }
            Monitor::PromiseMonotone if *manner == Manner::Restart => {
                let left = if ballots.0.is_some() { &new } else { "none" };
                format!("{node} had promised {was}, and came back with {left} after a restart")
            }
            Monitor::PromiseMonotone => format!("{node} promised {new}, though it had promised {was}"),
            Monitor::PromiseKept => {
                format!("{node} voted for {value} in {new}, though it had promised {was}")
            }
            Monitor::BallotOwned => {
                if let Manner::OfOther(first) = manner {
                    format!("{node} used ballot {new}, which {} had started", self.names.node(*first))
                } else if *manner == Manner::Again {
                    format!("{node} started ballot {new} a second time")
                } else {
                    format!("{node} used ballot {new}, which was not its own")
                }
            }
            Monitor::OneValuePerBallot => {
                let did = if *manner == Manner::Voted { "voted for" } else { "proposed" };
                format!("{node} {did} {value} in {new}, though that ballot had {other}")
            }
            Monitor::VotesSafe => self.unsafe_vote(),
            Monitor::PromiseTrue => match values {
                (Some(_), Some(_)) => format!(
                    "{node} reported a vote for {value} in {new}, though its last was for {other} in {was}"
                ),
                (Some(_), None) => {
                    format!("{node} reported a vote for {value} in {new}, though it had cast none")
                }
                (None, _) => {
                    format!("{node} promised {new} and left out its vote for {other} in {was}")
                }
            },
            Monitor::ChosenStable => {
                format!("{value} was said to be chosen in {new}, though no quorum's votes showed it")
            }
            Monitor::LogsAgree => {
                format!("{node} learned {value}, though {other} had been learned elsewhere")
            }
            Monitor::Execution => {
                if let Manner::Due(due) = manner {
                    format!("{node} executed {value}, though {due} was next")
                } else {
                    format!("{node} told a lower commit index than before")
                }
            }
            Monitor::MachinesAgree => {
                let upto = self.place(" up to ");
                format!("{node} had executed{upto} and held another state than the first to get there")
            }
            Monitor::GapsFilled => format!(
                "{node} filled a gap with {value} in {new}, though nobody in its quorum had voted for it"
            ),
            Monitor::ExactlyOnce if *manner == Manner::Skipped => {
                format!("{node} passed over {value}, though it had not executed it before")
            }
            Monitor::ExactlyOnce => format!("{node} executed {value} a second time"),
            Monitor::Linearizable => {
                let outcome = self.violation.outcome;
                let told = outcome.map_or_else(|| "nothing".to_string(), |told| format!("“{told}”"));
                format!("{node} answered {value} with {told}, which no order of the requests explains")
            }
            Monitor::DurableFirst if *manner == Manner::Told => {
                format!("{node} told what it held{} before that was on its disk", self.place(" up to "))
            }
            Monitor::DurableFirst => {
                let what = if values.0.is_some() {
                    format!("its vote for {value} in {new}")
                } else {
                    format!("ballot {new}")
                };
                format!("{node} relied on {what} before that was on its disk")
            }
        }
    }

    /// A vote that a lower ballot contradicts, or may.
    fn unsafe_vote(&self) -> String {
        let (node, value, new) = (self.node(), self.value(), self.newer());
        let voted = format!("{node} voted for {value} in {new}");
        if let Manner::Undermined { ballot, value: late } = self.violation.manner {
            let (late, ballot) = (quoted(&late), self.names.show(ballot));
            return format!(
                "{node} voted for {late} in {ballot}, after which the vote for {value} in {new} was safe no more"
            );
        }
        if let Manner::Against(choice) = self.violation.manner {
            let (other, ballot) = (quoted(&choice.value), self.names.show(choice.ballot));
            return format!("{voted}, though {other} had been chosen in {ballot}");
        }
        match self.violation.ballots {
            (Some(new), Some(was)) if new == was => {
                format!("{voted}, though no quorum had promised that ballot")
            }
            (_, Some(_)) => format!("{voted}, though another value could still be chosen in {}", self.was()),
            (_, None) => format!("{voted}, though another value could still be chosen"),
        }
    }

    /// What the step comes to.
    fn outcome(&self) -> String {
        let Violation { monitor, values, manner, .. } = self.violation;
        let plain = match monitor {
            Monitor::Agreement => "Now two values are chosen.",
            Monitor::Validity => "Now a value is chosen that nobody asked for.",
            Monitor::LearnedImpliesChosen => {
                let (value, other, place) = (self.value(), self.other(), self.place(" in "));
                return format!("It takes {value} for chosen{place}, but {other} was.");
            }
            Monitor::PromiseMonotone => return format!("Its promise of {} is forgotten.", self.was()),
            Monitor::PromiseKept => return format!("That breaks its promise of {}.", self.was()),
            Monitor::BallotOwned => {
                if let Manner::OfOther(first) = manner {
                    return format!("But {} started that ballot.", self.names.node(*first));
                } else if *manner == Manner::Again {
                    "But it had started that ballot before."
                } else {
                    "But that ballot is not its own."
                }
            }
            Monitor::OneValuePerBallot => "Now that ballot has two values.",
            Monitor::VotesSafe => return self.unsafe_outcome(),
            Monitor::PromiseTrue => match values {
                (Some(_), Some(_)) => "But that was not its last vote.",
                (Some(_), None) => "But it had cast no such vote.",
                (None, _) => {
                    let (place, was) = (self.place(" in "), self.was());
                    return format!("Its Promise leaves its vote{place} at {was} out.");
                }
            },
            Monitor::ChosenStable => "But no quorum's votes show that.",
            Monitor::LogsAgree => "Now two logs disagree.",
            Monitor::Execution => {
                if let Manner::Due(due) = manner {
                    return format!("It executes {}, but {due} was next.", self.value());
                }
                "Its commit index is lower than before."
            }
            Monitor::MachinesAgree => "Now two states differ.",
            Monitor::GapsFilled => return format!("Nobody in its quorum had voted for {}.", self.value()),
            Monitor::ExactlyOnce if *manner == Manner::Skipped => {
                return format!("It passes over {}, but had not executed it.", self.value());
            }
            Monitor::ExactlyOnce => return format!("It has executed {} twice now.", self.value()),
            Monitor::Linearizable => "No order of the requests explains that answer.",
            Monitor::DurableFirst => "But not all of that was on its disk.",
        };
        plain.to_string()
    }

    /// What a vote comes to that a lower ballot contradicts, or may.
    fn unsafe_outcome(&self) -> String {
        let manner = self.violation.manner;
        let why = if let Manner::Undermined { .. } = manner {
            return "Now a vote in a higher ballot is unsafe.".to_string();
        } else if let Manner::Against(choice) = manner {
            format!("{} was chosen in {}", quoted(&choice.value), self.names.show(choice.ballot))
        } else {
            match self.violation.ballots {
                (Some(new), Some(was)) if new == was => "no quorum promised that ballot".to_string(),
                (_, Some(_)) => format!("another value may still be chosen in {}", self.was()),
                (_, None) => "another value may still be chosen".to_string(),
            }
        };
        format!("Its vote for {} is unsafe: {why}.", self.value())
    }
}

fn named(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_string(), quoted)
}

/// `Steps 7, 9 and 12 prove it; rule R1 (accept-checks-promised) would have
/// stopped it.`
fn proof(violation: &Violation) -> String {
    let steps: Vec<String> = violation.steps.iter().map(u32::to_string).collect();
    let shown = match steps.as_slice() {
        [] => String::new(),
        [one] => format!("Step {one} proves it"),
        several => format!("Steps {} prove it", all_of(several)),
    };
    let rule = violation.rule;
    let rule = rule.id().map_or_else(|| rule.name().to_string(), |id| format!("{id} ({})", rule.name()));
    format!("{shown}; rule {rule} would have stopped it.")
}
