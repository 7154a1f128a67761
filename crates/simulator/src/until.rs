//! "Run until": the next step, or the one before, at which something happens.
//! It is looked up in the history; nothing is played for it.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, NodeId};

use crate::action::Change;
use crate::history::History;
use crate::protocol::{HeadlineKind, Protocol};
use crate::run::Run;
use crate::session::Session;
use crate::step::{Happening, Noted};

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A message arrives at the node; heartbeats without consequence do not
    /// count.
    MessageTo(NodeId),
    /// A node becomes the leader.
    Leader,
    /// A value is chosen.
    Chosen,
    /// A monitor finds a property broken.
    Violation,
    /// The scenario has a note there.
    Note,
    /// A node crashes, links stop carrying messages, or a link, an inbox or a
    /// clock changes. Messages lost by chance do not count.
    Fault,
    /// A client has its answer.
    Answer,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

impl Condition {
    /// All that a cluster of these names can be asked for, in the order in
    /// which they are listed.
    pub fn all(names: &Names) -> impl Iterator<Item = Self> {
        let nodes = (0..).map(NodeId).take(names.len());
        let events = [Self::Chosen, Self::Leader, Self::Answer, Self::Fault, Self::Violation, Self::Note];
        events.into_iter().chain(nodes.map(Self::MessageTo))
    }

    /// In words: `message to B`, `chosen`.
    #[must_use]
    pub fn text(self, names: &Names) -> String {
        match self {
            Self::MessageTo(node) => format!("message to {}", names.node(node)),
            Self::Leader => "leader".to_string(),
            Self::Chosen => "chosen".to_string(),
            Self::Violation => "violation".to_string(),
            Self::Note => "note".to_string(),
            Self::Fault => "fault".to_string(),
            Self::Answer => "answer".to_string(),
        }
    }

    /// The condition of these words; none if there is no such.
    #[must_use]
    pub fn parse(text: &str, names: &Names) -> Option<Self> {
        Self::all(names).find(|condition| condition.text(names) == text)
    }

    /// Whether `step` is such a step. Notes belong to a session and not to its
    /// run.
    fn holds<P: Protocol>(self, run: &Run<P>, step: u32) -> bool {
        let history = run.history();
        match self {
            Self::MessageTo(node) => arrives_at(history, step, node),
            Self::Fault => is_fault(history, step),
            Self::Leader | Self::Chosen | Self::Violation | Self::Answer => {
                history.facts(step).iter().any(|noted| self.is_told_by(run, noted))
            }
            Self::Note => false,
        }
    }

    fn is_told_by<P: Protocol>(self, run: &Run<P>, noted: &Noted<P>) -> bool {
        let (protocol, names) = (&run.settings().protocol, run.names());
        let kind = match noted {
            Noted::Answered { .. } => return self == Self::Answer,
            Noted::Found(finding) if P::is_violation(finding) => return self == Self::Violation,
            Noted::Found(finding) if self == Self::Chosen => protocol.headline(names, finding),
            Noted::At(node, fact) if self == Self::Leader => protocol.fact_headline(names, *node, fact),
            Noted::At(..) | Noted::Found(_) | Noted::Asked { .. } | Noted::Links(_) => None,
            Noted::AnsweredTwice { .. } | Noted::Crashed { .. } | Noted::Changed(_) => None,
        };
        match kind.map(|headline| headline.kind) {
            Some(HeadlineKind::Chosen) => self == Self::Chosen,
            Some(HeadlineKind::Leads) => self == Self::Leader,
            Some(HeadlineKind::Violation) => self == Self::Violation,
            None => false,
        }
    }
}

fn arrives_at<P: Protocol>(history: &History<P>, step: u32, node: NodeId) -> bool {
    let record = history.step(step);
    let Happening::Deliver(id) = record.happening else { return false };
    !record.folded && history.message(id).to == Address::Node(node)
}

fn is_fault<P: Protocol>(history: &History<P>, step: u32) -> bool {
    match history.step(step).happening {
        Happening::Crash { .. } | Happening::CrashRestart { .. } | Happening::Cut => true,
        Happening::Change => match history.change(step) {
            Some(Change::Link { .. } | Change::Calm { .. } | Change::Slow { .. } | Change::Clock { .. }) => {
                true
            }
            Some(Change::Hold | Change::Release | Change::CalmAll) | None => false,
        },
        Happening::SetUp
        | Happening::Deliver(_)
        | Happening::Lose(_)
        | Happening::Bounce(_)
        | Happening::Duplicate(_)
        | Happening::Delay { .. }
        | Happening::Ask { .. }
        | Happening::GiveUp { .. }
        | Happening::Timeout { .. }
        | Happening::Start { .. }
        | Happening::Restart { .. }
        | Happening::Heal
        | Happening::Doom { .. } => history.fell(step).is_some(),
    }
}

impl Session {
    /// The nearest step before or behind the place where the session stands at
    /// which the condition holds; none if there is none.
    #[must_use]
    pub fn find(&self, condition: Condition, direction: Direction) -> Option<u32> {
        let (here, last) = (self.position(), self.run().last());
        if condition == Condition::Note {
            let steps = self.notes().iter().map(|note| note.step);
            return match direction {
                Direction::Forward => steps.filter(|step| *step > here).min(),
                Direction::Backward => steps.filter(|step| *step < here).max(),
            };
        }
        let holds = |step: &u32| condition.holds(self.run(), *step);
        match direction {
            Direction::Forward => (here + 1..=last).find(holds),
            Direction::Backward => (0..here).rev().find(holds),
        }
    }

    /// Goes there, if there is such a step.
    pub fn run_until(&mut self, condition: Condition, direction: Direction) -> Option<u32> {
        let step = self.find(condition, direction)?;
        Some(self.seek(step))
    }
}
