//! Storms: schedules of random faults, each a scenario text that follows from
//! its seed. No monitor may fire, whatever happens; and once the network is
//! calm, every link healed and every replica back, every request must be
//! answered and every log be the same.

mod dice;
mod schedule;

use std::fmt::{self, Display, Formatter, Write};
use std::ops::RangeInclusive;

use antipaxos_paxos::Variant;

use crate::diagnostic::Diagnostic;
use crate::monitor::paxos::{Finding, Monitor};
use crate::protocol::Protocol;
use crate::scenario::expect::Claim;
use crate::session::Session;

pub use dice::Dice;

/// What may go wrong in a storm. One that is left out takes its lines away and
/// leaves all others of the same seed as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Messages are lost: by chance, on single links, or this one and that one.
    Loss,
    /// Messages arrive twice.
    Duplicates,
    /// Single links are slower than others, and so change the order.
    Delays,
    /// Nodes crash and come back.
    Crashes,
    /// Crashes strike in the midst of a step, too: before its writes, after
    /// them, or after its messages.
    Points,
    /// Links carry nothing.
    Cuts,
    /// Everything reaches a node late.
    Slow,
    /// Timers run at another speed.
    Clocks,
    /// Nodes come back without their disk, or without its last write. No Paxos
    /// survives that.
    LostDisks,
}

impl Fault {
    pub const ALL: [Self; 9] = [
        Self::Loss,
        Self::Duplicates,
        Self::Delays,
        Self::Crashes,
        Self::Points,
        Self::Cuts,
        Self::Slow,
        Self::Clocks,
        Self::LostDisks,
    ];

    /// The name that commands use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Duplicates => "duplicates",
            Self::Delays => "delays",
            Self::Crashes => "crashes",
            Self::Points => "points",
            Self::Cuts => "cuts",
            Self::Slow => "slow",
            Self::Clocks => "clocks",
            Self::LostDisks => "lost-disks",
        }
    }
}

/// Who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cast {
    /// So many nodes, each with every role; the seed chooses within the range,
    /// which lies within 1 to 15.
    Replicas(RangeInclusive<u8>),
    /// Every role on nodes of its own, and quorums of any sizes that meet.
    Apart,
}

/// Which storms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub cast: Cast,
    pub faults: Vec<Fault>,
    /// How many acceptors are a quorum in phase 1 and in phase 2; none: what the
    /// cast has.
    pub quorums: Option<(u8, u8)>,
    /// What stands behind `rules` in the scenario, if anything: `R1=off R8=off`.
    pub rules: Option<String>,
    /// One of the two; none: the seed chooses.
    pub protocol: Option<Variant>,
}

impl Default for Options {
    /// Both protocols, 3 to 7 replicas, every fault that keeps the disks.
    fn default() -> Self {
        let faults = Fault::ALL.into_iter().filter(|fault| *fault != Fault::LostDisks).collect();
        Self { cast: Cast::Replicas(3..=7), faults, quorums: None, rules: None, protocol: None }
    }
}

/// One storm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storm {
    pub seed: u32,
    /// All but the title and the expectations.
    body: String,
    /// How many requests it makes.
    asked: u32,
}

impl Storm {
    /// The storm of that seed.
    ///
    /// # Errors
    /// What is wrong with the options' rules or quorums; the line is that of
    /// [`Storm::text`].
    pub fn new(seed: u32, options: &Options) -> Result<Self, Diagnostic> {
        let (body, asked) = schedule::schedule(seed, options)?;
        Ok(Self { seed, body, asked })
    }

    /// The scenario, with all that a storm expects.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { seed, body, asked } = self;
        format!("# Storm {seed}\n{body}expect answered {asked}\nexpect logs equal\nexpect safe\n")
    }

    /// Plays it to its end.
    ///
    /// # Errors
    /// As for [`Storm::new`].
    pub fn play(&self) -> Result<Session, Diagnostic> {
        Session::open(&self.text())
    }

    /// The scenario for somebody to look at: what went wrong as its
    /// description, and as its expectation where a monitor fired.
    #[must_use]
    pub fn report(&self, damages: &[Damage]) -> String {
        let mut text = format!("# Storm {}\n", self.seed);
        for damage in damages {
            let _ = writeln!(text, "# {damage}.");
        }
        text += &self.body;
        let mut broken = false;
        for damage in damages {
            if let Damage::Violation { monitor, step } = damage {
                let _ = writeln!(text, "expect violation {} at {step}", monitor.name());
                broken = true;
            }
        }
        if !broken {
            let _ = writeln!(text, "expect answered {}\nexpect logs equal\nexpect safe", self.asked);
        }
        text
    }
}

/// Something that must not come of a storm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    Violation {
        monitor: Monitor,
        step: u32,
    },
    /// An expectation of its text does not hold.
    Unmet {
        claim: String,
        found: String,
    },
    /// An action could not be done.
    Stuck {
        line: u32,
        message: String,
    },
    /// Left alone, the replicas would go on.
    Unsettled,
}

impl Display for Damage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation { monitor, step } => write!(f, "{} is violated at step {step}", monitor.name()),
            Self::Unmet { claim, found } => write!(f, "expect {claim}: found {found}"),
            Self::Stuck { line, message } => write!(f, "line {line} could not be done: {message}"),
            Self::Unsettled => f.write_str("the replicas did not settle"),
        }
    }
}

/// What became of a storm, in the order of steps; empty if it ended well.
#[must_use]
pub fn damages(session: &Session) -> Vec<Damage> {
    let run = session.run();
    let mut damages = Vec::new();
    for (step, finding) in run.violations() {
        match finding {
            Finding::Violated(violation) => {
                damages.push(Damage::Violation { monitor: violation.monitor, step });
            }
            Finding::Chosen { .. } => {}
        }
    }
    let claims = session.scenario().expectations().map(|(_, expectation)| &expectation.claim);
    for (claim, judgement) in claims.zip(session.judgements()) {
        // What is not safe has been named.
        if !judgement.holds && *claim != Claim::Safe {
            damages.push(Damage::Unmet { claim: judgement.text, found: judgement.found });
        }
    }
    if let Some(trouble) = run.trouble() {
        damages.push(Damage::Stuck { line: trouble.line, message: trouble.message.clone() });
    }
    let end = run.end();
    let replicas: Vec<_> = end.nodes().iter().map(|node| &node.replica).collect();
    if !run.settings().protocol.is_settled(&replicas, end.up(), &|_, _| true) {
        damages.push(Damage::Unsettled);
    }
    damages
}
