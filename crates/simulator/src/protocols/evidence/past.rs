//! The history of a run up to a step, to look things up in, and the words for
//! what is found.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, Ballot, Config, Fact, Message, NodeId, NodeSet, Slot};

use crate::action::Disk;
use crate::evidence::{Points, Thing};
use crate::history::History;
use crate::narrate::Sentence;
use crate::protocols::Paxos;
use crate::step::{Happening, MessageId, Noted};

/// Evidence is looked for in so many steps before: what is older is not shown.
const REACH: u32 = 1 << 16;

const NUMBERS: [&str; 16] = [
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "13", "14", "15",
];

/// A number in words, where it is small.
pub(in crate::protocols) fn number(count: usize) -> String {
    NUMBERS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_string())
}

/// The history up to a step, to look things up in.
pub(in crate::protocols) struct Past<'a> {
    pub config: &'a Config,
    pub names: &'a Names,
    pub history: &'a History<Paxos>,
    pub step: u32,
}

impl<'a> Past<'a> {
    pub fn say(&self) -> Sentence<'a> {
        Sentence::new(self.names)
    }

    /// The last step up to `last` at which `look` finds something.
    pub fn last<T>(&self, last: u32, look: impl FnMut(u32) -> Option<T>) -> Option<T> {
        (last.saturating_sub(REACH)..=last).rev().find_map(look)
    }

    pub fn last_fact(&self, node: NodeId, last: u32, is_it: impl Fn(&Fact) -> bool) -> Option<u32> {
        self.last(last, |step| self.facts_at(node, step).any(&is_it).then_some(step))
    }

    /// When `node` promised `ballot` in `slot`: by a promise or, failing that,
    /// by a vote.
    pub fn promised(&self, node: NodeId, ballot: Ballot, slot: Slot) -> Option<u32> {
        let promise = |fact: &Fact| {
            matches!(fact, Fact::Promised { ballot: of, slot: at }
                if *of == ballot && at.is_none_or(|at| at == slot))
        };
        self.last_fact(node, self.step, promise).or_else(|| self.voted(node, ballot, slot))
    }

    pub fn voted(&self, node: NodeId, ballot: Ballot, slot: Slot) -> Option<u32> {
        let vote = |fact: &Fact| matches!(fact, Fact::Voted { ballot: of, slot: at, .. } if *of == ballot && *at == slot);
        self.last_fact(node, self.step, vote)
    }

    /// The last message from `from` that `node` heard and that fits.
    pub fn heard(&self, node: NodeId, from: NodeId, fits: impl Fn(&Message) -> bool) -> Option<MessageId> {
        self.last(self.step, |step| {
            let Happening::Deliver(id) = self.history.step(step).happening else { return None };
            let sent = self.history.message(id);
            let ways = (sent.from, sent.to) == (Address::Node(from), Address::Node(node));
            (ways && fits(&sent.message)).then_some(id)
        })
    }

    /// The message that the step is about.
    pub fn delivered(&self, step: u32) -> Option<MessageId> {
        let Happening::Deliver(id) = self.history.step(step).happening else { return None };
        Some(id)
    }

    /// Points at a step and at the message that arrived in it.
    pub fn point(&self, points: &mut Points, step: u32, main: bool) {
        if main {
            points.main(Thing::Step(step));
        } else {
            points.part(Thing::Step(step));
        }
        if let Some(id) = self.delivered(step) {
            points.part(Thing::Message(id));
        }
    }

    /// Everybody does as the rules ask, disks included: what they promise of
    /// all runs is true of this one.
    pub fn all_keep_faith(&self) -> bool {
        let forgets = |step| {
            let (Happening::Restart { disk, .. }
            | Happening::CrashRestart { disk, .. }
            | Happening::Doom { back: Some(disk), .. }) = self.history.step(step).happening
            else {
                return None;
            };
            (disk != Disk::Kept).then_some(())
        };
        let cluster = &self.config.cluster;
        self.config.rules.broken().next().is_none()
            && cluster.quorums.intersect(cluster.acceptors.len())
            && self.last(self.step, forgets).is_none()
    }

    /// What a step made true at a node.
    pub fn facts_at(&self, node: NodeId, step: u32) -> impl Iterator<Item = &'a Fact> {
        let all = self.history.facts(step).iter().filter_map(Noted::at_node);
        all.filter(move |(at, _)| *at == node).map(|(_, fact)| fact)
    }

    /// The promises that a proposer counted for `ballot`, and what they report.
    pub fn promises(&self, node: NodeId, ballot: Ballot) -> Option<(NodeSet, u32)> {
        self.last(self.step, |step| {
            self.facts_at(node, step).find_map(|fact| {
                if let Fact::Prepared { ballot: of, promises, .. } | Fact::Leads { ballot: of, promises } =
                    fact
                    && *of == ballot
                {
                    Some((*promises, step))
                } else {
                    None
                }
            })
        })
    }

    /// `, two of three`
    pub fn of_all(&self, set: NodeSet) -> String {
        let number = |count: u8| number(usize::from(count));
        format!("{} of {}", number(set.len()), number(self.config.cluster.acceptors.len()))
    }

    /// `: two of three are a quorum`
    pub fn quorum(&self, set: NodeSet, needed: u8) -> String {
        let are = if set.len() == 1 { "is" } else { "are" };
        let no = if set.len() < needed { "no" } else { "a" };
        format!(": {} {are} {no} quorum", self.of_all(set))
    }
}

pub(super) const fn cell(slot: Slot, ballot: Ballot, node: NodeId) -> Thing {
    Thing::Cell { slot: slot.0, round: ballot.round, owner: ballot.owner, node }
}

/// `A, B and C`, each of them as a node.
pub(in crate::protocols) fn list(mut say: Sentence<'_>, nodes: NodeSet) -> Sentence<'_> {
    let mut rest = nodes.len();
    for node in nodes.iter() {
        rest -= 1;
        say = say.node(node);
        say = match rest {
            0 => say,
            1 => say.text(" and "),
            _ => say.text(", "),
        };
    }
    say
}
