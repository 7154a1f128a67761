//! What the ledger and the board have in common: columns, heads, cells.

use antipaxos_paxos::NodeId;
use antipaxos_simulator::tables::Tag;
use antipaxos_simulator::{Protocol, Run};

use crate::message;
use crate::shape::{Anchor, Area, Ref, Shape};
use crate::text::{self, size};

pub(crate) const MARGIN: i32 = 8;
/// From the top to below the columns' heads.
pub(crate) const HEAD: i32 = 30;
/// From this width on a cell says its value in words.
const WORDS: i32 = 58;
const LINE: i32 = 17;

/// The columns of a table: one on the left for the rows' names, one for each
/// of some nodes, and one on the right where there is room for it.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub width: i32,
    left: i32,
    column: i32,
    count: i32,
}

impl Columns {
    /// `left`, `right`: how wide those two are to be. On a narrow table the one
    /// on the right is left out.
    pub fn new(width: i32, count: usize, left: i32, right: i32) -> Self {
        let count = i32::try_from(count).unwrap_or(15).max(1);
        let room = width - 2 * MARGIN - left;
        let with = (room - right) / count;
        // Columns grow no wider than they are worth.
        let column = if with >= WORDS { with.min(150) } else { (room / count).min(150) };
        Self { width, left: MARGIN + left, column, count }
    }

    /// Whether cells say their values in words.
    pub const fn in_words(&self) -> bool {
        self.column >= WORDS
    }

    pub const fn of(&self, at: i32, top: i32, height: i32) -> Area {
        let left = self.left + at * self.column;
        Area { left, top, right: left + self.column, bottom: top + height }
    }

    /// What is right of the nodes' columns, where that is wide enough for words.
    pub fn right(&self, top: i32, height: i32) -> Option<Area> {
        let left = self.left + self.count * self.column + 6;
        let area = Area { left, top, right: self.width - MARGIN, bottom: top + height };
        (area.width() >= WORDS).then_some(area)
    }

    pub const fn whole(&self, top: i32, height: i32) -> Area {
        Area { left: MARGIN, top, right: self.width - MARGIN, bottom: top + height }
    }

    /// The heads of the nodes' columns; who is down is crossed out.
    pub fn heads<P: Protocol>(
        &self,
        run: &Run<P>,
        nodes: &[NodeId],
        is_up: &dyn Fn(NodeId) -> bool,
    ) -> Vec<Shape> {
        let mut shapes = Vec::new();
        for (at, node) in (0..).zip(nodes) {
            let of = self.of(at, 0, HEAD);
            let name = run.names().node(*node);
            let words = if is_up(*node) { name.to_string() } else { format!("{name} ✕") };
            let words = text::cut(&words, size::CLIENT, of.width() - 2);
            let role = if is_up(*node) { "table-head" } else { "table-head down" };
            let at = (of.left + 4, of.bottom - 10);
            let text = Shape::text(format!("head-{}", node.0), role, at, Anchor::Start, words);
            shapes.push(text.to(message::target(antipaxos_paxos::Address::Node(*node))));
        }
        shapes
    }
}

/// A row's name at the left.
pub(crate) fn row_name(key: String, role: &str, baseline: i32, words: &str) -> Shape {
    Shape::text(key, role.to_string(), (MARGIN, baseline), Anchor::Start, words)
}

/// A line across the table.
pub(crate) fn rule(key: String, columns: &Columns, y: i32) -> Shape {
    let of = columns.whole(y, 0);
    Shape::line(key, "table-rule", (of.left, y), (of.right, y))
}

/// Sentences below a table, broken into lines; returns where they end.
pub(crate) fn sentences(
    key: &str,
    width: i32,
    mut top: i32,
    said: &[String],
    shapes: &mut Vec<Shape>,
) -> i32 {
    let mut count = 0;
    for sentence in said {
        for line in text::lines(sentence, size::SENTENCE, width - 2 * MARGIN) {
            top += LINE;
            shapes.push(Shape::text(
                format!("{key}-{count}"),
                "table-says",
                (MARGIN, top),
                Anchor::Start,
                line,
            ));
            count += 1;
        }
        top += 3;
    }
    top
}

/// A cell that holds what `node` did in a ballot.
pub(crate) const fn of_ballot(slot: u32, ballot: &Tag, node: NodeId) -> Ref {
    Ref::Cell { slot, round: ballot.round, owner: ballot.owner.0 as u32, node: node.0 as u32 }
}

/// Any other cell is pointed at as the node's.
pub(crate) const fn of_node(node: NodeId) -> Ref {
    Ref::Node { node: node.0 as u32 }
}
