//! How everything reads: `2.B`, `#3`, `Accept 2.B #3 set x 1`. The same strings
//! stand in tests, tooltips, narration, errors and diagrams.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::fmt::{self, Display, Formatter};

use crate::ballot::Ballot;
use crate::message::{Message, Vote};
use crate::node::{Address, ClientId, NodeId, NodeSet};
use crate::slot::Slot;
use crate::value::{Command, Op, Outcome, Value};

/// The nodes' names, in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Names(Vec<String>);

impl Names {
    #[must_use]
    pub const fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// A, B, C and so on.
    #[must_use]
    pub fn letters(count: u8) -> Self {
        Self((0..count).map(|at| char::from(b'A' + at).to_string()).collect())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn find(&self, name: &str) -> Option<NodeId> {
        let at = self.0.iter().position(|known| known == name)?;
        u8::try_from(at).ok().map(NodeId)
    }

    #[must_use]
    pub fn node(&self, node: NodeId) -> &str {
        self.0.get(usize::from(node.0)).map_or("?", String::as_str)
    }

    /// `A, B and C`
    #[must_use]
    pub fn list(&self, nodes: NodeSet) -> String {
        let names: Vec<&str> = nodes.iter().map(|node| self.node(node)).collect();
        if names.is_empty() { "nobody".to_string() } else { all_of(&names) }
    }

    /// Anything of the protocol, as it reads with these names.
    pub const fn show<T>(&self, what: T) -> Named<'_, T> {
        Named { names: self, what }
    }
}

/// `one, two and three`
#[must_use]
pub fn all_of<S: Borrow<str>>(parts: &[S]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.borrow().to_string(),
        [most @ .., last] => most.join(", ") + " and " + last.borrow(),
    }
}

/// Something together with the names that it needs to be written.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a, T> {
    names: &'a Names,
    what: T,
}

impl Display for Slot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl Display for Named<'_, NodeId> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.names.node(self.what))
    }
}

impl Display for Named<'_, ClientId> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.what.as_node() {
            Some(node) => f.write_str(self.names.node(node)),
            None => write!(f, "c{}", self.what.0 + 1),
        }
    }
}

impl Display for Named<'_, Address> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.what {
            Address::Node(node) => self.names.show(node).fmt(f),
            Address::Client(client) => self.names.show(client).fmt(f),
        }
    }
}

impl Display for Named<'_, Ballot> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.what.round, self.names.node(self.what.owner))
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set { key, value } => write!(f, "set {} {}", key.as_str(), value.as_str()),
            Self::Add { key, amount } => write!(f, "add {} {}", key.as_str(), amount.as_str()),
            Self::Get { key } => write!(f, "get {}", key.as_str()),
        }
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.op.fmt(f)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOp => f.write_str("no-op"),
            Self::Command(command) => command.fmt(f),
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("ok"),
            Self::Found(word) => f.write_str(word.as_str()),
            Self::Missing => f.write_str("nothing"),
        }
    }
}

impl Display for Named<'_, &[(Slot, Vote)]> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (slot, vote)) in self.what.iter().enumerate() {
            let gap = if at == 0 { "" } else { ", " };
            write!(f, "{gap}{slot} {} @{}", vote.value, self.names.show(vote.ballot))?;
        }
        f.write_str("}")
    }
}

/// Runs of slots: `#1-#4, #7`.
fn write_runs(f: &mut Formatter<'_>, slots: impl Iterator<Item = Slot>) -> fmt::Result {
    let mut slots = slots.peekable();
    let mut gap = "";
    while let Some(first) = slots.next() {
        let mut last = first;
        while let Some(next) = slots.next_if_eq(&last.next()) {
            last = next;
        }
        write!(f, "{gap}{first}")?;
        if last != first {
            write!(f, "-{last}")?;
        }
        gap = ", ";
    }
    Ok(())
}

impl Display for Named<'_, &Message> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names = self.names;
        let name = self.what.kind().name();
        match self.what {
            Message::Request { command } | Message::Forward { command } => write!(f, "{name} {command}"),
            Message::Response { outcome, .. } => write!(f, "{name} {outcome}"),
            Message::Redirect { leader, .. } => write!(f, "{name} {}", names.show(*leader)),
            Message::Prepare { ballot, slot } => write!(f, "{name} {} {slot}", names.show(*ballot)),
            Message::Promise { ballot, slot, votes, decided, watermark } => {
                write!(f, "{name} {} {slot} {}", names.show(*ballot), names.show(&**votes))?;
                if !decided.is_empty() {
                    f.write_str(" chosen ")?;
                    write_runs(f, decided.iter().map(|(slot, _)| *slot))?;
                }
                watermark.map_or(Ok(()), |slot| write!(f, " watermark {slot}"))
            }
            Message::Accept { ballot, slot, value } | Message::Accepted { ballot, slot, value } => {
                write!(f, "{name} {} {slot} {value}", names.show(*ballot))
            }
            Message::Nack { ballot, slot, promised } => {
                write!(f, "{name} {} {slot} promised {}", names.show(*ballot), names.show(*promised))
            }
            Message::Learn { slot, value, .. } => write!(f, "{name} {slot} {value}"),
            Message::Heartbeat { ballot, commit, watermark } => {
                write!(f, "{name} {}", names.show(*ballot))?;
                commit.map_or(Ok(()), |commit| write!(f, " commit {commit}"))?;
                watermark.map_or(Ok(()), |slot| write!(f, " watermark {slot}"))
            }
            Message::HeartbeatAck { ballot, holds } => {
                write!(f, "{name} {}", names.show(*ballot))?;
                holds.map_or(Ok(()), |slot| write!(f, " holds {slot}"))
            }
            Message::PreVote { ballot, promised } | Message::PreVoteGranted { ballot, promised } => {
                write!(f, "{name} {}", names.show(*ballot))?;
                promised.map_or(Ok(()), |promised| write!(f, " promised {}", names.show(promised)))
            }
            Message::CatchUp { slot } => write!(f, "{name} from {slot}"),
            Message::Decided { values } => {
                write!(f, "{name} ")?;
                write_runs(f, values.iter().map(|(slot, _)| *slot))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Word;

    #[test]
    fn messages_read_the_same_everywhere() {
        let names = Names::letters(3);
        let ballot = Ballot::new(2, NodeId(1));
        let op = Op::Set { key: Word::new("x").unwrap(), value: Word::new("1").unwrap() };
        let value = Value::Command(Command { client: ClientId(0), sequence: 1, op });
        let accept = Message::Accept { ballot, slot: Slot(3), value };
        assert_eq!(names.show(&accept).to_string(), "Accept 2.B #3 set x 1");
        let votes = alloc::vec![(Slot(3), Vote { ballot, value })];
        let decided = [1, 2, 5].map(|slot| (Slot(slot), Value::NoOp)).to_vec();
        let promise = Message::Promise {
            ballot: Ballot::new(3, NodeId(0)),
            slot: Slot(1),
            votes: votes.into(),
            decided: decided.into(),
            watermark: None,
        };
        assert_eq!(names.show(&promise).to_string(), "Promise 3.A #1 {#3 set x 1 @2.B} chosen #1-#2, #5");
        assert_eq!(names.list(NodeSet::first(3)), "A, B and C");
    }
}
