//! The monitors by number and name, what each says, and which rules guard it.

use antipaxos_paxos::Rule;

use crate::monitor::Watch;

/// A property that holds in every run of a correct Paxos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Monitor {
    Agreement,
    Validity,
    LearnedImpliesChosen,
    PromiseMonotone,
    PromiseKept,
    BallotOwned,
    OneValuePerBallot,
    VotesSafe,
    PromiseTrue,
    ChosenStable,
    LogsAgree,
    Execution,
    MachinesAgree,
    GapsFilled,
    ExactlyOnce,
    Linearizable,
    DurableFirst,
}

/// Without one of these, votes come about that are not safe, and with them
/// two values for one slot.
const SAFE_VOTES: [Rule; 21] = [
    Rule::AdoptReportedVote,
    Rule::AcceptChecksPromised,
    Rule::PrepareChecksPromised,
    Rule::PromiseSurvivesRestart,
    Rule::VoteSurvivesRestart,
    Rule::PromiseReportsVote,
    Rule::OneReportIsEnough,
    Rule::AdoptHighestBallot,
    Rule::BallotsAreUnique,
    Rule::QuorumsIntersect,
    Rule::PromisesPerAcceptor,
    Rule::AcceptRaisesPromised,
    Rule::PromisesOfThisBallot,
    Rule::OneValuePerBallot,
    Rule::PhaseOneFirst,
    Rule::LeaderAdoptsVotes,
    Rule::LeaderRunsPhaseOne,
    Rule::PhaseOneOpensAllSlots,
    Rule::EraseUnderWatermark,
    Rule::NoOpOnlyInHoles,
    Rule::CatchUpDecidedOnly,
];

/// What makes a replica believe in a value that is not chosen.
const TRUE_NEWS: [Rule; 3] =
    [Rule::LearnerCountsPerBallot, Rule::CommitChecksBallot, Rule::CatchUpDecidedOnly];

impl Monitor {
    pub const ALL: [Self; 17] = [
        Self::Agreement,
        Self::Validity,
        Self::LearnedImpliesChosen,
        Self::PromiseMonotone,
        Self::PromiseKept,
        Self::BallotOwned,
        Self::OneValuePerBallot,
        Self::VotesSafe,
        Self::PromiseTrue,
        Self::ChosenStable,
        Self::LogsAgree,
        Self::Execution,
        Self::MachinesAgree,
        Self::GapsFilled,
        Self::ExactlyOnce,
        Self::Linearizable,
        Self::DurableFirst,
    ];

    /// 1 to 17.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.bit() + 1
    }

    const fn bit(self) -> u32 {
        self as u32
    }

    /// The name that scenarios use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Validity => "validity",
            Self::LearnedImpliesChosen => "learned-implies-chosen",
            Self::PromiseMonotone => "promise-is-monotone",
            Self::PromiseKept => "promise-is-kept",
            Self::BallotOwned => "ballot-has-one-owner",
            Self::OneValuePerBallot => "one-value-per-ballot",
            Self::VotesSafe => "votes-are-safe",
            Self::PromiseTrue => "promise-tells-the-truth",
            Self::ChosenStable => "chosen-is-stable",
            Self::LogsAgree => "logs-agree",
            Self::Execution => "execution",
            Self::MachinesAgree => "state-machines-agree",
            Self::GapsFilled => "only-no-ops-fill-gaps",
            Self::ExactlyOnce => "exactly-once",
            Self::Linearizable => "linearizable",
            Self::DurableFirst => "durable-before-send",
        }
    }

    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Agreement => "At most one value is chosen per slot",
            Self::Validity => "Only what a client asked for, or a no-op, is chosen",
            Self::LearnedImpliesChosen => "What is learned was chosen",
            Self::PromiseMonotone => "Promises only rise, across restarts too",
            Self::PromiseKept => "No vote below a promise",
            Self::BallotOwned => "A ballot is started once, by one proposer",
            Self::OneValuePerBallot => "One value per ballot and slot",
            Self::VotesSafe => "Every vote is safe",
            Self::PromiseTrue => "A Promise reports its sender's last votes",
            Self::ChosenStable => "What is chosen stays chosen",
            Self::LogsAgree => "No two learners disagree on a slot",
            Self::Execution => "Every replica executes in slot order, without gaps",
            Self::MachinesAgree => "Replicas that executed as far hold the same state",
            Self::GapsFilled => "A new leader fills gaps with reported votes or no-ops alone",
            Self::ExactlyOnce => "Every command is executed at most once",
            Self::Linearizable => "Every answer fits one order of all requests",
            Self::DurableFirst => "What a message claims is on disk before it leaves",
        }
    }

    /// Who says so.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Agreement | Self::Validity => "PMS 2.1",
            Self::LearnedImpliesChosen => "PMS 2.1, 2.3",
            Self::PromiseMonotone => "PMS 2.2, 2.5",
            Self::PromiseKept => "PMS 2.2, P1a",
            Self::BallotOwned => "PTP 2.1, B1",
            Self::OneValuePerBallot => "PMS 2.2, P2b",
            Self::VotesSafe => "PTP 2.1, B3; PMS 2.2, P2c",
            Self::PromiseTrue => "PMS 2.2, phase 1",
            Self::ChosenStable => "PMS 2.2, P2",
            Self::LogsAgree => "PMS 2.1, 3",
            Self::Execution | Self::MachinesAgree | Self::GapsFilled => "PMS 3",
            Self::ExactlyOnce => "PML 5",
            Self::Linearizable => "Herlihy and Wing 1990; PMS 3",
            Self::DurableFirst => "PMS 2.5",
        }
    }

    /// The rules that keep it true, the main one first.
    #[must_use]
    pub const fn guards(self) -> &'static [&'static [Rule]] {
        match self {
            Self::Agreement | Self::VotesSafe | Self::ChosenStable => &[&SAFE_VOTES],
            Self::Validity => &[&[Rule::AdoptReportedVote]],
            Self::LearnedImpliesChosen => &[&TRUE_NEWS, &SAFE_VOTES],
            Self::PromiseMonotone => {
                &[&[Rule::PromiseSurvivesRestart, Rule::PrepareChecksPromised, Rule::AcceptChecksPromised]]
            }
            Self::PromiseKept => {
                &[&[Rule::AcceptChecksPromised, Rule::PromiseSurvivesRestart, Rule::PrepareChecksPromised]]
            }
            Self::BallotOwned => &[&[Rule::BallotsAreUnique]],
            Self::OneValuePerBallot => &[&[Rule::OneValuePerBallot, Rule::BallotsAreUnique]],
            Self::PromiseTrue => &[&[
                Rule::PromiseReportsVote,
                Rule::VoteSurvivesRestart,
                Rule::PhaseOneOpensAllSlots,
                Rule::EraseUnderWatermark,
            ]],
            Self::LogsAgree => &[&TRUE_NEWS, &SAFE_VOTES],
            Self::Execution => &[&[Rule::ExecuteInOrder]],
            Self::MachinesAgree => &[&[Rule::ExecuteInOrder], &TRUE_NEWS, &SAFE_VOTES],
            Self::GapsFilled => {
                &[&[Rule::NoOpOnlyInHoles, Rule::LeaderAdoptsVotes, Rule::PhaseOneOpensAllSlots]]
            }
            Self::ExactlyOnce => &[&[Rule::ApplyOnce]],
            Self::Linearizable => {
                &[&[Rule::AnswerWhenChosen, Rule::ApplyOnce, Rule::ExecuteInOrder], &TRUE_NEWS, &SAFE_VOTES]
            }
            Self::DurableFirst => &[&[Rule::PromiseSurvivesRestart, Rule::VoteSurvivesRestart]],
        }
    }
}

impl Watch {
    #[must_use]
    pub const fn sees(self, monitor: Monitor) -> bool {
        self.has(monitor.bit())
    }

    #[must_use]
    pub const fn and(self, monitor: Monitor) -> Self {
        self.with(monitor.bit())
    }

    #[must_use]
    pub const fn but(self, monitor: Monitor) -> Self {
        self.without(monitor.bit())
    }

    /// The monitors that do not look on, in the order of their numbers.
    pub fn blind(self) -> impl Iterator<Item = Monitor> {
        Monitor::ALL.into_iter().filter(move |monitor| !self.sees(*monitor))
    }
}
