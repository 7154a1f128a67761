//! The ledger: slot by replica. Who voted for what, what is chosen, who knows
//! it, what is executed; and the stores.

use antipaxos_paxos::NodeId;
use antipaxos_simulator::tables::{Chosen, Ledger, LedgerCell, LedgerRow, Moment};
use antipaxos_simulator::{Protocol, Run};

use crate::shape::{Anchor, Area, Figure, Ref, Shape, View};
use crate::table::{Columns, HEAD, MARGIN, of_ballot, of_node, row_name, rule, sentences};
use crate::text::{self, size};

/// How many slots are shown: the last ones.
const SLOTS: u32 = 12;
const SLOT_WIDTH: i32 = 44;
const CHOSEN_WIDTH: i32 = 128;
/// A row in which cells speak has two lines.
const TALL: i32 = 40;
const FLAT: i32 = 26;
const LINE: i32 = 16;
/// How many entries of a store have a line.
const ENTRIES: usize = 4;

pub(crate) fn ledger<P: Protocol>(run: &Run<P>, width: i32, step: u32) -> Figure {
    let world = run.world_at(step.min(run.last()));
    let protocol = &run.settings().protocol;
    let replicas: Vec<_> = world.nodes().iter().map(|node| &node.replica).collect();
    let table =
        protocol.ledger(Moment { replicas: &replicas, up: world.up() }, run.names(), world.monitors(), SLOTS);
    let nodes: Vec<NodeId> = run.settings().nodes().iter().collect();
    let columns = Columns::new(width, nodes.len(), SLOT_WIDTH, CHOSEN_WIDTH);
    let is_up = |node: NodeId| world.node(node).up;
    let mut shapes = columns.heads(run, &nodes, &is_up);
    shapes.push(row_name("head-slot".to_string(), "table-head soft", HEAD - 10, "slot"));
    if let Some(of) = columns.right(0, HEAD) {
        let at = (of.left, of.bottom - 10);
        shapes.push(Shape::text("head-chosen", "table-head soft", at, Anchor::Start, "chosen"));
    }
    let mut top = HEAD;
    if table.earlier > 0 {
        let words = match table.earlier {
            1 => "#1 is above".to_string(),
            more => format!("#1 to #{more} are above"),
        };
        shapes.push(rule("rule-earlier".to_string(), &columns, top));
        shapes.push(row_name("earlier".to_string(), "table-text soft", top + 16, &words));
        top += 22;
    }
    for row in &table.rows {
        top = draw_row(&columns, &nodes, row, top, &mut shapes);
    }
    top = stores(&columns, &nodes, &table, top, &mut shapes);
    let legend = "A vote has its ballot's colour. ○ knows that it is chosen, ● has executed it.";
    let height = sentences("legend", width, top + 2, &[legend.to_string()], &mut shapes) + MARGIN;
    Figure { view: View::Ledger, width, height, shapes, rows: Vec::new(), lanes: Vec::new() }
}

fn draw_row(columns: &Columns, nodes: &[NodeId], row: &LedgerRow, top: i32, shapes: &mut Vec<Shape>) -> i32 {
    let slot = row.slot;
    let said = row.chosen.as_ref().map(Said::of);
    let count = said.as_ref().map_or(0, |said| i32::try_from(said.lines.len()).unwrap_or(i32::MAX));
    let mut height = if columns.in_words() { TALL } else { FLAT };
    let beside = columns.right(top, height).is_some();
    if beside {
        height = height.max(count * LINE + 8);
    }
    let right = columns.right(top, height);
    // Without a column for it, what is chosen has lines of its own.
    let below = if beside || count == 0 { 0 } else { 4 + count * LINE };
    let mut parts = vec![rule("rule".to_string(), columns, top)];
    let whole = columns.whole(top + 1, height + below - 1);
    if let Some(said) = &said {
        parts.push(Shape::rect("ground", format!("table-ground {}", said.look), whole, 0));
    }
    parts.push(row_name("name".to_string(), "table-text", top + height / 2 + 4, &format!("#{slot}")));
    for ((at, node), cell) in (0..).zip(nodes).zip(&row.cells) {
        let of = columns.of(at, top, height);
        let vote = cell.vote.as_ref();
        let target = vote.map_or(of_node(*node), |(_, ballot)| of_ballot(slot, ballot, *node));
        parts.push(draw_cell(columns, *node, cell, of).to(target));
    }
    let mut label = format!("#{slot}: open");
    if let Some(said) = said {
        label = format!("#{slot}: {}", said.label);
        for ((line, words), key) in (0..).zip(&said.lines).zip(["chosen", "chosen-2", "chosen-3", "chosen-4"])
        {
            let role = format!("table-text {}", said.look);
            let (at, room) = match right {
                Some(of) if count == 1 && !columns.in_words() => {
                    ((of.left, top + height / 2 + 4), of.width())
                }
                Some(of) => ((of.left, of.top + 17 + line * LINE), of.width()),
                None => ((MARGIN + SLOT_WIDTH, top + height + 13 + line * LINE), whole.width() - SLOT_WIDTH),
            };
            // Who knows it has a line of its own only where there is room.
            let known = said.known.as_ref().filter(|_| right.is_none());
            let words = known.map_or_else(|| words.clone(), |known| format!("{words}, {known}"));
            let words = text::cut(&words, size::MESSAGE, room);
            parts.push(Shape::text(key, role, at, Anchor::Start, words));
        }
        if let (Some(of), Some(known)) = (right.filter(|_| columns.in_words()), &said.known) {
            let more = text::cut(known, size::DETAIL, of.width());
            parts.push(Shape::text("known", "table-small", (of.left, of.top + 32), Anchor::Start, more));
        }
    }
    shapes.push(Shape::group(format!("slot-{slot}"), "table-row", label, parts).to(Ref::Slot { slot }));
    top + height + below
}

/// What a row says of what is chosen.
struct Said {
    look: &'static str,
    /// One, or several where several values are.
    lines: Vec<String>,
    /// How many know it; nothing where it is no truth that one could know.
    known: Option<String>,
    label: String,
}

impl Said {
    fn of(chosen: &Chosen) -> Self {
        let Chosen { value, ballot, known_to, rivals } = chosen;
        if rivals.listed.is_empty() {
            let known = match known_to.len() {
                0 => "nobody knows".to_string(),
                one => format!("{one} know{}", if one == 1 { "s" } else { "" }),
            };
            let label = format!("{value} is chosen in {}, {known}", ballot.text);
            return Self { look: "chosen", lines: vec![format!("✓ {value}")], known: Some(known), label };
        }
        let rivals_of = rivals.listed.iter().map(|(value, ballot)| (value, ballot));
        let each: Vec<_> = std::iter::once((value, ballot)).chain(rivals_of).collect();
        // As votes are written, since the column is narrow.
        let lines = each.iter().map(|(value, ballot)| format!("✗ {value} @{}", ballot.text));
        let mut lines: Vec<String> = lines.collect();
        let each: Vec<String> =
            each.iter().map(|(value, ballot)| format!("{value} in {}", ballot.text)).collect();
        let mut label = each.join(" and ");
        if rivals.more > 0 {
            lines.push(format!("and {} more", rivals.more));
            label = format!("{label} and {} more", rivals.more);
        }
        Self { look: "broken", lines, known: None, label: format!("{label} are chosen: broken") }
    }
}

fn draw_cell(columns: &Columns, node: NodeId, cell: &LedgerCell, of: Area) -> Shape {
    let mut parts = Vec::new();
    let mut label = String::from("nothing");
    let inner = Area { left: of.left + 2, top: of.top + 4, right: of.right - 4, bottom: of.bottom - 4 };
    let owner = cell.vote.as_ref().map(|(_, ballot)| ballot.owner);
    let colour = owner.map_or_else(String::new, |owner| format!(" owner-{}", owner.0));
    let value = cell.vote.as_ref().map(|(value, _)| value).or(cell.known.as_ref());
    let middle = of.top + of.height() / 2;
    match value {
        None if cell.gap => {
            label = "a gap: later slots wait for it".to_string();
            parts.push(Shape::rect("box", "table-cell gap", inner, 4));
            if columns.in_words() {
                let at = (inner.left + 6, middle + 4);
                parts.push(Shape::text("value", "table-small", at, Anchor::Start, "gap"));
            }
        }
        None if !cell.takes_part => {}
        None if columns.in_words() => {
            parts.push(Shape::text("value", "table-small", (of.left + 6, middle + 4), Anchor::Start, "–"));
        }
        None => parts.push(Shape::rect("box", "table-cell empty", small(of), 2)),
        Some(value) => {
            label = cell.vote.as_ref().map_or_else(
                || format!("knows {value}"),
                |(value, ballot)| format!("voted {value} in {}", ballot.text),
            );
            label += match (cell.applied, cell.known.is_some()) {
                (true, _) => ", executed",
                (false, true) => ", known",
                (false, false) => "",
            };
            if columns.in_words() {
                words(cell, value, &colour, inner, &mut parts);
            } else {
                let filled = if owner.is_some() { "" } else { " unvoted" };
                parts.push(Shape::rect("box", format!("table-cell vote{filled}{colour}"), small(of), 2));
            }
            if cell.known.is_some() {
                let role = if cell.applied { "table-mark applied" } else { "table-mark known" };
                let at = if columns.in_words() {
                    (inner.right - 7, inner.top + 8)
                } else {
                    (small(of).right + 4, small(of).top)
                };
                parts.push(Shape::circle("mark", role, at, if columns.in_words() { 4 } else { 2 }));
            }
        }
    }
    Shape::group(format!("cell-{}", node.0), "cell", label, parts)
}

/// The square of a cell that has no room for words.
fn small(of: Area) -> Area {
    let half = (of.width() / 2 - 3).clamp(3, 6);
    let center = (i32::midpoint(of.left, of.right) - 1, i32::midpoint(of.top, of.bottom));
    Area::around(center, half, half)
}

fn words(cell: &LedgerCell, value: &str, colour: &str, inner: Area, parts: &mut Vec<Shape>) {
    let room = inner.width() - 12 - if cell.known.is_some() { 8 } else { 0 };
    let owned = if colour.is_empty() { String::new() } else { format!(" owned{colour}") };
    parts.push(Shape::rect("box", format!("table-cell said{colour}"), inner, 4));
    let no_op = if cell.no_op { " no-op" } else { "" };
    let shown = text::cut(value, size::DETAIL, room);
    let at = (inner.left + 6, inner.top + 13);
    parts.push(Shape::text("value", format!("table-value{owned}{no_op}"), at, Anchor::Start, shown));
    if let Some((_, ballot)) = &cell.vote {
        let shown = text::cut(&ballot.text, size::DETAIL, inner.width() - 12);
        let at = (inner.left + 6, inner.top + 27);
        parts.push(Shape::text("ballot", format!("table-value{owned}"), at, Anchor::Start, shown));
    }
}

/// What every replica's store holds.
fn stores(columns: &Columns, nodes: &[NodeId], table: &Ledger, top: i32, shapes: &mut Vec<Shape>) -> i32 {
    let lines = table.stores.iter().map(|store| store.len().min(ENTRIES)).max().unwrap_or(0);
    shapes.push(rule("rule-stores".to_string(), columns, top));
    if lines == 0 || !columns.in_words() {
        return top;
    }
    shapes.push(row_name("stores".to_string(), "table-text soft", top + 17, "store"));
    for ((at, node), store) in (0..).zip(nodes).zip(&table.stores) {
        let of = columns.of(at, top, 0);
        for (line, (key, value)) in (0..).zip(store.iter().take(ENTRIES)) {
            let words = text::cut(&format!("{key} = {value}"), size::DETAIL, of.width() - 10);
            let at = (of.left + 8, top + 17 + line * LINE);
            let key = format!("store-{}-{line}", node.0);
            shapes.push(Shape::text(key, "table-value", at, Anchor::Start, words));
        }
    }
    top + 8 + i32::try_from(lines).unwrap_or(0) * LINE
}
