//! Why each rule is there: what would go wrong without it, as a story so
//! small that it can be told under a sentence. The scenarios in
//! `scenarios/rules` play these stories.

use crate::rules::Rule;

impl Rule {
    /// What goes wrong without the rule, in a sentence or two.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::AcceptChecksPromised => {
                "A2 promises ballot 2.P2 to P2, then votes for P1's late x=1 in 1.P1 all the same. P2 was told of no vote and has x=2 chosen: now both are."
            }
            Self::PrepareChecksPromised => {
                "A2 promises 2.P2, then answers the late Prepare of 1.P1 as well and forgets its higher promise. It votes in both ballots, and x=1 and x=2 are chosen."
            }
            Self::PromiseSurvivesRestart => {
                "A2 promises 2.P2, crashes, and comes back with no promise. It votes for the late x=1 in 1.P1, and x=2 is chosen in 2.P2 as well."
            }
            Self::VoteSurvivesRestart => {
                "A1 and A2 choose x=1. A2 restarts without its vote and tells P2 of none, so P2 has x=2 chosen too."
            }
            Self::AdoptReportedVote => {
                "A1 and A2 have chosen x=1, and A2 tells P2 of its vote. P2 proposes its own x=2 anyway, the acceptors vote for it, and both are chosen."
            }
            Self::PromiseReportsVote => {
                "A1 and A2 have chosen x=1. A2 promises 2.P2 without a word of its vote, so P2 takes the slot for free and has x=2 chosen too."
            }
            Self::OneReportIsEnough => {
                "A1 and A2 have chosen x=1. P2 asks A2 and A3: A2 alone reports x=1, P2 waits for a majority of reports, waves it aside, and has x=2 chosen too."
            }
            Self::AdoptHighestBallot => {
                "A1 has an old vote for x=1 that came to nothing; A2 and A3 have chosen x=2 since. P1 hears of both, takes the old x=1, and has it chosen too."
            }
            Self::BallotsAreUnique => {
                "P1 and P2 both use ballot 1. A2 promises it to both and votes for x=1 and for x=2 in it, since it compares ballots and finds them equal. Both are chosen."
            }
            Self::QuorumsIntersect => {
                "Of four acceptors, A1 and A2 choose x=1 for P1, and A3 and A4 choose x=2 for P2. No acceptor is in both pairs, so nobody could have warned P2."
            }
            Self::PromisesPerAcceptor => {
                "A1 and A2 have chosen x=1. The network delivers A3's Promise twice, P2 counts two promises, asks nobody who knows of x=1, and has x=2 chosen too."
            }
            Self::AcceptRaisesPromised => {
                "A1 votes for x=2 in 2.P2, then for P1's late x=1 in 1.P1: its old promise still allows it. Its vote for the chosen x=2 is gone, and a later ballot hears of x=1 alone."
            }
            Self::PromisesOfThisBallot => {
                "A2 promised 1.P1 when it had no vote; the answer is slow. Since then x=2 was chosen. P1 counts the old answer for its new ballot, hears of nothing, and has x=1 chosen too."
            }
            Self::OneValuePerBallot => {
                "A1 and A2 choose x=1 in 1.P1. P1 then sends x=2 in the same ballot; they compare ballots, not values, and vote again. Both are chosen."
            }
            Self::LearnerCountsPerBallot => {
                "x=1 has A1's vote in 1.P1 and A3's in 2.P2: two acceptors, but no quorum in either ballot. The learner adds them up and executes x=1, while a later ballot may still choose x=2."
            }
            Self::PhaseOneFirst => {
                "P1 sends its Accepts, and A1 and A2 choose x=1. P2 sends its own in a higher ballot without asking what came before, and x=2 is chosen too."
            }
            Self::AcceptAnyValue => {
                "Acceptors would vote only for what they had voted for before. None has voted yet, so none ever votes for P1's x=1, and nothing is ever chosen."
            }
            Self::CommitChecksBallot => {
                "A voted for x=1 when it led; B leads now and has x=2 chosen in the slot. B's heartbeat says that the slot is chosen, A takes that for its own old x=1, and executes it."
            }
            Self::LeaderAdoptsVotes => {
                "A has x=1 under way in slot 1 and tells the new leader B of its vote. B ignores that and puts x=2 there; A's late Accept reaches C, and both are chosen."
            }
            Self::ExecuteInOrder => {
                "Slot 1 holds “set x 1”, slot 2 “add x 2”. A learns slot 2 first, executes it at once, and tells its client 2, where everybody else comes to 3."
            }
            Self::LeaderRunsPhaseOne => {
                "A and B both declare themselves leader and ask nobody. C votes for A's x=1 and then for B's x=2 in the higher ballot: with the leaders' own votes both are chosen."
            }
            Self::PhaseOneOpensAllSlots => {
                "A has commands under way in slots 1 and 2, and its Promise tells B of slot 1 alone. B puts x=3 into slot 2, where A's x=2 is chosen as well."
            }
            Self::CatchUpDecidedOnly => {
                "B lags behind and asks A for the log. A sends slot 2 along, where it alone has voted for x=1, and B executes a command that may never be chosen."
            }
            Self::EraseUnderWatermark => {
                "A and B choose x=1. A learns it, erases its vote, and restarts with neither. C is elected by A, is told of nothing, and has x=2 chosen too."
            }
            Self::NoOpOnlyInHoles => {
                "A and B have chosen x=1 in slot 1, and B tells C so. C looks into its own log, finds nothing there, and has a no-op chosen in slot 1 as well."
            }
            Self::AnswerWhenChosen => {
                "A tells c1 that x=1 is done as soon as A has voted itself. A is cut off, B and C never hear of it, and c2 is told that there is no x."
            }
            Self::ApplyOnce => {
                "c1 adds 1 to x, once. It hears nothing and asks again, the command is chosen in two slots, each is executed, and x is 2."
            }
            Self::HigherBallotWins => {
                "P1 would go on asking for votes in 1.P1 after A1 and A2 have promised 2.P2. They refuse each time, and P1's client waits for ever."
            }
            Self::StepDownUnheard => {
                "A leads and is cut off from C, D and E. It would go on taking requests that two of five votes can never get chosen, and its clients would wait with it."
            }
            Self::StandIn => {
                "All votes go to L1, and L1 is dead. x=1 is chosen and nobody ever hears of it: P1 and its client wait for ever."
            }
            Self::AskFirst => {
                "C's link fails for a while. When it is back, C's higher ballot deposes a leader that everybody else hears: two elections for one failure, each time."
            }
            Self::BackOff => {
                "P1 and P2 start over at once whenever they are refused. Each time one has its promises, the other's higher Prepare overtakes its Accepts, and nothing is ever chosen."
            }
            Self::Resend => {
                "The network loses P1's Accepts. P1 would wait for votes that nobody was asked for, and its client would wait for ever."
            }
        }
    }
}
