//! The rules of the protocol, by name: what an explanation points to.

/// A rule of the protocol. Its identifier, name and sentence are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    AcceptChecksPromised,
    PrepareChecksPromised,
    AdoptReportedVote,
    PromiseReportsVote,
    AdoptHighestBallot,
    BallotsAreUnique,
    QuorumsIntersect,
    PromisesPerAcceptor,
    AcceptRaisesPromised,
    PromisesOfThisBallot,
    OneValuePerBallot,
    LearnerCountsPerBallot,
    PhaseOneFirst,
    PromiseSurvivesRestart,
    AcceptAnyValue,
    CommitChecksBallot,
    ExecuteInOrder,
    LeaderRunsPhaseOne,
    PhaseOneOpensAllSlots,
    CatchUpDecidedOnly,
    NoOpOnlyInHoles,
    AnswerWhenChosen,
    ApplyOnce,
    HigherBallotWins,
    StepDownUnheard,
    BackOff,
    Resend,
}

impl Rule {
    /// The rule's short name, as the rest of the project writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry().0
    }

    /// The rule as a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.entry().1
    }

    /// Who says so.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.entry().2
    }

    const fn entry(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::AcceptChecksPromised => (
                "accept-checks-promised",
                "An acceptor votes unless it has promised a higher ballot.",
                "PMS 2.2, P1a",
            ),
            Self::PrepareChecksPromised => (
                "prepare-checks-promised",
                "An acceptor answers a Prepare unless it has promised a higher ballot.",
                "PMS 2.2, phase 1",
            ),
            Self::AdoptReportedVote => (
                "adopt-reported-vote",
                "A proposer that hears of a vote proposes that value, not its own.",
                "PMS 2.2, P2c",
            ),
            Self::PromiseReportsVote => {
                ("promise-reports-vote", "A Promise carries its sender's own last vote.", "PMS 2.2, phase 1")
            }
            Self::AdoptHighestBallot => (
                "adopt-highest-ballot",
                "Of several reported votes, the one with the highest ballot is adopted.",
                "PMS 2.2, P2c",
            ),
            Self::BallotsAreUnique => (
                "ballots-are-unique",
                "Every ballot has one owner, and is above every ballot its owner has seen.",
                "PTP 2.1, B1; PMS 2.2",
            ),
            Self::QuorumsIntersect => (
                "quorums-intersect",
                "A value is chosen once a quorum voted for it in one ballot; any two quorums meet.",
                "PTP 2.1, B2; FPaxos 3",
            ),
            Self::PromisesPerAcceptor => (
                "promises-per-acceptor",
                "A quorum is of distinct acceptors; a repeated answer counts once.",
                "PMS 2.2, phase 2",
            ),
            Self::AcceptRaisesPromised => {
                ("accept-raises-promised", "A vote promises its own ballot too.", "PTP 2.1, B3")
            }
            Self::PromisesOfThisBallot => {
                ("promises-of-this-ballot", "Only answers to this very ballot count.", "PMS 2.2, phase 2")
            }
            Self::OneValuePerBallot => (
                "one-value-per-ballot",
                "A proposer sends one value per ballot and slot, ever.",
                "PMS 2.2, P2b",
            ),
            Self::LearnerCountsPerBallot => (
                "learner-counts-per-ballot",
                "A learner counts the votes of one ballot; votes of different ballots do not add up.",
                "PMS 2.3",
            ),
            Self::PhaseOneFirst => {
                ("phase-1-first", "A proposer proposes nothing before a quorum has promised.", "PMS 2.2, P2c")
            }
            Self::PromiseSurvivesRestart => (
                "promise-survives-restart",
                "Promises and votes are on disk before the answer leaves, so a restart keeps them.",
                "PMS 2.5",
            ),
            Self::AcceptAnyValue => (
                "accept-any-value",
                "Whether an acceptor votes depends on the ballot, never on the value.",
                "PMS 2.2, P1",
            ),
            Self::CommitChecksBallot => (
                "commit-checks-ballot",
                "A commit index confirms a vote only if that vote is of the leader's own ballot.",
                "PMS 3; HM20 3",
            ),
            Self::ExecuteInOrder => {
                ("execute-in-order", "Commands are executed strictly in slot order, without gaps.", "PMS 3")
            }
            Self::LeaderRunsPhaseOne => (
                "leader-runs-phase-1",
                "Whoever wants to lead first runs phase 1 with a ballot of its own.",
                "PMS 3",
            ),
            Self::PhaseOneOpensAllSlots => (
                "phase-1-opens-all-slots",
                "A leader's phase 1 covers every open slot at once; later commands need phase 2 alone.",
                "PMS 3",
            ),
            Self::CatchUpDecidedOnly => (
                "catch-up-decided-only",
                "A replica that lags behind is given decided values, never mere votes.",
                "PMMC 4.3",
            ),
            Self::NoOpOnlyInHoles => (
                "no-op-only-in-holes",
                "A new leader fills a slot without any reported vote with a no-op, never with a client's command.",
                "PMS 3",
            ),
            Self::AnswerWhenChosen => (
                "answer-when-chosen",
                "A client is answered once its command is chosen and executed.",
                "PMS 3; PML 5",
            ),
            Self::ApplyOnce => (
                "apply-once",
                "A command that comes twice is executed once and answered from the session table.",
                "PML 5",
            ),
            Self::HigherBallotWins => (
                "higher-ballot-wins",
                "Whoever hears of a higher ballot gives its own up.",
                "PMS 2.2; PMMC 3",
            ),
            Self::StepDownUnheard => (
                "step-down-unheard",
                "A leader that hears no quorum of acceptors gives its ballot up.",
                "PML 5.2; HM20 5",
            ),
            Self::BackOff => (
                "back-off",
                "A proposer that was pre-empted waits a random time before it tries above.",
                "PMS 2.4; PMMC 3",
            ),
            Self::Resend => {
                ("resend", "Unanswered messages are sent again: same ballot, same value.", "PMS 2.2")
            }
        }
    }
}
