//! Where popular tellings of Paxos put a rule differently, or say more than is
//! true: what they say, and what holds. The table of words is in
//! docs/PROTOCOL.md.

use crate::rules::Rule;

impl Rule {
    /// What popular tellings say of the rule, and what is so, in a line; none
    /// where they say the same.
    #[must_use]
    pub const fn popular(self) -> Option<&'static str> {
        match self {
            Self::AcceptChecksPromised => Some(
                "Popular tellings say that it compares with the highest proposal that it has accepted. It has to be the highest that it has promised: otherwise two values can be chosen.",
            ),
            Self::PrepareChecksPromised => Some(
                "Popular tellings say that it compares with the highest proposal that it has accepted. It has to be the highest that it has promised: a promise counts from the moment it is given.",
            ),
            Self::AdoptReportedVote => Some(
                "Popular tellings say that the proposer learns an agreed value. It hears of votes, and of one vote it cannot tell whether others agree: so it has to treat the value as agreed.",
            ),
            Self::PromiseReportsVote => Some(
                "Popular tellings say that a Promise replies with the agreed value. An acceptor knows what it accepted itself, and accepted is not yet agreed.",
            ),
            Self::AdoptHighestBallot => Some(
                "Popular tellings say “the last value received”. It is last by ballot, never by time of arrival.",
            ),
            Self::BallotsAreUnique => Some(
                "Popular tellings say “proposal number”, as if all drew from one series. It is a pair, round and owner, so that no two proposers share one.",
            ),
            Self::QuorumsIntersect => Some(
                "Popular tellings say “committed by a majority”. What counts is that any quorum of promises meets any quorum of votes.",
            ),
            Self::LearnerCountsPerBallot => Some(
                "Popular tellings say that a value is agreed once a majority accepted it. They have to have accepted it in the same ballot.",
            ),
            Self::AcceptAnyValue => Some(
                "Popular tellings say that it accepts a value that is the same as one it accepted before. Then no acceptor would ever accept a first value.",
            ),
            Self::ExecuteInOrder => Some(
                "Popular tellings say that a replica updates its state, and that this replicates the value. The value is chosen first, then learned, then executed.",
            ),
            Self::PhaseOneOpensAllSlots => Some(
                "Popular tellings say that a round number grows with each command. That is the slot; the ballot stays the same for as long as the leader leads.",
            ),
            Self::PhaseOneFirst => Some(
                "Popular tellings say that an Accept commits. It asks for votes, and may only be sent once a quorum has promised.",
            ),
            Self::PromiseSurvivesRestart
            | Self::VoteSurvivesRestart
            | Self::OneReportIsEnough
            | Self::PromisesPerAcceptor
            | Self::AcceptRaisesPromised
            | Self::PromisesOfThisBallot
            | Self::OneValuePerBallot => None,
            Self::CommitChecksBallot | Self::LeaderAdoptsVotes | Self::LeaderRunsPhaseOne => None,
            Self::CatchUpDecidedOnly | Self::EraseUnderWatermark | Self::NoOpOnlyInHoles => None,
            Self::AnswerWhenChosen | Self::ApplyOnce | Self::HigherBallotWins => None,
            Self::StepDownUnheard | Self::StandIn | Self::AskFirst | Self::BackOff | Self::Resend => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_differently_says_so_in_its_first_words() {
        let told = Rule::ALL.into_iter().filter_map(Rule::popular);
        let odd: alloc::vec::Vec<_> =
            told.filter(|text| !text.starts_with("Popular tellings say ")).collect();
        assert!(odd.is_empty(), "{odd:?}");
        for rule in [Rule::PrepareChecksPromised, Rule::AcceptAnyValue, Rule::AdoptHighestBallot] {
            assert!(rule.popular().is_some(), "{rule:?}");
        }
    }
}
