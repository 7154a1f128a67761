//! The history of a run: every step, fact and message, appended and never
//! changed but for the end of a message's journey.

use std::hash::{Hash, Hasher};

use antipaxos_paxos::NodeId;

use crate::action::{Change, CrashPoint, Disk};
use crate::fingerprint::Fingerprint;
use crate::protocol::Protocol;
use crate::step::{Ending, Happening, MessageId, Noted, Sent, StepRecord};

/// What a step hands to whoever keeps the record.
#[derive(Debug)]
pub struct StepOut<P: Protocol> {
    pub happening: Happening<P::Timer>,
    pub at_ms: u32,
    pub cause: Option<u32>,
    pub node: Option<NodeId>,
    pub facts: Vec<Noted<P>>,
    pub sent: Vec<Sent<P>>,
    /// The message that the step ends, and how.
    pub ends: Option<(MessageId, Ending)>,
    pub folded: bool,
}

impl<P: Protocol> Default for StepOut<P> {
    fn default() -> Self {
        Self {
            happening: Happening::SetUp,
            at_ms: 0,
            cause: None,
            node: None,
            facts: Vec::new(),
            sent: Vec::new(),
            ends: None,
            folded: false,
        }
    }
}

/// Who keeps the record of steps.
pub trait Recorder<P: Protocol> {
    /// Whether it looks at what a step did. If not, facts and messages are
    /// not even put together.
    fn keeps(&self) -> bool {
        true
    }

    fn record(&mut self, step: &mut StepOut<P>);
}

/// Keeps nothing: for replays and for measuring.
#[derive(Clone, Copy, Debug)]
pub struct Forget;

impl<P: Protocol> Recorder<P> for Forget {
    fn keeps(&self) -> bool {
        false
    }

    fn record(&mut self, _: &mut StepOut<P>) {}
}

/// The whole history. Invariant: it depends on the scenario alone.
#[derive(Clone, Debug)]
pub struct History<P: Protocol> {
    steps: Vec<StepRecord<P::Timer>>,
    facts: Vec<Noted<P>>,
    messages: Vec<Sent<P>>,
    /// The fingerprint after each step.
    marks: Vec<Fingerprint>,
    /// What messages report, each entry of theirs.
    reported: u64,
}

impl<P: Protocol> Default for History<P> {
    fn default() -> Self {
        Self { steps: Vec::new(), facts: Vec::new(), messages: Vec::new(), marks: Vec::new(), reported: 0 }
    }
}

impl<P: Protocol> Recorder<P> for History<P> {
    fn record(&mut self, out: &mut StepOut<P>) {
        let step = self.len();
        let mut mark = self.marks.last().copied().unwrap_or_default();
        (out.happening, out.at_ms, out.cause).hash(&mut mark);
        for fact in &out.facts {
            fact.hash(&mut mark);
        }
        for sent in &out.sent {
            (sent.from, sent.to, &sent.message).hash(&mut mark);
        }
        self.marks.push(mark);
        let cause_depth = out.cause.map_or(0, |cause| self.steps[cause as usize].depth);
        let mut depth = cause_depth;
        if let Some((id, ending)) = out.ends {
            let message = &mut self.messages[id.0 as usize];
            message.ended = Some((step, ending));
            depth = message.depth;
        }
        self.facts.append(&mut out.facts);
        for mut sent in out.sent.drain(..) {
            sent.depth = depth + 1;
            self.reported += u64::from(P::reported(&sent.message));
            self.messages.push(sent);
        }
        self.steps.push(StepRecord {
            happening: out.happening,
            at_ms: out.at_ms,
            cause: out.cause,
            node: out.node,
            facts_end: count(self.facts.len()),
            sent_end: count(self.messages.len()),
            depth,
            folded: out.folded,
        });
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("a history is bounded far below 2^32")
}

impl<P: Protocol> History<P> {
    /// How many steps are recorded, step 0 included.
    #[must_use]
    pub fn len(&self) -> u32 {
        count(self.steps.len())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Gives room back that nothing more will fill.
    pub(crate) fn close(&mut self) {
        self.steps.shrink_to_fit();
        self.facts.shrink_to_fit();
        self.messages.shrink_to_fit();
        self.marks.shrink_to_fit();
    }

    /// How much it holds: steps, facts, messages, and the entries that
    /// messages report. It is what memory is bounded by, and the same on every
    /// machine.
    #[must_use]
    pub fn entries(&self) -> u64 {
        let listed = self.steps.len() + self.facts.len() + self.messages.len();
        listed as u64 + self.reported
    }

    #[must_use]
    pub fn step(&self, step: u32) -> &StepRecord<P::Timer> {
        &self.steps[step as usize]
    }

    /// The facts that `step` made true, in order.
    #[must_use]
    pub fn facts(&self, step: u32) -> &[Noted<P>] {
        let start = step.checked_sub(1).map_or(0, |before| self.step(before).facts_end);
        &self.facts[start as usize..self.step(step).facts_end as usize]
    }

    /// Who crashed in the midst of `step`, where, and what it came back with
    /// if it did so at once.
    #[must_use]
    pub fn fell(&self, step: u32) -> Option<(NodeId, CrashPoint, Option<Disk>)> {
        self.facts(step).iter().find_map(|noted| {
            let Noted::Crashed { node, point, back } = *noted else { return None };
            Some((node, point, back))
        })
    }

    /// What changes about a link, an inbox or a clock in `step`.
    #[must_use]
    pub fn change(&self, step: u32) -> Option<Change> {
        let mut facts = self.facts(step).iter();
        facts.find_map(|noted| if let Noted::Changed(change) = noted { Some(*change) } else { None })
    }

    /// The messages that `step` sent.
    pub fn sent(&self, step: u32) -> impl Iterator<Item = (MessageId, &Sent<P>)> {
        let start = step.checked_sub(1).map_or(0, |before| self.step(before).sent_end);
        (start..self.step(step).sent_end).map(|id| (MessageId(id), &self.messages[id as usize]))
    }

    #[must_use]
    pub fn message(&self, id: MessageId) -> &Sent<P> {
        &self.messages[id.0 as usize]
    }

    /// Every message of the run, in the order of sending.
    #[must_use]
    pub fn messages(&self) -> &[Sent<P>] {
        &self.messages
    }

    /// All facts with their steps, from `step` on.
    pub fn facts_from(&self, step: u32) -> impl Iterator<Item = (u32, &Noted<P>)> {
        (step..self.len()).flat_map(|step| self.facts(step).iter().map(move |fact| (step, fact)))
    }

    /// One number for all that happened up to `step`.
    #[must_use]
    pub fn fingerprint(&self, step: u32) -> u64 {
        self.marks[step as usize].finish()
    }
}
