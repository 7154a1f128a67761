//! The sequence diagram as text, in the overview's notation: a row is all
//! messages of one kind, ballot and slot that answer the same cause; `#` marks
//! who sends in it, an arrow has a head at each end where messages go both
//! ways, `x` is the head of a message that does not arrive and `.` of one that
//! is under way to the end. `:` is the lane of a node that is down. What
//! happens at one node has a row of its own: `X` crash, `O` restart, `!`
//! timeout, `*` other.

use std::collections::BTreeMap;

use antipaxos_paxos::{Address, NodeId};
use antipaxos_simulator::action::Disk;
use antipaxos_simulator::scenario::print;
use antipaxos_simulator::transcript::happening;
use antipaxos_simulator::{Ending, Happening, MessageId, Protocol, Run, Sent};

use crate::message::name;
use crate::rows::{Rows, has_row};

/// Between the last client's lane and the first node's.
const AISLE: usize = 10;
/// How many rows back an answer may still find its row.
const REACH: usize = 16;

/// The messages of one row.
struct Group {
    step: u32,
    origin: Option<u32>,
    members: Vec<MessageId>,
}

struct Lanes {
    /// From left to right: whose, and in which column.
    lanes: Vec<(Address, usize)>,
    text: usize,
}

/// The whole run as a text diagram, background messages left out.
#[must_use]
pub fn ascii<P: Protocol>(run: &Run<P>) -> String {
    ascii_until(run, run.last())
}

/// The run as it stands after step `last`: what arrives later is under way.
#[must_use]
pub fn ascii_until<P: Protocol>(run: &Run<P>, last: u32) -> String {
    let last = last.min(run.last());
    let rows = Rows::new(run, Vec::new());
    let lanes = Lanes::new(run, &rows);
    // In the order of steps, an event before what it sends.
    let mut lines: Vec<((u32, u32), String)> = Vec::new();
    for step in 0..=last {
        if let Some(line) = event(run, &rows, &lanes, step) {
            lines.push(((step, 0), line));
        }
    }
    for (at, group) in (1..).zip(groups(run, last)) {
        lines.push(((group.step, at), arrows(run, &rows, &lanes, &group, last)));
    }
    lines.sort();
    let mut text = lanes.header(run, &rows);
    for (_, line) in lines {
        text += line.trim_end();
        text.push('\n');
    }
    text
}

impl Lanes {
    fn new<P: Protocol>(run: &Run<P>, rows: &Rows) -> Self {
        let mut lanes = Vec::new();
        let mut column = 2;
        for client in rows.clients() {
            lanes.push((Address::Client(*client), column));
            column += 4;
        }
        if !lanes.is_empty() {
            column += AISLE - 4;
        }
        let widest = run.settings().nodes().iter().map(|node| run.names().node(node).chars().count()).max();
        let pitch = widest.unwrap_or(1) + 2;
        for node in run.settings().nodes().iter() {
            lanes.push((Address::Node(node), column));
            column += pitch;
        }
        Self { lanes, text: column }
    }

    fn header<P: Protocol>(&self, run: &Run<P>, rows: &Rows) -> String {
        let clients = match rows.clients().len() {
            0 => "",
            1 => "Client",
            _ => "Clients",
        };
        let everyone = run.settings().protocol.proposers() == run.settings().nodes();
        let nodes = if everyone { "Replicas" } else { "Nodes" };
        let first = self.lanes.get(rows.clients().len()).map_or(0, |(_, column)| *column);
        let mut second = String::new();
        for (address, column) in &self.lanes {
            let name = match address {
                Address::Client(_) if rows.clients().len() < 2 => continue,
                Address::Client(_) | Address::Node(_) => name(run, *address),
            };
            second = format!("{second:<column$}{name}");
        }
        format!("{clients:<first$}{nodes}\n{second}\n")
    }

    fn position(&self, address: Address) -> Option<usize> {
        self.lanes.iter().position(|(known, _)| *known == address)
    }

    /// Everyone's lane, before anything is drawn over it.
    fn blank(&self, rows: &Rows, step: u32) -> Vec<char> {
        let mut line = vec![' '; self.text];
        for (address, column) in &self.lanes {
            let down = match address {
                Address::Node(node) => rows.is_down(*node, step),
                Address::Client(_) => false,
            };
            line[*column] = if down { ':' } else { '|' };
        }
        line
    }
}

/// Puts messages together that one row shows: those of one step, those that
/// answer messages of one step, and those with which a node answers itself
/// within the step that asks.
fn groups<P: Protocol>(run: &Run<P>, last: u32) -> Vec<Group> {
    let history = run.history();
    let mut groups: Vec<Group> = Vec::new();
    let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (id, sent) in (0..).map(MessageId).zip(history.messages()) {
        if sent.sent > last || P::is_background(&sent.message) {
            continue;
        }
        let tags = P::tags(&sent.message);
        let (origin, asked) = match history.step(sent.sent).happening {
            Happening::Deliver(asked) => {
                let asked = history.message(asked);
                (Some(asked.sent), Some(P::tags(&asked.message).kind))
            }
            Happening::SetUp | Happening::Lose(_) | Happening::Bounce(_) | Happening::Duplicate(_) => {
                (None, None)
            }
            Happening::Ask { .. } | Happening::GiveUp { .. } | Happening::Timeout { .. } => (None, None),
            Happening::Start { .. } | Happening::Crash { .. } | Happening::Restart { .. } => (None, None),
            Happening::CrashRestart { .. } | Happening::Cut | Happening::Heal => (None, None),
            Happening::Doom { .. } | Happening::Change | Happening::Delay { .. } => (None, None),
        };
        let joins = |group: &Group| {
            let answers = origin.is_some() && group.origin == origin;
            let answers_first = origin == Some(group.step) && asked != Some(tags.kind);
            group.step == sent.sent || answers || answers_first
        };
        let alike = known.entry((tags.kind, tags.ballot, tags.slot)).or_default();
        let found = alike.iter().rev().take(REACH).copied().find(|at| joins(&groups[*at]));
        if let Some(at) = found {
            groups[at].members.push(id);
        } else {
            alike.push(groups.len());
            groups.push(Group { step: sent.sent, origin, members: vec![id] });
        }
    }
    groups
}

/// What an arrow's end looks like; the last of these that applies wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Head {
    None,
    Waits,
    Lost,
    Arrives,
}

fn head<P: Protocol>(sent: &Sent<P>, last: u32) -> Head {
    match sent.ended.filter(|(at, _)| *at <= last) {
        None => Head::Waits,
        Some((_, Ending::Arrived)) => Head::Arrives,
        Some((_, Ending::Lost | Ending::Dead)) => Head::Lost,
    }
}

const fn symbol(head: Head, arrow: char) -> char {
    match head {
        Head::None => '-',
        Head::Waits => '.',
        Head::Lost => 'x',
        Head::Arrives => arrow,
    }
}

fn arrows<P: Protocol>(run: &Run<P>, rows: &Rows, lanes: &Lanes, group: &Group, last: u32) -> String {
    let count = lanes.lanes.len();
    let mut line = lanes.blank(rows, group.step);
    let (mut from_left, mut from_right) = (vec![Head::None; count], vec![Head::None; count]);
    let mut crossed = vec![false; count];
    let (mut sends, mut passed) = (vec![false; count], vec![false; count]);
    let mut receives = vec![false; count];
    for id in &group.members {
        let sent = run.history().message(*id);
        let (Some(from), Some(to)) = (lanes.position(sent.from), lanes.position(sent.to)) else { continue };
        let heads = if from < to { &mut from_left } else { &mut from_right };
        heads[to] = heads[to].max(head(sent, last));
        sends[from] = true;
        receives[to] = true;
        let (low, high) = (from.min(to), from.max(to));
        crossed[low..high].fill(true);
        passed[low + 1..high].fill(true);
    }
    for at in 0..count {
        let column = lanes.lanes[at].1;
        if sends[at] {
            line[column] = '#';
        } else if passed[at] && !receives[at] {
            line[column] = '-';
        }
        // The gap to the right of this lane.
        if !crossed[at] {
            continue;
        }
        let (left, right) = (column + 1, lanes.lanes[at + 1].1 - 1);
        line[left..=right].fill('-');
        line[right] = symbol(from_left[at + 1], '>');
        line[left] = symbol(from_right[at], '<');
    }
    let line: String = line.into_iter().collect();
    line + &call(run, lanes, group, (&from_left, &from_right), last)
}

/// The row's words, with what the arrows do not show of messages that did not
/// arrive.
fn call<P: Protocol>(
    run: &Run<P>,
    lanes: &Lanes,
    group: &Group,
    (from_left, from_right): (&[Head], &[Head]),
    last: u32,
) -> String {
    let (protocol, names) = (&run.settings().protocol, run.names());
    // A second copy brings nothing new.
    let mut calls: Vec<(Address, String)> = Vec::new();
    for sent in group.members.iter().map(|id| run.history().message(*id)) {
        let call = (sent.from, protocol.caption(names, &sent.message).call);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    let mut text = joined(&calls.into_iter().map(|(_, call)| call).collect::<Vec<_>>());
    if let Happening::Duplicate(_) = run.history().step(group.step).happening {
        text += " (a copy)";
    }
    for id in &group.members {
        let sent = run.history().message(*id);
        let (Some(from), Some(to)) = (lanes.position(sent.from), lanes.position(sent.to)) else { continue };
        let shown = if from < to { from_left[to] } else { from_right[to] };
        if head(sent, last) != shown {
            let fate = if head(sent, last) == Head::Lost { "lost" } else { "under way" };
            text += &format!(" ({}->{} {fate})", name(run, sent.from), name(run, sent.to));
        }
    }
    text
}

/// One text for the calls of a row. What stands in braces is what each sender
/// brings: the row shows all of it, as the proposer sees it.
fn joined(calls: &[String]) -> String {
    let parts = |call: &'_ String| {
        let (open, rest) = call.split_once('{')?;
        let (brought, close) = rest.rsplit_once('}')?;
        Some((open.to_string(), brought.to_string(), close.to_string()))
    };
    if let Some(parts) = calls.iter().map(parts).collect::<Option<Vec<_>>>()
        && let Some((open, _, close)) = parts.first()
        && parts.iter().all(|part| part.0 == *open && part.2 == *close)
    {
        let brought: Vec<&str> = parts.iter().map(|part| part.1.as_str()).collect();
        return format!("{open}{{{}}}{close}", brought.join(", "));
    }
    let mut distinct: Vec<&str> = Vec::new();
    for call in calls {
        if !distinct.contains(&call.as_str()) {
            distinct.push(call);
        }
    }
    distinct.join(" / ")
}

/// What happens at one place; asking shows as the Request's own row.
fn event<P: Protocol>(run: &Run<P>, rows: &Rows, lanes: &Lanes, step: u32) -> Option<String> {
    if !has_row(run, step) {
        return None;
    }
    let names = run.names();
    let at = |node: NodeId| Some(Address::Node(node));
    let disk = |disk: Disk| match disk {
        Disk::Kept => "",
        Disk::Lost => ", its disk lost",
        Disk::WithoutLastWrite => ", its last write lost",
    };
    let stands = |address: Option<Address>, mark: char, words: String| {
        let mut line = lanes.blank(rows, step);
        if let Some(at) = address.and_then(|address| lanes.position(address)) {
            line[lanes.lanes[at].1] = mark;
        }
        Some(line.into_iter().collect::<String>() + &words)
    };
    if let Some((node, point, back)) = run.history().fell(step) {
        let back = back.map_or_else(String::new, |back| format!(" and restarts{}", disk(back)));
        let words = format!("{} crashes {}{back}", names.node(node), print::crash_point(point));
        return stands(at(node), 'X', words);
    }
    let (address, mark, words) = match run.history().step(step).happening {
        Happening::SetUp | Happening::Lose(_) | Happening::Bounce(_) | Happening::Duplicate(_) => {
            return None;
        }
        Happening::Ask { .. } => return None,
        Happening::Deliver(id) => {
            let sent = run.history().message(id);
            if sent.ended.is_some_and(|(at, _)| at == step) {
                return None;
            }
            let call = run.settings().protocol.caption(names, &sent.message).call;
            (Some(sent.to), '*', format!("{} hears {call} again", name(run, sent.to)))
        }
        Happening::Delay { id, by_ms } => {
            let sent = run.history().message(id);
            let call = run.settings().protocol.caption(names, &sent.message).call;
            (Some(sent.from), '*', format!("{call} to {} is delayed by {by_ms}ms", name(run, sent.to)))
        }
        Happening::GiveUp { client } => {
            let address = Address::Client(client);
            (Some(address), 'X', format!("{} gives up", name(run, address)))
        }
        Happening::Timeout { node, timer } => {
            (at(node), '!', format!("{}: {} timeout", names.node(node), P::timer_name(timer)))
        }
        Happening::Start { node } => (at(node), '*', format!("{} starts a ballot", names.node(node))),
        Happening::Crash { node } => (at(node), 'X', format!("{} crashes", names.node(node))),
        Happening::Restart { node, disk: kept } => {
            (at(node), 'O', format!("{} restarts{}", names.node(node), disk(kept)))
        }
        Happening::CrashRestart { node, disk: kept } => {
            (at(node), 'X', format!("{} crashes and restarts{}", names.node(node), disk(kept)))
        }
        Happening::Cut => (None, ' ', happening(run, step)),
        Happening::Heal => (None, ' ', happening(run, step)),
        Happening::Doom { node, .. } => (at(node), '*', happening(run, step)),
        Happening::Change => {
            (run.history().change(step).and_then(|change| change.place()), '*', happening(run, step))
        }
    };
    stands(address, mark, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_the_union_of_what_its_senders_bring() {
        let calls = ["Promise(2.B, {none})", "Promise(2.B, {set x 1 @1.A})"].map(String::from);
        assert_eq!(joined(&calls), "Promise(2.B, {none, set x 1 @1.A})");
        let calls = ["Nack(1.A, promised 2.B)", "Nack(1.A, promised 3.C)", "Nack(1.A, promised 2.B)"]
            .map(String::from);
        assert_eq!(joined(&calls), "Nack(1.A, promised 2.B) / Nack(1.A, promised 3.C)");
    }
}
