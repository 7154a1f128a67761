//! What the figures of a run have in common, computed once for each run: which
//! row of the sequence diagram each step has, who takes part, and which
//! messages are under way at regular steps. With it, the cost of a figure
//! depends on its window and not on the length of the run.

use antipaxos_paxos::few::FewSet;
use antipaxos_paxos::{Address, ClientId, NodeId, NodeSet};
use antipaxos_simulator::{Ending, Happening, Headline, HeadlineKind, MessageId, Noted, Protocol, Run, Sent};

/// Every so many steps the messages under way are listed.
const FRAME: u32 = 128;
const CLIENTS: usize = 9;
const NODES: usize = 15;

/// A note of the scenario, shown after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub step: u32,
    pub text: String,
}

/// Rows and participants of a run. Invariant: made for the run that it is used
/// with, and made anew when that run changes.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Of each step, how many rows are above its own; at the end, all rows.
    starts: Vec<u32>,
    notes: Vec<Note>,
    clients: Vec<ClientId>,
    /// Whom each client asks in the course of the run.
    asked: [NodeSet; CLIENTS],
    /// Nodes with which each node exchanges messages in the course of the run.
    linked: [NodeSet; NODES],
    /// The slots that messages are about, from the lowest to the highest.
    slots: Option<(u32, u32)>,
    /// Of each node, the steps in which it goes down (true) or comes up.
    falls: Vec<Vec<(u32, bool)>>,
    /// Messages under way after every [`FRAME`]th step, as far as they end.
    frames: Vec<Vec<MessageId>>,
}

impl Rows {
    /// `notes` in the order of their steps.
    #[must_use]
    pub fn new<P: Protocol>(run: &Run<P>, notes: Vec<Note>) -> Self {
        let history = run.history();
        let mut rows = Self {
            starts: Vec::with_capacity(history.len() as usize + 1),
            notes,
            clients: Vec::new(),
            asked: [NodeSet::EMPTY; CLIENTS],
            linked: [NodeSet::EMPTY; NODES],
            slots: None,
            falls: vec![Vec::new(); run.names().len()],
            frames: Vec::new(),
        };
        rows.count(run);
        rows.follow(run);
        for message in history.messages() {
            rows.note_link(message);
            if let Some(slot) = P::tags(&message.message).slot {
                let (low, high) = rows.slots.unwrap_or((slot, slot));
                rows.slots = Some((low.min(slot), high.max(slot)));
            }
        }
        rows
    }

    fn count<P: Protocol>(&mut self, run: &Run<P>) {
        let mut total = 0;
        let mut notes = self.notes.iter().peekable();
        for step in 0..run.history().len() {
            self.starts.push(total);
            total += u32::from(has_row(run, step));
            total += u32::from(run.history().fell(step).is_some());
            total += headlines(run, step).map(|headline| rows_of(&headline)).sum::<u32>();
            while notes.next_if(|note| note.step <= step).is_some() {
                total += 1;
            }
        }
        self.starts.push(total);
    }

    fn follow<P: Protocol>(&mut self, run: &Run<P>) {
        let history = run.history();
        let mut under_way = FewSet::default();
        let mut asks = FewSet::default();
        for step in 0..history.len() {
            match history.step(step).happening {
                Happening::Deliver(id) | Happening::Lose(id) | Happening::Bounce(id) => {
                    under_way.remove(&id);
                }
                Happening::Ask { client, .. } => {
                    asks.insert(client);
                }
                Happening::Crash { node } => self.falls[usize::from(node.0)].push((step, true)),
                Happening::Restart { node, .. } => self.falls[usize::from(node.0)].push((step, false)),
                Happening::SetUp | Happening::Duplicate(_) | Happening::Delay { .. } => {}
                Happening::GiveUp { .. } => {}
                Happening::Timeout { .. } | Happening::Start { .. } | Happening::CrashRestart { .. } => {}
                Happening::Cut | Happening::Heal | Happening::Doom { .. } | Happening::Change => {}
            }
            if let Some((node, _, None)) = history.fell(step) {
                self.falls[usize::from(node.0)].push((step, true));
            }
            let ending = history.sent(step).filter(|(_, sent)| ends_in_a_row(run, sent));
            under_way.extend(ending.map(|(id, _)| id));
            if step.is_multiple_of(FRAME) {
                self.frames.push(under_way.iter().copied().collect());
            }
        }
        self.clients =
            asks.iter().copied().filter(|client: &ClientId| usize::from(client.0) < CLIENTS).collect();
    }

    fn note_link<P: Protocol>(&mut self, message: &Sent<P>) {
        match (message.from, message.to) {
            (Address::Node(a), Address::Node(b)) => {
                self.linked[usize::from(a.0)].insert(b);
                self.linked[usize::from(b.0)].insert(a);
            }
            (Address::Client(client), Address::Node(node))
            | (Address::Node(node), Address::Client(client)) => {
                if let Some(asked) = self.asked.get_mut(usize::from(client.0)) {
                    asked.insert(node);
                }
            }
            (Address::Client(_), Address::Client(_)) => {}
        }
    }

    /// The number of the last step.
    pub(crate) fn last(&self) -> u32 {
        u32::try_from(self.starts.len()).map_or(0, |length| length.saturating_sub(2))
    }

    /// How many rows the whole run has.
    pub(crate) fn total(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The rows of a step: its own, if it has one, then its bands and notes.
    pub(crate) fn of(&self, step: u32) -> std::ops::Range<u32> {
        let step = step as usize;
        self.starts[step]..self.starts[step + 1]
    }

    /// The notes that are shown after `step`.
    pub(crate) fn notes(&self, step: u32) -> &[Note] {
        let start = self.notes.partition_point(|note| note.step < step);
        let end = self.notes.partition_point(|note| note.step <= step);
        &self.notes[start..end]
    }

    /// The clients that ask something in the course of the run.
    pub(crate) fn clients(&self) -> &[ClientId] {
        &self.clients
    }

    pub(crate) fn asked_by(&self, client: ClientId) -> NodeSet {
        self.asked.get(usize::from(client.0)).copied().unwrap_or_default()
    }

    /// Whether the two nodes have to do with each other; all have, where no
    /// node sends anything.
    pub(crate) fn are_linked(&self, a: NodeId, b: NodeId) -> bool {
        self.linked[usize::from(a.0)].contains(b) || self.linked.iter().all(|linked| linked.is_empty())
    }

    /// Whether all messages are about the same slot: then it need not be said.
    pub(crate) fn has_one_slot(&self) -> bool {
        self.slots.is_none_or(|(low, high)| low == high)
    }

    /// The steps after which `node` is down (true) or up again.
    pub(crate) fn falls(&self, node: NodeId) -> &[(u32, bool)] {
        &self.falls[usize::from(node.0)]
    }

    /// Whether `node` is down after `step`.
    pub(crate) fn is_down(&self, node: NodeId, step: u32) -> bool {
        let falls = self.falls(node);
        let past = falls.partition_point(|(at, _)| *at <= step);
        past > 0 && falls[past - 1].1
    }

    /// The messages that the diagram draws in the steps `from` to `to`: sent
    /// in them, or under way before them, in the order of sending.
    pub(crate) fn messages<P: Protocol>(&self, run: &Run<P>, from: u32, to: u32) -> Vec<MessageId> {
        let history = run.history();
        let before = from.saturating_sub(1);
        let frame = before / FRAME;
        let listed = self.frames.get(frame as usize).into_iter().flatten().copied();
        let since = (frame * FRAME + 1..from).flat_map(|step| history.sent(step).map(|(id, _)| id));
        let mut messages: Vec<_> = listed
            .chain(since)
            .filter(|id| {
                let sent = history.message(*id);
                sent.sent < from && sent.ended.is_some_and(|(at, _)| at >= from) && ends_in_a_row(run, sent)
            })
            .collect();
        for step in from..=to {
            let drawn = history.sent(step).filter(|(_, sent)| is_drawn(run, sent));
            messages.extend(drawn.map(|(id, _)| id));
        }
        messages
    }
}

/// Whether the step has a row of its own.
pub(crate) fn has_row<P: Protocol>(run: &Run<P>, step: u32) -> bool {
    step > 0 && !run.history().step(step).folded
}

fn ends_in_a_row<P: Protocol>(run: &Run<P>, sent: &Sent<P>) -> bool {
    sent.ended.is_some_and(|(at, _)| has_row(run, at))
}

/// Background messages count where something came of them; others always.
fn is_drawn<P: Protocol>(run: &Run<P>, sent: &Sent<P>) -> bool {
    match sent.ended {
        Some((at, _)) => has_row(run, at),
        None => !P::is_background(&sent.message),
    }
}

/// What is said across the diagram after a step.
pub(crate) fn headlines<P: Protocol>(run: &Run<P>, step: u32) -> impl Iterator<Item = Headline> {
    let (protocol, names) = (&run.settings().protocol, run.names());
    run.history().facts(step).iter().filter_map(move |noted| match noted {
        Noted::At(node, fact) => protocol.fact_headline(names, *node, fact),
        Noted::Found(finding) => protocol.headline(names, finding),
        Noted::Asked { .. } | Noted::Answered { .. } | Noted::AnsweredTwice { .. } => None,
        Noted::Crashed { .. } | Noted::Changed(_) | Noted::Links(_) => None,
    })
}

/// How many rows it takes: what is broken is said in full.
pub(crate) const fn rows_of(headline: &Headline) -> u32 {
    match headline.kind {
        HeadlineKind::Chosen | HeadlineKind::Leads => 1,
        HeadlineKind::Violation => 2,
    }
}

/// How a message's journey ended, for those who draw it.
pub(crate) fn is_lost(ending: Ending) -> bool {
    match ending {
        Ending::Arrived => false,
        Ending::Lost | Ending::Dead => true,
    }
}
