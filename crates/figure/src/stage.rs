//! The stage: nodes on a ring, clients beside it, messages in flight.

use antipaxos_paxos::{Address, ClientId, NodeId, NodeSet};
use antipaxos_simulator::world::World;
use antipaxos_simulator::{Portrait, Protocol, Run};

use crate::layout::{DISK_TOP, Layout, RolePlace, Scale, Spot};
use crate::message;
use crate::ring::{ONE, direction, towards, walk};
use crate::rows::Rows;
use crate::shape::{Anchor, Area, Figure, Point, Ref, Shape, View};
use crate::text::{self, size};
use crate::traffic::traffic;

pub(crate) fn stage<P: Protocol>(run: &Run<P>, rows: &Rows, width: i32, step: u32) -> Figure {
    let step = step.min(run.last());
    let world = run.world_at(step);
    let nodes = run.settings().nodes();
    let portraits: Vec<Portrait> = nodes.iter().map(|node| world.portrait(node)).collect();
    let mut disks = NodeSet::EMPTY;
    for (node, portrait) in nodes.iter().zip(&portraits) {
        if !portrait.cells.is_empty() {
            disks.insert(node);
        }
    }
    let layout = Layout::new(run, rows, width, disks);
    let mut shapes = Vec::new();
    links(run, rows, &layout, &world, &mut shapes);
    for (client, of) in &layout.clients {
        shapes.push(draw_client(run, &layout, &world, *client, *of));
    }
    let (dots, pills) = traffic(run, rows, &layout, &world);
    shapes.extend(dots);
    for (node, portrait) in nodes.iter().zip(&portraits) {
        shapes.push(draw_node(run, &layout, &world, (node, portrait)));
    }
    shapes.extend(pills);
    Figure { view: View::Stage, width, height: layout.height, shapes, rows: Vec::new(), lanes: Vec::new() }
}

fn links<P: Protocol>(run: &Run<P>, rows: &Rows, layout: &Layout, world: &World<P>, shapes: &mut Vec<Shape>) {
    for (client, _) in &layout.clients {
        let Some(from) = layout.center(Address::Client(*client)) else { continue };
        for node in rows.asked_by(*client).iter() {
            let key = format!("link-c{}-n{}", client.0, node.0);
            shapes.push(Shape::line(key, "link client-link", from, layout.spot(node).at));
        }
    }
    let nodes = run.settings().nodes();
    for a in nodes.iter() {
        for b in nodes.iter().filter(|b| *b > a) {
            let there = world.cuts().is_link_cut(a, b);
            let back = world.cuts().is_link_cut(b, a);
            if !(there || back || rows.are_linked(a, b)) {
                continue;
            }
            let (from, to) = if back && !there { (b, a) } else { (a, b) };
            let shape =
                link((a, b), (layout.spot(from).at, layout.spot(to).at), there || back, there && back);
            shapes.push(shape.to(Ref::Link { from: u32::from(from.0), to: u32::from(to.0) }));
        }
    }
}

/// A link; a cut one has a gap, and one that is cut one way has it near the
/// end that hears nothing.
fn link((a, b): (NodeId, NodeId), (from, to): (Point, Point), cut: bool, both: bool) -> Shape {
    let key = format!("link-{}-{}", a.0, b.0);
    if !cut {
        return Shape::line(key, "link", from, to);
    }
    let at = |t: i32| (from.0 + (to.0 - from.0) * t / 8, from.1 + (to.1 - from.1) * t / 8);
    let along = towards(from, to);
    let middle = if both { at(4) } else { at(5) };
    let (before, after) = (walk(middle, along, -14), walk(middle, along, 14));
    let role = if both { "link cut" } else { "link cut one-way" };
    let bar = |center: Point| {
        let across = (-along.1, along.0);
        let (left, right) = (walk(center, across, 7), walk(center, across, -7));
        format!("M{} {}L{} {}", left.0, left.1, right.0, right.1)
    };
    let d = format!(
        "M{} {}L{} {}{}{}M{} {}L{} {}",
        from.0,
        from.1,
        before.0,
        before.1,
        bar(before),
        bar(after),
        after.0,
        after.1,
        to.0,
        to.1
    );
    Shape::path(key, role, d)
}

fn draw_client<P: Protocol>(
    run: &Run<P>,
    layout: &Layout,
    world: &World<P>,
    client: ClientId,
    of: Area,
) -> Shape {
    let name = message::name(run, Address::Client(client));
    let center = (i32::midpoint(of.left, of.right), i32::midpoint(of.top, of.bottom));
    let pending = world.clients().get(usize::from(client.0)).and_then(|state| state.pending);
    let mut label = name.clone();
    let mut children = vec![
        Shape::rect("box", "body", of, 8),
        Shape::text("name", "client-name", (center.0, center.1 + 5), Anchor::Middle, name),
    ];
    if let Some(pending) = pending {
        let words = format!("{}", pending.command);
        label = format!("{label} asks {}: {words}", run.names().node(pending.node));
        if layout.asks {
            let words = text::cut(&words, size::DETAIL, of.width() + 2 * (of.left - 2));
            let length = text::width(&words, size::DETAIL);
            let text = Shape::text("asks", "client-asks", (center.0, of.bottom + 13), Anchor::Middle, words);
            children.push(text.long(length));
        }
    }
    let role = if pending.is_some() { "client waiting" } else { "client" };
    Shape::group(format!("client-{}", client.0), role, label, children)
        .to(message::target(Address::Client(client)))
}

fn draw_node<P: Protocol>(
    run: &Run<P>,
    layout: &Layout,
    world: &World<P>,
    (node, portrait): (NodeId, &Portrait),
) -> Shape {
    let (scale, spot) = (&layout.scale, layout.spot(node));
    let (state, name) = (world.node(node), run.names().node(node));
    let word = if state.up { portrait.role } else { "crashed" };
    let mut label = format!("{name}, {word}");
    let (x, y) = spot.at;
    let mut children = Vec::new();
    if let Some(d) = timer(run, world, node, spot, scale.radius + 5) {
        children.push(Shape::path("timer", "timer", d));
    }
    children.push(Shape::circle("circle", "body", spot.at, scale.radius));
    let small =
        if scale.radius < 26 || text::width(name, size::NAME) > 2 * scale.radius - 8 { " small" } else { "" };
    let inside = scale.role == RolePlace::Inside;
    let name_y = if inside { y - 2 } else { y + if small.is_empty() { 7 } else { 5 } };
    let room = 2 * scale.radius - 2;
    let shown = text::cut(name, if small.is_empty() { size::NAME } else { size::CLIENT }, room);
    children.push(Shape::text("name", format!("node-name{small}"), (x, name_y), Anchor::Middle, shown));
    let role_y = match scale.role {
        RolePlace::Inside => Some(y + 15),
        RolePlace::Below => spot.role.map(|of| of.bottom - 3),
        RolePlace::Nowhere => (!state.up).then_some(spot.cells.bottom - 3),
    };
    if let Some(role_y) = role_y {
        let role = if inside { "node-role" } else { "node-role apart" };
        children.push(Shape::text("role", role, (x, role_y), Anchor::Middle, word));
    }
    if let (Some(wants), None, true) = (&portrait.wants, spot.disk, state.up) {
        label = format!("{label}; wants {wants}");
        children.push(wanted(spot, wants));
    }
    let disk = spot.disk.filter(|_| state.up || scale.role != RolePlace::Nowhere);
    children.extend(disk.map(|of| Shape::path("disk", "disk", cylinder(of))));
    let mut kept = Vec::new();
    if let Some((ballot, owner)) = &portrait.badge {
        kept.push(format!("promised {ballot}"));
        let risk = if portrait.badge_last_write { " last-write" } else { "" };
        badge(scale, spot, ballot, (*owner, risk), &mut children);
    }
    if state.up || scale.role != RolePlace::Nowhere {
        votes(scale, spot, portrait, &mut children);
    }
    for cell in portrait.cells.iter().filter(|cell| cell.owner.is_some()) {
        kept.push(format!("{}{}", cell.label, if cell.chosen { ", chosen" } else { "" }));
    }
    if !kept.is_empty() {
        label = format!("{label}{} {}", if disk.is_some() { "; on disk:" } else { "" }, kept.join(", "));
    }
    let down = if state.up { "" } else { " down" };
    let role = format!("node {}{down}", portrait.role);
    Shape::group(format!("node-{}", node.0), role, label, children).to(message::target(Address::Node(node)))
}

/// What a proposer was asked for stands below it: a vote that is reported to it
/// may make it propose something else.
fn wanted(spot: &Spot, wants: &str) -> Shape {
    let of = spot.cells;
    let shortest = text::cut(wants, size::DETAIL, of.width());
    let words = [format!("wants {wants}"), wants.to_string(), shortest.clone()];
    let (words, length) = text::first_fit(words, size::DETAIL, of.width()).unwrap_or((shortest, 0));
    Shape::text("wants", "node-wants", (spot.at.0, of.bottom - 3), Anchor::Middle, words).long(length)
}

/// What is on its disk stands in one: the promise and the votes. A crash takes
/// what is outside of it.
fn cylinder(of: Area) -> String {
    let Area { left, right, .. } = of;
    let (top, bottom) = (of.top + DISK_TOP, of.bottom - DISK_TOP);
    // A curve goes three quarters of the way to where it is drawn to.
    let bend = DISK_TOP * 4 / 3;
    let (over, under, low) = (top - bend, top + bend, bottom + bend);
    format!(
        "M{left} {top}L{left} {bottom}C{left} {low} {right} {low} {right} {bottom}L{right} {top}\
         C{right} {over} {left} {over} {left} {top}C{left} {under} {right} {under} {right} {top}"
    )
}

fn badge(scale: &Scale, spot: &Spot, ballot: &str, (owner, risk): (NodeId, &str), children: &mut Vec<Shape>) {
    let room = spot.badge.width() - 10;
    let long = if scale.long_badge { format!("promised {ballot}") } else { ballot.to_string() };
    let shortest = text::cut(ballot, size::BADGE, room);
    let words = [long, ballot.to_string(), shortest.clone()];
    let (words, width) = text::first_fit(words, size::BADGE, room).unwrap_or((shortest, 0));
    let half = Scale::badge_width(&words) / 2;
    let of = Area { left: spot.at.0 - half, right: spot.at.0 + half, ..spot.badge };
    let role = format!("badge owner-{}", owner.0);
    children.push(Shape::rect("badge", format!("{role}{risk}"), of, 5));
    let text = Shape::text("badge-text", role, (spot.at.0, of.bottom - 6), Anchor::Middle, words);
    children.push(text.long(width));
}

/// The votes in the last slots, a square each.
fn votes(scale: &Scale, spot: &Spot, portrait: &Portrait, children: &mut Vec<Shape>) {
    let first = portrait.cells.len().saturating_sub(scale.cells);
    let cells = &portrait.cells[first..];
    let count = i32::try_from(cells.len()).unwrap_or(0);
    let mut left = spot.at.0 - (count * (scale.cell + 3) - 3) / 2;
    for cell in cells {
        let mut role =
            cell.owner.map_or_else(|| "vote empty".to_string(), |owner| format!("vote owner-{}", owner.0));
        if cell.chosen {
            role += " chosen";
        }
        if cell.last_write {
            role += " last-write";
        }
        let top = spot.cells.top;
        let of = Area { left, top, right: left + scale.cell, bottom: top + scale.cell };
        children.push(Shape::rect(format!("vote-{}", cell.slot), role, of, 3));
        left += scale.cell + 3;
    }
}

/// An arc: how much is left of the timer that fires next. Where nothing
/// happens unless told, time does not pass.
fn timer<P: Protocol>(
    run: &Run<P>,
    world: &World<P>,
    node: NodeId,
    spot: &Spot,
    radius: i32,
) -> Option<String> {
    let state = world.node(node);
    if !state.up || world.is_held() {
        return None;
    }
    let (due_ms, cause) = state.timers.iter().filter_map(|armed| Some((armed.due_ms?, armed.cause))).min()?;
    let set_ms = run.history().step(cause).at_ms;
    let (all, left) = (due_ms.saturating_sub(set_ms), due_ms.saturating_sub(world.now_ms()));
    if all == 0 || left == 0 {
        return None;
    }
    let degrees = u32::try_from((u64::from(left) * 360 / u64::from(all)).min(359)).unwrap_or(359);
    let end = direction(degrees);
    let start = walk(spot.at, (0, -ONE), radius);
    let end = walk(spot.at, end, radius);
    let large = u8::from(degrees > 180);
    Some(format!("M{} {}A{radius} {radius} 0 {large} 1 {} {}", start.0, start.1, end.0, end.1))
}
