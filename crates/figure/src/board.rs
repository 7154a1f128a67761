//! The board: ballot by acceptor, for one slot. It shows why a value is safe:
//! who voted in which ballot, who will not any more, and what the next ballot
//! may propose.

use antipaxos_paxos::NodeId;
use antipaxos_simulator::tables::{BoardCell, BoardRow, Moment};
use antipaxos_simulator::{Protocol, Run};

use crate::shape::{Anchor, Area, Figure, Ref, Shape, View};
use crate::table::{Columns, HEAD, MARGIN, of_ballot, row_name, rule, sentences};
use crate::text::{self, size};

/// How many ballots are shown: the highest ones.
const BALLOTS: u32 = 8;
const BALLOT_WIDTH: i32 = 64;
const CHOSEN_WIDTH: i32 = 96;
const ROW: i32 = 34;

pub(crate) fn board<P: Protocol>(run: &Run<P>, width: i32, step: u32, slot: Option<u32>) -> Figure {
    let world = run.world_at(step.min(run.last()));
    let protocol = &run.settings().protocol;
    let replicas: Vec<_> = world.nodes().iter().map(|node| &node.replica).collect();
    let table = protocol.board(
        Moment { replicas: &replicas, up: world.up() },
        run.names(),
        world.monitors(),
        slot,
        BALLOTS,
    );
    let nodes: Vec<NodeId> = table.acceptors.iter().collect();
    let columns = Columns::new(width, nodes.len(), BALLOT_WIDTH, CHOSEN_WIDTH);
    let mut shapes = columns.heads(run, &nodes, &|node| world.node(node).up);
    let slot = format!("#{}", table.slot);
    let name = row_name("head-slot".to_string(), "table-head slot", HEAD - 10, &slot);
    shapes.push(name.to(Ref::Slot { slot: table.slot }));
    let mut top = HEAD;
    if table.earlier > 0 {
        let words = format!("{} lower ballots are left out", table.earlier);
        shapes.push(rule("rule-earlier".to_string(), &columns, top));
        shapes.push(row_name("earlier".to_string(), "table-text soft", top + 16, &words));
        top += 22;
    }
    for row in &table.rows {
        shapes.push(draw_row(&columns, &nodes, (table.slot, row), table.broken, top));
        top += ROW;
    }
    shapes.push(rule("rule-end".to_string(), &columns, top));
    let mut said = table.next;
    said.push("● voted, ○ promised, — will not vote there any more, · may still do either".to_string());
    let height = sentences("next", width, top + 2, &said, &mut shapes) + MARGIN;
    Figure {
        view: View::Board { slot: Some(table.slot) },
        width,
        height,
        shapes,
        rows: Vec::new(),
        lanes: Vec::new(),
    }
}

fn draw_row(
    columns: &Columns,
    nodes: &[NodeId],
    (slot, row): (u32, &BoardRow),
    broken: bool,
    top: i32,
) -> Shape {
    // A choice that is not alone is no choice.
    let (look, chosen) = if broken { ("broken", "✗ chosen") } else { ("chosen", "✓ chosen") };
    let ballot = &row.ballot;
    let colour = format!("owner-{}", ballot.owner.0);
    let mut parts = vec![rule("rule".to_string(), columns, top)];
    if row.chosen {
        parts.push(Shape::rect("ground", format!("table-ground {look}"), columns.whole(top + 1, ROW - 1), 0));
    }
    let room = BALLOT_WIDTH - 18;
    let words = text::cut(&ballot.text, size::BADGE, room);
    let width = text::width(&words, size::BADGE);
    let chip = Area { left: MARGIN, top: top + 7, right: MARGIN + width + 12, bottom: top + 28 };
    parts.push(Shape::rect("chip", format!("badge {colour}"), chip, 5));
    let at = (MARGIN + 6, top + 22);
    parts.push(Shape::text("ballot", format!("badge {colour}"), at, Anchor::Start, words).long(width));
    for ((at, node), cell) in (0..).zip(nodes).zip(&row.cells) {
        let drawn = draw_cell(columns, *node, cell, &colour, columns.of(at, top, ROW));
        parts.push(drawn.to(of_ballot(slot, ballot, *node)));
    }
    let mut label = format!("ballot {}", ballot.text);
    for value in &row.values {
        label = format!("{label}, {value}");
    }
    if row.chosen {
        label += if broken { ": chosen, and another value too" } else { ": chosen" };
        if let Some(of) = columns.right(top, ROW) {
            let at = (of.left, top + 22);
            parts.push(Shape::text("chosen", format!("table-text {look}"), at, Anchor::Start, chosen));
        }
    }
    Shape::group(format!("ballot-{}", ballot.text), "table-row", label, parts)
}

fn draw_cell(columns: &Columns, node: NodeId, cell: &BoardCell, colour: &str, of: Area) -> Shape {
    let middle = i32::midpoint(of.top, of.bottom);
    let words = columns.in_words();
    let x = if words { of.left + 10 } else { i32::midpoint(of.left, of.right) };
    // Nothing to see; with it the whole cell is pointed at.
    let whole = Area { left: of.left + 1, top: of.top + 3, right: of.right - 5, bottom: of.bottom - 2 };
    let mut parts = vec![Shape::rect("box", "table-cell place", whole, 4)];
    let mut say = |text: &str, role: String| {
        if words {
            let shown = text::cut(text, size::DETAIL, of.right - x - 14);
            parts.push(Shape::text("text", role, (x + 11, middle + 4), Anchor::Start, shown));
        }
    };
    let label = match cell {
        BoardCell::Open => "has heard of nothing as high".to_string(),
        BoardCell::Promised => {
            say("promised", format!("table-value owned {colour}"));
            "promised".to_string()
        }
        BoardCell::Voted { value } => {
            say(value, format!("table-value owned {colour}"));
            format!("voted {value}")
        }
        BoardCell::Closed => "will not vote here any more".to_string(),
    };
    let radius = if of.width() < 20 { 4 } else { 6 };
    parts.push(match cell {
        BoardCell::Open => Shape::circle("mark", "table-mark open", (x, middle), 1),
        BoardCell::Promised => {
            Shape::circle("mark", format!("table-mark promised {colour}"), (x, middle), radius)
        }
        BoardCell::Voted { .. } => {
            Shape::circle("mark", format!("table-mark voted {colour}"), (x, middle), radius)
        }
        BoardCell::Closed => Shape::line("mark", "table-mark closed", (x - 5, middle), (x + 5, middle)),
    });
    Shape::group(format!("cell-{}", node.0), "cell", label, parts)
}
