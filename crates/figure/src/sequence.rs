//! The space-time diagram: a lane for everyone who takes part, a row for each
//! step, an arrow for each message from the row that sent it to the row that
//! ended its journey. Invariant: a shape depends on the run and the width
//! alone, the window only chooses among shapes.

mod arrow;
mod bands;
mod labels;

use antipaxos_paxos::{Address, ClientId, NodeId};
use antipaxos_simulator::action::Disk;
use antipaxos_simulator::scenario::print;
use antipaxos_simulator::transcript::happening;
use antipaxos_simulator::{Caption, Happening, MessageId, Protocol, Run};

use self::labels::{Stroke, Wanted};
use crate::message;
use crate::rows::{Rows, has_row};
use crate::shape::{Anchor, Area, Figure, Lane, Point, Ref, Row, Shape, View, Window};
use crate::text::{self, size};

/// The height of a row.
pub(crate) const ROW: i32 = 24;
/// Above it are the lanes' names.
pub(crate) const TOP: i32 = 48;
const BOTTOM: i32 = 14;
/// Lifelines are drawn in pieces of so many rows.
const PIECE: u32 = 32;
const FRAME: i32 = 6;
/// So many clients have a lane each.
const OWN_LANES: usize = 2;
/// Between an arrow's tip and its label.
const NEAR: i32 = 17;

struct Diagram<'a, P: Protocol> {
    run: &'a Run<P>,
    rows: &'a Rows,
    width: i32,
    clients: i32,
    lanes: i32,
    shapes: Vec<Shape>,
    /// In the order of sending.
    strokes: Vec<Stroke>,
    wanted: Vec<Wanted>,
    labels: Vec<Shape>,
}

pub(crate) fn sequence<P: Protocol>(run: &Run<P>, rows: &Rows, width: i32, window: Window) -> Figure {
    let to = window.to.min(rows.last());
    let from = window.from.min(to);
    // Many clients share a lane: the room belongs to the replicas.
    let clients = if rows.clients().len() > OWN_LANES { 1 } else { rows.clients().len() };
    let clients = i32::try_from(clients).unwrap_or(0);
    let nodes = i32::try_from(run.names().len()).unwrap_or(0);
    let mut diagram = Diagram {
        run,
        rows,
        width,
        clients,
        lanes: clients + nodes,
        shapes: Vec::new(),
        strokes: Vec::new(),
        wanted: Vec::new(),
        labels: Vec::new(),
    };
    for step in from..=to {
        diagram.hit(step);
    }
    diagram.lifelines(from, to);
    diagram.names();
    for id in rows.messages(run, from, to) {
        diagram.arrow(id);
    }
    // Arrows pass behind what is said, so that it can be read.
    for step in from..=to {
        diagram.bands(step);
    }
    for step in from..=to {
        diagram.event(step);
    }
    diagram.place_labels(from, to);
    let labels = std::mem::take(&mut diagram.labels);
    diagram.shapes.extend(labels);
    let height = row_top(rows.total()) + BOTTOM;
    let lanes =
        diagram.addresses().map(|address| Lane { name: diagram.lane_name(address), x: diagram.x(address) });
    let lanes = lanes.collect();
    let rows = (from..=to).map(|step| Row { step, y: diagram.playhead(step) }).collect();
    Figure { view: View::Sequence, width, height, shapes: diagram.shapes, rows, lanes }
}

fn row_top(row: u32) -> i32 {
    TOP + i32::try_from(row).unwrap_or(i32::MAX / ROW - TOP) * ROW
}

fn row_y(row: u32) -> i32 {
    row_top(row) + ROW / 2
}

impl<P: Protocol> Diagram<'_, P> {
    /// Whether all clients are in one lane.
    fn shares_lane(&self) -> bool {
        self.rows.clients().len() > OWN_LANES
    }

    /// The name over a lane.
    fn lane_name(&self, address: Address) -> String {
        match address {
            Address::Client(_) if self.shares_lane() => "clients".to_string(),
            Address::Client(_) | Address::Node(_) => message::name(self.run, address),
        }
    }

    /// Of each lane, who is in it, or the first of them.
    fn addresses(&self) -> impl Iterator<Item = Address> {
        let nodes = self.run.settings().nodes().iter().map(Address::Node).collect::<Vec<_>>();
        let own = if self.shares_lane() { 1 } else { OWN_LANES };
        self.rows.clients().iter().take(own).copied().map(Address::Client).chain(nodes)
    }

    /// The x of the lane at a position from the left.
    fn lane_x(&self, at: i32) -> i32 {
        let margin = (self.width / (2 * self.lanes.max(1))).clamp(18, 76);
        if self.lanes < 2 {
            self.width / 2
        } else {
            margin + at * (self.width - 2 * margin) / (self.lanes - 1)
        }
    }

    fn x(&self, address: Address) -> i32 {
        let at = match address {
            Address::Client(_) if self.shares_lane() => 0,
            Address::Client(client) => {
                let at = self.rows.clients().iter().position(|known| *known == client);
                i32::try_from(at.unwrap_or(0)).unwrap_or(0)
            }
            Address::Node(node) => self.clients + i32::from(node.0),
        };
        self.lane_x(at)
    }

    /// Half way from one lane to another, but on no lane between them.
    fn half_way(&self, from: Address, to: Address) -> i32 {
        let (from, to) = (self.x(from), self.x(to));
        let pitch = if self.lanes < 2 { 0 } else { self.lane_x(1) - self.lane_x(0) };
        let middle = i32::midpoint(from, to);
        let is_on_lane = (0..self.lanes).any(|at| (self.lane_x(at) - middle).abs() < pitch / 4);
        if is_on_lane { middle + (to - from).signum() * pitch / 2 } else { middle }
    }

    /// The height at which a step happens: its row, or where the rows before
    /// it end.
    fn y(&self, step: u32) -> i32 {
        let rows = self.rows.of(step);
        if has_row(self.run, step) { row_y(rows.start) } else { rows.start.checked_sub(1).map_or(TOP, row_y) }
    }

    /// Where the playhead is after a step: below its rows, so that it strikes
    /// nothing through.
    fn playhead(&self, step: u32) -> i32 {
        (row_top(self.rows.of(step).end) - 4).max(TOP)
    }

    fn hit(&mut self, step: u32) {
        let rows = self.rows.of(step);
        if rows.is_empty() {
            return;
        }
        let of = Area { left: 0, top: row_top(rows.start), right: self.width, bottom: row_top(rows.end) };
        self.shapes.push(Shape::rect(format!("row-{step}"), "row", of, 0).to(Ref::Step { step }));
    }

    fn names(&mut self) {
        let all: Vec<_> = self.addresses().map(|address| (address, self.lane_name(address))).collect();
        let pitch = if self.lanes < 2 { self.width } else { self.lane_x(1) - self.lane_x(0) };
        let widest = all.iter().map(|(_, name)| text::width(name, size::LANE)).max().unwrap_or(0);
        let staggered = widest > pitch - 4;
        let room = if staggered { 2 * pitch - 4 } else { pitch - 4 };
        for (at, (address, name)) in all.into_iter().enumerate() {
            let y = match (staggered, at % 2) {
                (false, _) => 26,
                (true, 0) => 18,
                (true, _) => 36,
            };
            let (role, target) = match address {
                Address::Client(_) => ("lane-name client-name", message::target(address)),
                Address::Node(_) => ("lane-name", message::target(address)),
            };
            let half = text::width(&name, size::LANE) / 2;
            let x = self.x(address);
            let anchored = if x - half < FRAME { (FRAME, Anchor::Start) } else { (x, Anchor::Middle) };
            let name = text::cut(&name, size::LANE, room);
            self.shapes.push(
                Shape::text(format!("lane-{}", tag(address)), role, (anchored.0, y), anchored.1, name)
                    .to(target),
            );
        }
    }

    /// Lifelines in pieces that do not depend on the window.
    fn lifelines(&mut self, from: u32, to: u32) {
        let (first, last) = (self.rows.of(from).start, self.rows.of(to).end.saturating_sub(1));
        let end = row_top(self.rows.total()) + BOTTOM / 2;
        for address in self.addresses().collect::<Vec<_>>() {
            for piece in first / PIECE..=last.max(first) / PIECE {
                let top = if piece == 0 { TOP - 8 } else { row_top(piece * PIECE) };
                self.lifeline(address, piece, top, row_top((piece + 1) * PIECE).min(end));
            }
        }
    }

    fn lifeline(&mut self, address: Address, piece: u32, top: i32, bottom: i32) {
        let falls = match address {
            Address::Node(node) => self.rows.falls(node),
            Address::Client(_) => &[],
        };
        let x = self.x(address);
        let start = falls.partition_point(|(step, _)| row_y(self.rows.of(*step).start) <= top);
        let mut down = start > 0 && falls[start - 1].1;
        let mut y = top;
        let mut turns: Vec<_> = falls[start..]
            .iter()
            .map(|(step, down)| (row_y(self.rows.of(*step).start), *down))
            .take_while(|(turn, _)| *turn < bottom)
            .collect();
        turns.push((bottom, false));
        for (at, (turn, then_down)) in turns.into_iter().enumerate() {
            let role = if down { "lifeline down" } else { "lifeline" };
            let key = format!("life-{}-{piece}-{at}", tag(address));
            self.shapes.push(Shape::line(key, role, (x, y), (x, turn)));
            (y, down) = (turn, then_down);
        }
    }

    /// What happens at one place, without a message that ends.
    fn event(&mut self, step: u32) {
        if !has_row(self.run, step) {
            return;
        }
        let names = self.run.names();
        let disk = |disk: Disk| match disk {
            Disk::Kept => "",
            Disk::Lost => ", disk lost",
            Disk::WithoutLastWrite => ", last write lost",
        };
        if let Some((node, point, back)) = self.run.history().fell(step) {
            let back = back.map_or_else(String::new, |back| format!(", restart{}", disk(back)));
            let words = format!("crash {}{back}", print::crash_point(point));
            // In a row of its own: the step's own row has what it was about.
            let y = row_y(self.rows.of(step).start + 1);
            self.mark_at(y, (step, "fall"), Address::Node(node), "crash", &words);
        }
        match self.run.history().step(step).happening {
            Happening::SetUp | Happening::Lose(_) | Happening::Bounce(_) => {}
            Happening::Deliver(id) => {
                let sent = self.run.history().message(id);
                if sent.ended.is_none_or(|(at, _)| at != step) {
                    self.mark(step, sent.to, "again", &format!("{} again", self.caption(id).short));
                }
            }
            Happening::Duplicate(id) => {
                let from = self.run.history().message(id).from;
                self.mark(step, from, "copy", &format!("{} copied", self.caption(id).short));
            }
            Happening::Delay { id, .. } => {
                let from = self.run.history().message(id).from;
                self.mark(step, from, "change", &format!("{} delayed", self.caption(id).short));
            }
            Happening::Ask { client, node, again } => {
                let again = if again { " again" } else { "" };
                let who = if self.shares_lane() { format!("c{} ", client.0 + 1) } else { String::new() };
                let text = format!("{who}asks {}{again}", names.node(node));
                self.mark(step, Address::Client(client), "ask", &text);
            }
            Happening::GiveUp { client } => self.mark(step, Address::Client(client), "crash", "gives up"),
            Happening::Timeout { node, .. } => self.mark(step, Address::Node(node), "timeout", "timeout"),
            Happening::Start { node } => self.mark(step, Address::Node(node), "start", "starts a ballot"),
            Happening::Crash { node } => self.mark(step, Address::Node(node), "crash", "crash"),
            Happening::Restart { node, disk: kept } => {
                self.mark(step, Address::Node(node), "restart", &format!("restart{}", disk(kept)));
            }
            Happening::CrashRestart { node, disk: kept } => {
                self.mark(step, Address::Node(node), "crash", &format!("crash, restart{}", disk(kept)));
            }
            Happening::Cut => self.divide(step, "cut", &happening(self.run, step)),
            Happening::Heal => self.divide(step, "heal", &happening(self.run, step)),
            Happening::Change => {
                let words = happening(self.run, step);
                match self.run.history().change(step).and_then(|change| change.place()) {
                    Some(place) => self.mark(step, place, "change", &words),
                    None => self.divide(step, "change", &words),
                }
            }
            Happening::Doom { node, point, .. } => {
                let words = format!("to crash {}", print::crash_point(point));
                self.mark(step, Address::Node(node), "doom", &words);
            }
        }
    }

    fn caption(&self, id: MessageId) -> Caption {
        let message = &self.run.history().message(id).message;
        self.run.settings().protocol.caption(self.run.names(), message)
    }

    /// A mark on a lane, with its words beside it.
    fn mark(&mut self, step: u32, address: Address, kind: &str, words: &str) {
        self.mark_at(self.y(step), (step, "event"), address, kind, words);
    }

    /// The same at a height, under a key's beginning.
    fn mark_at(&mut self, y: i32, (step, key): (u32, &str), address: Address, kind: &str, words: &str) {
        let x = self.x(address);
        let role = format!("event {kind}");
        let form = match kind {
            "crash" => Shape::path("mark", role.clone(), cross((x, y), 5)),
            "ask" | "start" => Shape::circle("mark", role.clone(), (x, y), 3),
            _ => Shape::circle("mark", role.clone(), (x, y), 5),
        };
        // On the outer side, where fewer arrows pass, if there is room.
        let (left, right) = (x - 11 - FRAME, self.width - FRAME - x - 11);
        let width = text::width(words, size::EVENT);
        let to_left =
            if x < self.width / 2 { width <= left || left > right } else { width > right && left > right };
        let words = text::cut(words, size::EVENT, if to_left { left } else { right });
        let (at, anchor) = if to_left { (x - 11, Anchor::End) } else { (x + 11, Anchor::Start) };
        // What it sends leaves below.
        let sends = matches!(kind, "ask" | "start" | "timeout") && !to_left;
        let text =
            Shape::text("text", role.clone(), (at, if sends { y - 3 } else { y + 4 }), anchor, words.clone());
        let label = format!("{} {words}", message::name(self.run, address));
        self.shapes.push(
            Shape::group(format!("{key}-{step}"), role, label, vec![form, text]).to(Ref::Step { step }),
        );
    }

    /// A line across the diagram.
    fn divide(&mut self, step: u32, kind: &str, words: &str) {
        let y = self.y(step);
        let role = format!("event {kind}");
        let line = Shape::line("line", role.clone(), (FRAME, y), (self.width - FRAME, y));
        let text = Shape::text("text", role.clone(), (FRAME + 8, y - 4), Anchor::Start, words);
        let label = words.to_string();
        self.shapes.push(
            Shape::group(format!("event-{step}"), role, label, vec![line, text]).to(Ref::Step { step }),
        );
    }
}

fn cross((x, y): Point, r: i32) -> String {
    let (left, right, top, bottom) = (x - r, x + r, y - r, y + r);
    format!("M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}")
}

fn tag(address: Address) -> String {
    match address {
        Address::Client(ClientId(client)) => format!("c{client}"),
        Address::Node(NodeId(node)) => format!("n{node}"),
    }
}
