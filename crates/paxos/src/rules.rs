//! The rules of the protocol: the one place that names them, says who says
//! so, and what happens where one is missing. Explanations point here; most
//! rules can be switched off in a scenario, to see what they are for.

/// A rule of the protocol. Its id, name and sentence are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    AcceptChecksPromised,
    PrepareChecksPromised,
    PromiseSurvivesRestart,
    VoteSurvivesRestart,
    AdoptReportedVote,
    PromiseReportsVote,
    OneReportIsEnough,
    AdoptHighestBallot,
    BallotsAreUnique,
    QuorumsIntersect,
    PromisesPerAcceptor,
    AcceptRaisesPromised,
    PromisesOfThisBallot,
    OneValuePerBallot,
    LearnerCountsPerBallot,
    PhaseOneFirst,
    AcceptAnyValue,
    CommitChecksBallot,
    LeaderAdoptsVotes,
    ExecuteInOrder,
    LeaderRunsPhaseOne,
    PhaseOneOpensAllSlots,
    CatchUpDecidedOnly,
    EraseUnderWatermark,
    NoOpOnlyInHoles,
    AnswerWhenChosen,
    ApplyOnce,
    // Not for safety: these cannot be switched off.
    HigherBallotWins,
    StepDownUnheard,
    StandIn,
    AskFirst,
    BackOff,
    Resend,
}

/// What is to be said of a rule.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// What scenarios call it, where it can be switched off.
    id: Option<&'static str>,
    name: &'static str,
    sentence: &'static str,
    source: &'static str,
    /// What happens without it.
    off: &'static str,
}

const fn switch(
    id: &'static str,
    name: &'static str,
    sentence: &'static str,
    source: &'static str,
    off: &'static str,
) -> Entry {
    Entry { id: Some(id), name, sentence, source, off }
}

const fn always(name: &'static str, sentence: &'static str, source: &'static str) -> Entry {
    Entry { id: None, name, sentence, source, off: "" }
}

/// What is said of each rule under one heading. A column each, so that a program that never asks for the
/// sentences does not carry them.
macro_rules! column {
    ($heading:ident, $type:ty) => {{
        const COLUMN: &[$type; Rule::ALL.len()] = &{
            let mut column = [Rule::Resend.entry().$heading; Rule::ALL.len()];
            let mut at = 0;
            while at < column.len() {
                column[Rule::ALL[at] as usize] = Rule::ALL[at].entry().$heading;
                at += 1;
            }
            column
        };
        COLUMN
    }};
}

// The last one that is declared: none is missing in `ALL`.
const _: () = assert!(Rule::Resend as usize + 1 == Rule::ALL.len());

impl Rule {
    /// The rules that a scenario can switch off, in the order of their ids.
    pub const SWITCHES: [Self; 27] = [
        Self::AcceptChecksPromised,
        Self::PrepareChecksPromised,
        Self::PromiseSurvivesRestart,
        Self::VoteSurvivesRestart,
        Self::AdoptReportedVote,
        Self::PromiseReportsVote,
        Self::OneReportIsEnough,
        Self::AdoptHighestBallot,
        Self::BallotsAreUnique,
        Self::QuorumsIntersect,
        Self::PromisesPerAcceptor,
        Self::AcceptRaisesPromised,
        Self::PromisesOfThisBallot,
        Self::OneValuePerBallot,
        Self::LearnerCountsPerBallot,
        Self::PhaseOneFirst,
        Self::AcceptAnyValue,
        Self::CommitChecksBallot,
        Self::LeaderAdoptsVotes,
        Self::ExecuteInOrder,
        Self::LeaderRunsPhaseOne,
        Self::PhaseOneOpensAllSlots,
        Self::CatchUpDecidedOnly,
        Self::EraseUnderWatermark,
        Self::NoOpOnlyInHoles,
        Self::AnswerWhenChosen,
        Self::ApplyOnce,
    ];

    /// Those that no scenario can do without.
    pub const ALWAYS: [Self; 6] = [
        Self::HigherBallotWins,
        Self::StepDownUnheard,
        Self::StandIn,
        Self::AskFirst,
        Self::BackOff,
        Self::Resend,
    ];

    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; Self::SWITCHES.len() + Self::ALWAYS.len()] = {
        let mut all = [Self::Resend; Self::SWITCHES.len() + Self::ALWAYS.len()];
        let (switches, always) = all.split_at_mut(Self::SWITCHES.len());
        switches.copy_from_slice(&Self::SWITCHES);
        always.copy_from_slice(&Self::ALWAYS);
        all
    };

    /// The rule's id, such as `R1`, where it can be switched off.
    #[must_use]
    pub const fn id(self) -> Option<&'static str> {
        column!(id, Option<&'static str>)[self as usize]
    }

    /// The rule's short name, as the rest of the project writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        column!(name, &'static str)[self as usize]
    }

    /// The rule as a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        column!(sentence, &'static str)[self as usize]
    }

    /// Who says so.
    #[must_use]
    pub const fn source(self) -> &'static str {
        column!(source, &'static str)[self as usize]
    }

    /// What happens where the rule is switched off, as a sentence; empty where
    /// it cannot be.
    #[must_use]
    pub const fn off(self) -> &'static str {
        column!(off, &'static str)[self as usize]
    }

    const fn entry(self) -> Entry {
        match self {
            Self::AcceptChecksPromised => switch(
                "R1",
                "accept-checks-promised",
                "An acceptor votes unless it has promised a higher ballot.",
                "PMS 2.2, P1a",
                "An Accept is checked against the ballot of the last vote, not against the promise.",
            ),
            Self::PrepareChecksPromised => switch(
                "R2",
                "prepare-checks-promised",
                "An acceptor answers a Prepare unless it has promised a higher ballot.",
                "PMS 2.2, phase 1",
                "A Prepare is checked against the ballot of the last vote, not against the promise.",
            ),
            Self::PromiseSurvivesRestart => switch(
                "R3a",
                "promise-survives-restart",
                "A promise is on disk before the answer leaves, so a restart keeps it.",
                "PMS 2.5",
                "An acceptor that restarts has forgotten its promise.",
            ),
            Self::VoteSurvivesRestart => switch(
                "R3b",
                "vote-survives-restart",
                "A vote is on disk before the answer leaves, so a restart keeps it.",
                "PMS 2.5",
                "An acceptor that restarts has forgotten its votes, and its next Promise reports none.",
            ),
            Self::AdoptReportedVote => switch(
                "R4a",
                "adopt-reported-vote",
                "A proposer that hears of a vote proposes that value; its own only where none is reported.",
                "PMS 2.2, P2c",
                "A proposer with a value of its own proposes it, whatever the promises report.",
            ),
            Self::PromiseReportsVote => switch(
                "R4b",
                "promise-reports-vote",
                "A Promise carries its sender's own last vote.",
                "PMS 2.2, phase 1",
                "A Promise reports no vote.",
            ),
            Self::OneReportIsEnough => switch(
                "R4c",
                "one-report-is-enough",
                "A vote that a single acceptor of the quorum reports binds the proposer.",
                "PMS 2.2, P2c",
                "A reported vote is adopted only if a whole quorum reports it.",
            ),
            Self::AdoptHighestBallot => switch(
                "R5",
                "adopt-highest-ballot",
                "Of several reported votes, the one with the highest ballot is adopted.",
                "PMS 2.2, P2c",
                "Of several reported votes another one is adopted: the last to arrive, any, or the lowest.",
            ),
            Self::BallotsAreUnique => switch(
                "R6",
                "ballots-are-unique",
                "Every ballot has one owner, and is above every ballot its owner has seen.",
                "PTP 2.1, B1; PMS 2.2",
                "All proposers number their ballots alike, so two of them can use the same ballot.",
            ),
            Self::QuorumsIntersect => switch(
                "R7",
                "quorums-intersect",
                "A value is chosen once a quorum voted for it in one ballot; any two quorums meet.",
                "PTP 2.1, B2; FPaxos 3",
                "Quorums may be of any size, so that two of them need not meet.",
            ),
            Self::PromisesPerAcceptor => switch(
                "R8",
                "promises-per-acceptor",
                "A quorum is of distinct acceptors; a repeated answer counts once.",
                "PMS 2.2, phase 2",
                "Promises are counted by the message, so a duplicate counts twice.",
            ),
            Self::AcceptRaisesPromised => switch(
                "R9",
                "accept-raises-promised",
                "A vote promises its own ballot too.",
                "PTP 2.1, B3",
                "A vote leaves the promise as it is.",
            ),
            Self::PromisesOfThisBallot => switch(
                "R10",
                "promises-of-this-ballot",
                "Only answers to this very ballot count.",
                "PMS 2.2, phase 2",
                "Promises for a proposer's earlier ballots count for its present one.",
            ),
            Self::OneValuePerBallot => switch(
                "R11",
                "one-value-per-ballot",
                "A proposer sends one value per ballot and slot, ever.",
                "PMS 2.2, P2b",
                "A proposer that is given another command midway proposes that, in the same ballot and slot.",
            ),
            Self::LearnerCountsPerBallot => switch(
                "R12",
                "learner-counts-per-ballot",
                "A learner counts the votes of one ballot; votes of different ballots do not add up.",
                "PMS 2.3",
                "A learner adds up the votes for one value, whatever their ballots.",
            ),
            Self::PhaseOneFirst => switch(
                "R13",
                "phase-1-first",
                "A proposer proposes nothing before a quorum has promised.",
                "PMS 2.2, P2c",
                "In Basic Paxos a ballot begins with its Accepts.",
            ),
            Self::AcceptAnyValue => switch(
                "R14",
                "accept-any-value",
                "Whether an acceptor votes depends on the ballot, never on the value.",
                "PMS 2.2, P1",
                "An acceptor votes only for a value that it voted for before, and so never for a first one.",
            ),
            Self::CommitChecksBallot => switch(
                "M1",
                "commit-checks-ballot",
                "A commit index confirms a vote only if that vote is of the leader's own ballot.",
                "PMS 3; HM20 3",
                "A commit index confirms whatever vote is there.",
            ),
            Self::LeaderAdoptsVotes => switch(
                "M2",
                "leader-adopts-votes",
                "A new leader proposes again what the promises of its quorum report.",
                "PMS 3",
                "A new leader ignores what the promises report.",
            ),
            Self::ExecuteInOrder => switch(
                "M3",
                "execute-in-order",
                "Commands are executed strictly in slot order, without gaps.",
                "PMS 3",
                "A replica executes what it knows, past gaps.",
            ),
            Self::LeaderRunsPhaseOne => switch(
                "M4",
                "leader-runs-phase-1",
                "Whoever wants to lead first runs phase 1 with a ballot of its own.",
                "PMS 3",
                "Whoever wants to lead declares itself the leader.",
            ),
            Self::PhaseOneOpensAllSlots => switch(
                "M5",
                "phase-1-opens-all-slots",
                "A leader's phase 1 covers every open slot at once; later commands need phase 2 alone.",
                "PMS 3",
                "A Promise reports the first open slot alone.",
            ),
            Self::CatchUpDecidedOnly => switch(
                "M6",
                "catch-up-decided-only",
                "A replica that lags behind is given decided values, never mere votes.",
                "PMMC 4.3",
                "A replica that lags behind is given mere votes as if they were decided.",
            ),
            Self::EraseUnderWatermark => switch(
                "M7",
                "erase-under-watermark",
                "A vote is let go only once every phase-1 quorum has a member that holds the slot's value on disk.",
                "PMMC 4.2",
                "An acceptor erases its vote as soon as it knows the slot decided.",
            ),
            Self::NoOpOnlyInHoles => switch(
                "M8",
                "no-op-only-in-holes",
                "A new leader fills a slot without any reported vote with a no-op, never with a client's command.",
                "PMS 3",
                "A new leader takes for a hole what its own log does not have.",
            ),
            Self::AnswerWhenChosen => switch(
                "M9",
                "answer-when-chosen",
                "A client is answered once its command is chosen and executed.",
                "PMS 3; PML 5",
                "A leader answers as soon as it has voted itself.",
            ),
            Self::ApplyOnce => switch(
                "M14",
                "apply-once",
                "A command that comes twice is executed once and answered from the session table.",
                "PML 5",
                "A command that is chosen twice is executed twice.",
            ),
            Self::HigherBallotWins => always(
                "higher-ballot-wins",
                "Whoever hears of a higher ballot gives its own up.",
                "PMS 2.2; PMMC 3",
            ),
            Self::StepDownUnheard => always(
                "step-down-unheard",
                "A leader that hears no quorum of acceptors gives its ballot up.",
                "PML 5.2; HM20 5",
            ),
            Self::StandIn => always(
                "stand-in",
                "Where one learner counts all votes and stays silent, the ballot's owner counts them, too.",
                "PMS 2.3",
            ),
            Self::AskFirst => always(
                "ask-first",
                "Whoever would stand for election asks first, and whoever hears a leader does not agree.",
                "Ongaro 9.6",
            ),
            Self::BackOff => always(
                "back-off",
                "A proposer that was pre-empted waits a random time before it tries above.",
                "PMS 2.4; PMMC 3",
            ),
            Self::Resend => {
                always("resend", "Unanswered messages are sent again: same ballot, same value.", "PMS 2.2")
            }
        }
    }
}

/// Which of several reported votes a proposer adopts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Adopts {
    /// The rule: the one with the highest ballot.
    #[default]
    Highest,
    /// The one that arrived last.
    Last,
    /// Any: the one of the acceptor that was named first.
    Any,
    /// The one with the lowest ballot.
    Lowest,
}

/// Which rules a run keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rules {
    /// A bit for each rule that is switched off.
    off: u32,
    adopts: Adopts,
}

impl Rules {
    /// Every rule is kept.
    pub const ALL: Self = Self { off: 0, adopts: Adopts::Highest };

    #[must_use]
    pub const fn keeps(self, rule: Rule) -> bool {
        self.off & (1 << rule as u32) == 0
    }

    /// These rules, but for `rule`. A rule that cannot be switched off stays.
    #[must_use]
    pub const fn without(self, rule: Rule) -> Self {
        if rule.id().is_none() {
            return self;
        }
        let adopts = if matches!(rule, Rule::AdoptHighestBallot) { Adopts::Last } else { self.adopts };
        Self { off: self.off | 1 << rule as u32, adopts }
    }

    /// These rules, and `rule`.
    #[must_use]
    pub const fn with(self, rule: Rule) -> Self {
        let adopts = if matches!(rule, Rule::AdoptHighestBallot) { Adopts::Highest } else { self.adopts };
        Self { off: self.off & !(1 << rule as u32), adopts }
    }

    /// These rules, with another choice among reported votes.
    #[must_use]
    pub const fn adopting(self, adopts: Adopts) -> Self {
        let bit = 1 << Rule::AdoptHighestBallot as u32;
        let off = match adopts {
            Adopts::Highest => self.off & !bit,
            Adopts::Last | Adopts::Any | Adopts::Lowest => self.off | bit,
        };
        Self { off, adopts }
    }

    #[must_use]
    pub const fn adopts(self) -> Adopts {
        self.adopts
    }

    /// The rules that are switched off, in the order of their ids.
    pub fn broken(self) -> impl Iterator<Item = Rule> {
        Rule::SWITCHES.into_iter().filter(move |rule| !self.keeps(*rule))
    }
}
