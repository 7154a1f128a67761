//! The words for the votes that a Promise carries, and for what a new leader
//! makes of them.

use antipaxos_paxos::describe::all_of;
use antipaxos_paxos::{Fact, Message, Origin, Rule, Slot, Vote};

use super::Teller;
use crate::narrate::Sentence;
use crate::protocols::evidence::number;

/// So many are told one by one.
const FEW: usize = 3;

/// `its vote in #1: “set x 1” at 1.P1`; two as a list; more as a count, since
/// each takes much of a sentence, which has three lines on a phone.
pub(super) fn votes<'a>(say: Sentence<'a>, votes: &[(Slot, Vote)]) -> Sentence<'a> {
    let told = |say: Sentence<'a>, (slot, vote): &(Slot, Vote)| {
        say.value(&vote.value).text(" in ").slot(*slot).text(" at ").ballot(vote.ballot)
    };
    match votes {
        [] => say.text("no vote"),
        [(slot, vote)] => {
            let say = say.text("its vote in ").slot(*slot).text(": ").value(&vote.value);
            say.text(" at ").ballot(vote.ballot)
        }
        [one, two] => told(told(say.text("its votes: "), one).text(" and "), two),
        [(first, _), .., (last, _)] => {
            let say = say.text(&format!("{} votes, from ", votes.len())).slot(*first);
            say.text(" to ").slot(*last)
        }
    }
}

/// `#1, #2 and #4`; of many the first and the last.
fn slots(slots: &[Slot]) -> String {
    match slots {
        [first, .., last] if slots.len() > FEW => format!("{first} to {last}"),
        few => all_of(&few.iter().map(Slot::to_string).collect::<Vec<_>>()),
    }
}

impl Teller<'_> {
    /// The votes that the sender reports, when a Prepare is promised.
    pub(super) fn promised_votes(&self) -> &[(Slot, Vote)] {
        let promise = self.sent.iter().find_map(|message| {
            if let Message::Promise { votes, .. } = message { Some(&votes[..]) } else { None }
        });
        promise.unwrap_or_default()
    }

    /// What a new leader proposes in the slots that it finds open, where that
    /// is more than one thing. None where a rule about it is switched off.
    pub(super) fn takeover(&self, facts: &[Fact]) -> Option<String> {
        const RULES: [Rule; 6] = [
            Rule::AdoptReportedVote,
            Rule::PromiseReportsVote,
            Rule::OneReportIsEnough,
            Rule::AdoptHighestBallot,
            Rule::LeaderAdoptsVotes,
            Rule::NoOpOnlyInHoles,
        ];
        let (mut adopted, mut holes) = (Vec::new(), Vec::new());
        for fact in facts {
            let Fact::Proposed { slot, origin, .. } = fact else { continue };
            match origin {
                Origin::Adopted { .. } => adopted.push(*slot),
                Origin::Hole => holes.push(*slot),
                Origin::Own => {}
            }
        }
        let kept = RULES.iter().all(|rule| self.config.rules.keeps(*rule));
        if !kept || adopted.len() + holes.len() < 2 {
            return None;
        }
        let adopts = match adopted.len() {
            0 => None,
            1 => Some(format!("adopts the value reported in {}", slots(&adopted))),
            many => Some(format!("adopts {} reported values, in {}", number(many), slots(&adopted))),
        };
        let fills = match holes.len() {
            0 => None,
            1 => Some(format!("fills a hole, {}, with a no-op", slots(&holes))),
            many => Some(format!("fills {} holes, {}, with no-ops", number(many), slots(&holes))),
        };
        let all: Vec<String> = adopts.into_iter().chain(fills).collect();
        Some(format!("It {}.", all.join(", and ")))
    }
}
