//! The sentence for a proposal: the value, where it comes from, and, where a
//! missing rule let another one be proposed, which one the rule asks for.

use antipaxos_paxos::{Adopts, Ballot, NodeId, NodeSet, Origin, Rule, Slot, Value, Variant, Vote};

use super::Teller;
use crate::narrate::Sentence;
use crate::protocols::evidence::list;

/// What a proposer with a value of its own goes by.
const FREE: [Rule; 6] = [
    Rule::AdoptReportedVote,
    Rule::OneReportIsEnough,
    Rule::PromisesPerAcceptor,
    Rule::PromisesOfThisBallot,
    Rule::OneValuePerBallot,
    Rule::PhaseOneFirst,
];

/// The vote that binds: the one with the highest ballot.
fn highest(reports: &[(NodeId, Vote)]) -> Option<Vote> {
    reports.iter().map(|(_, vote)| *vote).max_by_key(|vote| vote.ballot)
}

impl<'a> Teller<'a> {
    pub(super) fn proposed(
        &self,
        (ballot, slot): (Ballot, Slot),
        value: Value,
        origin: Origin,
    ) -> (Sentence<'a>, Rule) {
        let say = self.say();
        let place = |say: Sentence<'a>| say.text(" in ").slot(slot).text(" at ").ballot(ballot);
        let keeps = |rule: &Rule| self.config.rules.keeps(*rule);
        match origin {
            Origin::Own if self.config.variant == Variant::Multi => {
                let say = place(say.text(" leads, so it proposes ").value(&value));
                let rules = [Rule::PhaseOneOpensAllSlots, Rule::LeaderAdoptsVotes, Rule::OneValuePerBallot];
                self.because(say, " at once, without another phase 1.", &rules)
            }
            Origin::Own if FREE.iter().all(keeps) => {
                let say = say.text(" has a quorum of promises and none reports a vote: it");
                let say = place(say.text(" proposes its own value, ").value(&value).text(","));
                let silent = !keeps(&Rule::PromiseReportsVote);
                let cast = if silent { self.past.unreported(self.node, ballot, slot) } else { Vec::new() };
                match highest(&cast) {
                    Some(vote) => self.though(say, &cast, vote, Rule::PromiseReportsVote),
                    None => (say.text("."), Rule::AdoptReportedVote),
                }
            }
            Origin::Own => {
                let reports = self.past.reported(self.node, ballot, slot);
                let say = place(say.text(" proposes its own value, ").value(&value).text(","));
                let off = FREE[..2].iter().find(|rule| !keeps(rule));
                match (off, highest(&reports)) {
                    (Some(off), Some(vote)) => self.though(say, &reports, vote, *off),
                    (_, _) => self.because(say, ".", &FREE),
                }
            }
            Origin::Adopted { ballot: voted, reporter } => {
                let reports = self.past.reported(self.node, ballot, slot);
                let several = reports.iter().any(|(_, vote)| vote.ballot != voted);
                let bound = highest(&reports).filter(|vote| vote.value != value);
                if let Some(vote) = bound.filter(|_| !keeps(&Rule::AdoptHighestBallot)) {
                    let say = place(say.text(" proposes ").value(&value)).text(": ");
                    let say = say.node(reporter).text("'s vote at ").ballot(voted);
                    return (self.instead(say, vote), Rule::AdoptHighestBallot);
                }
                let say = place(say.text(" must propose ").value(&value));
                let say = say.text(": ").node(reporter).text(" reports a vote for it at ").ballot(voted);
                if several {
                    let why = ", the highest of its quorum, and it may be chosen already.";
                    (say.text(why), Rule::AdoptHighestBallot)
                } else {
                    (say.text(", and it may be chosen already."), Rule::AdoptReportedVote)
                }
            }
            Origin::Hole => {
                let say = say.text(" fills ").slot(slot).text(" with a no-op at ").ballot(ballot);
                let rules = [Rule::NoOpOnlyInHoles, Rule::LeaderAdoptsVotes];
                let off = rules.iter().find(|rule| !keeps(rule));
                let reports = off.map(|_| self.past.reported(self.node, ballot, slot)).unwrap_or_default();
                match (off, highest(&reports)) {
                    (Some(off), Some(vote)) => self.though(say, &reports, vote, *off),
                    (_, _) => {
                        let why = ": no promise reports a vote there, and later slots must not wait.";
                        self.because(say, why, &rules)
                    }
                }
            }
        }
    }

    /// The votes that speak against a proposal, and the rule that would have
    /// minded them.
    fn though(
        &self,
        say: Sentence<'a>,
        votes: &[(NodeId, Vote)],
        bound: Vote,
        off: Rule,
    ) -> (Sentence<'a>, Rule) {
        let binding = votes.iter().filter(|(_, vote)| vote.ballot == bound.ballot);
        let voters: NodeSet = binding.map(|(node, _)| *node).collect();
        let reported = off != Rule::PromiseReportsVote;
        let say = list(say.text(", though "), voters);
        let say = say.text(match (reported, voters.len() == 1) {
            (true, true) => " reports a vote for ",
            (true, false) => " report votes for ",
            (false, _) => " voted for ",
        });
        let say = say.value(&bound.value).text(" at ").ballot(bound.ballot).text(". ");
        (self.with(say, off, bound).text("."), off)
    }

    /// The vote that was adopted in place of the one that binds.
    fn instead(&self, say: Sentence<'a>, bound: Vote) -> Sentence<'a> {
        let say = say.text(match self.config.rules.adopts() {
            Adopts::Last => ", the report that came last. ",
            Adopts::Any => ", the report of the acceptor that is named first. ",
            Adopts::Lowest => ", the lowest ballot reported. ",
            Adopts::Highest => ". ",
        });
        self.with(say, Rule::AdoptHighestBallot, bound).text(" (").ballot(bound.ballot).text(").")
    }

    /// What the missing rule asks for.
    fn with(&self, say: Sentence<'a>, off: Rule, bound: Vote) -> Sentence<'a> {
        let id = off.id().unwrap_or_default();
        let say = say.text(&format!("{id} is off: with it, ")).node(self.node);
        say.text(" would have to propose ").value(&bound.value)
    }
}
