//! Where things stand on the stage. Invariant: it depends on who takes part
//! and on the width, not on the step, so that nothing moves but messages.

use antipaxos_paxos::{Address, ClientId, NodeId, NodeSet};
use antipaxos_simulator::{Protocol, Run};

use crate::ring::{ONE, length, place};
use crate::rows::Rows;
use crate::shape::{Area, Point};
use crate::text::{self, size};

/// From this width on, clients stand in a column at the left; below it, beside
/// the node on top, or in a row above all.
const WIDE: i32 = 480;
const MARGIN: i32 = 8;
const TIMER: i32 = 7;
pub(crate) const BADGE_HEIGHT: i32 = 21;
/// Half as high as the ellipse on top of a disk.
pub(crate) const DISK_TOP: i32 = 3;

/// Where the word for a node's role stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RolePlace {
    Inside,
    Below,
    /// There is no room for it; that a node crashed stands instead of its votes.
    Nowhere,
}

/// How large nodes are drawn, from roomy to small.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub radius: i32,
    /// `promised 2.B`, not `2.B` alone.
    pub long_badge: bool,
    pub role: RolePlace,
    pub cell: i32,
    pub cells: usize,
}

const SCALES: [Scale; 6] = [
    Scale { radius: 35, long_badge: true, role: RolePlace::Inside, cell: 14, cells: 6 },
    Scale { radius: 33, long_badge: false, role: RolePlace::Inside, cell: 12, cells: 5 },
    Scale { radius: 26, long_badge: false, role: RolePlace::Below, cell: 10, cells: 5 },
    Scale { radius: 20, long_badge: false, role: RolePlace::Below, cell: 8, cells: 5 },
    Scale { radius: 18, long_badge: false, role: RolePlace::Nowhere, cell: 8, cells: 4 },
    Scale { radius: 14, long_badge: false, role: RolePlace::Nowhere, cell: 6, cells: 4 },
];

/// The boxes of a node: the circle with its timer, the role's word where it is
/// not inside, the disk, and in it the badge and the votes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub at: Point,
    pub circle: Area,
    pub role: Option<Area>,
    /// Acceptors have one.
    pub disk: Option<Area>,
    pub badge: Area,
    /// Without a disk, room for what it wants, or for the word that it crashed.
    pub cells: Area,
}

#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub scale: Scale,
    pub width: i32,
    pub height: i32,
    pub nodes: Vec<Spot>,
    pub clients: Vec<(ClientId, Area)>,
    /// There is room below a client for what it asks.
    pub asks: bool,
}

impl Scale {
    /// The width of a badge that says `text`.
    pub fn badge_width(text: &str) -> i32 {
        text::width(text, size::BADGE) + 14
    }

    /// `above`: the disk goes above the circle, outwards, where messages do not
    /// pass.
    fn spot(&self, at: Point, above: bool, badge_width: i32, has_disk: bool) -> Spot {
        let reach = self.radius + TIMER;
        let circle = Area::around(at, reach, reach);
        let strip = |top: i32, width: i32, height: i32| Area {
            left: at.0 - width / 2,
            top,
            right: at.0 - width / 2 + width,
            bottom: top + height,
        };
        let word = text::width("candidate", size::ROLE);
        let role = (self.role == RolePlace::Below).then(|| strip(circle.bottom, word, 13));
        let below = role.map_or(circle.bottom, |role| role.bottom);
        let count = i32::try_from(self.cells).unwrap_or(0);
        let mut votes = (count * self.cell + (count - 1) * 3, self.cell);
        if self.role == RolePlace::Nowhere {
            votes = (votes.0.max(text::width("crashed", size::ROLE)), votes.1.max(14));
        }
        if !has_disk {
            let wants = if self.role == RolePlace::Inside { "wants set x 1" } else { "set x 1" };
            let cells = strip(below, votes.0.max(text::width(wants, size::DETAIL)), 14);
            return Spot { at, circle, role, disk: None, badge: cells, cells };
        }
        let (head, foot) = (2 * DISK_TOP + 3, DISK_TOP + 4);
        let height = head + BADGE_HEIGHT + 4 + votes.1 + foot;
        let disk = strip(
            if above { circle.top - 1 - height } else { below + 1 },
            badge_width.max(votes.0) + 6,
            height,
        );
        let (badge, cells) = if above {
            let cells = strip(disk.top + head, votes.0, votes.1);
            (strip(cells.bottom + 4, badge_width, BADGE_HEIGHT), cells)
        } else {
            let badge = strip(disk.top + head, badge_width, BADGE_HEIGHT);
            (badge, strip(badge.bottom + 4, votes.0, votes.1))
        };
        Spot { at, circle, role, disk: Some(disk), badge, cells }
    }
}

impl Spot {
    /// What messages keep clear of.
    pub fn obstacles(&self) -> impl Iterator<Item = Area> {
        [Some(self.circle), self.role, Some(self.disk.unwrap_or(self.cells))].into_iter().flatten()
    }

    fn extent(&self) -> Area {
        self.obstacles().fold(self.circle, |all, part| Area {
            left: all.left.min(part.left),
            top: all.top.min(part.top),
            right: all.right.max(part.right),
            bottom: all.bottom.max(part.bottom),
        })
    }
}

/// What a layout depends on besides the scale.
struct Plan {
    width: i32,
    count: u32,
    /// The nodes that have a disk.
    disks: NodeSet,
    /// With the nodes that they ask.
    clients: Vec<(ClientId, NodeSet)>,
    ballot: String,
    client_width: i32,
}

impl Layout {
    pub fn new<P: Protocol>(run: &Run<P>, rows: &Rows, width: i32, disks: NodeSet) -> Self {
        let names = run.names();
        let longest =
            run.settings().nodes().iter().map(|node| names.node(node)).max_by_key(|name| name.len());
        let plan = Plan {
            width,
            count: u32::from(run.settings().nodes().len()),
            disks,
            clients: rows.clients().iter().map(|client| (*client, rows.asked_by(*client))).collect(),
            ballot: format!("99.{}", longest.unwrap_or("A")),
            client_width: if width < WIDE { 34 } else { 62 },
        };
        plan.best()
    }

    pub fn spot(&self, node: NodeId) -> &Spot {
        &self.nodes[usize::from(node.0)]
    }

    pub fn client(&self, client: ClientId) -> Option<Area> {
        self.clients.iter().find(|(known, _)| *known == client).map(|(_, of)| *of)
    }

    /// The middle of what stands for `address`.
    pub fn center(&self, address: Address) -> Option<Point> {
        match address {
            Address::Node(node) => Some(self.spot(node).at),
            Address::Client(client) => {
                let of = self.client(client)?;
                Some((i32::midpoint(of.left, of.right), i32::midpoint(of.top, of.bottom)))
            }
        }
    }

    /// What stands for `address`, as messages keep clear of it.
    pub fn obstacles_of(&self, address: Address) -> Vec<Area> {
        match address {
            Address::Node(node) => self.spot(node).obstacles().collect(),
            Address::Client(client) => {
                self.client(client).into_iter().flat_map(|of| self.client_obstacles(of)).collect()
            }
        }
    }

    /// The client's box, and the strip where it says what it asks.
    fn client_obstacles(&self, of: Area) -> impl Iterator<Item = Area> + use<> {
        let strip = Area { left: 2, top: of.bottom, right: of.left + of.right - 2, bottom: of.bottom + 18 };
        std::iter::once(of).chain(self.asks.then_some(strip))
    }

    pub fn obstacles(&self) -> Vec<Area> {
        let clients = self.clients.iter().flat_map(|(_, of)| self.client_obstacles(*of));
        self.nodes.iter().flat_map(Spot::obstacles).chain(clients).collect()
    }
}

impl Plan {
    /// The largest scale that leaves room for messages in a figure that is not
    /// too high; else the largest that is not too high; else the smallest.
    fn best(&self) -> Layout {
        let (limit, room) = (self.limit(self.band()), self.room());
        let layouts: Vec<_> = SCALES.iter().map(|scale| self.layout(*scale)).collect();
        let low = || layouts.iter().filter(|(layout, _)| layout.height <= limit);
        let roomy = low().find(|(_, gap)| *gap >= room);
        let chosen = roomy.or_else(|| low().next()).or(layouts.last());
        chosen.map(|(layout, _)| layout.clone()).expect("there is a scale")
    }

    fn is_wide(&self) -> bool {
        self.width >= WIDE
    }

    /// The layout at a scale, and the smallest distance between two circles.
    fn layout(&self, scale: Scale) -> (Layout, i32) {
        let nodes = self.nodes(scale, 0);
        let beside = if self.is_wide() { None } else { self.beside(&nodes) };
        if let Some(boxes) = beside {
            return self.finished(scale, nodes, boxes);
        }
        let nodes = self.nodes(scale, self.band());
        let boxes = self.lined_up(&nodes);
        self.finished(scale, nodes, boxes)
    }

    /// The nodes on their ring, `band` below the top.
    fn nodes(&self, scale: Scale, band: i32) -> Vec<Spot> {
        let text = if scale.long_badge { format!("promised {}", self.ballot) } else { self.ballot.clone() };
        let badge_width = Scale::badge_width(&text);
        let probe = scale.spot((0, 0), false, badge_width, true).extent();
        let has_clients = !self.clients.is_empty();
        let column = if has_clients && self.is_wide() { self.client_width + MARGIN + 16 } else { 0 };
        let rx = ((self.width - column - 2 * MARGIN - probe.width()) / 2).clamp(40, 210);
        let center_x = column + (self.width - column) / 2;
        let ring = |ry: i32| {
            let nodes = self.ring(&scale, badge_width, (center_x, 0), (rx, ry));
            let top = nodes.iter().map(|spot| spot.extent().top).min().unwrap_or(0);
            self.ring(&scale, badge_width, (center_x, MARGIN + band - top), (rx, ry))
        };
        let is_wide_enough = |nodes: &[Spot], ry: i32| {
            nodes_are_apart(nodes)
                && (smallest_gap(nodes) >= self.room() || lowest(&ring(ry + 6)) > self.limit(band))
        };
        // As low as the nodes allow, then as round as the height allows.
        let mut ry = 84;
        let mut nodes = ring(ry);
        while !is_wide_enough(&nodes, ry) && ry < 4_000 {
            ry += 6;
            nodes = ring(ry);
        }
        while ry * 5 < rx * 4 && lowest(&ring(ry + 6)) <= self.limit(band) {
            ry += 6;
            nodes = ring(ry);
        }
        nodes
    }

    /// How high a figure should be at most, with a band above the nodes.
    fn limit(&self, band: i32) -> i32 {
        let ring = match self.count {
            0..=3 => (self.width * 4 / 5).max(390),
            4..=5 => (self.width * 4 / 5).max(440),
            _ => self.width.clamp(480, 640),
        };
        ring + band
    }

    /// The height of the row of clients, where there is one.
    fn band(&self) -> i32 {
        if self.clients.is_empty() || self.is_wide() { 0 } else { 44 }
    }

    /// How far circles should be apart, so that messages can be read between
    /// them.
    fn room(&self) -> i32 {
        match self.count {
            0..=3 => 100,
            4..=5 if self.is_wide() => 100,
            4..=5 => 68,
            _ => 48,
        }
    }

    fn ring(&self, scale: &Scale, badge_width: i32, (x, y): Point, (rx, ry): Point) -> Vec<Spot> {
        let spot = |at| {
            let (dx, dy) = place(at, self.count);
            let center = (x + dx * rx / ONE, y + dy * ry / ONE);
            let has_disk = u8::try_from(at).is_ok_and(|at| self.disks.contains(NodeId(at)));
            scale.spot(center, dy < -ONE * 3 / 4 && self.count > 1, badge_width, has_disk)
        };
        (0..self.count).map(spot).collect()
    }

    /// One or two clients, each in the corner beside the node on top that is
    /// nearer to whom it asks; none where there is no room.
    fn beside(&self, nodes: &[Spot]) -> Option<Vec<Area>> {
        let top = nodes.first()?.at;
        let (half_width, y) = (self.client_width / 2, (top.1 - 36).max(MARGIN + 14));
        let left = Area::around((half_width + 4, y), half_width, 14);
        let right = Area::around((self.width - half_width - 4, y), half_width, 14);
        // How far to the right of the middle it asks.
        let side =
            |asked: NodeSet| asked.iter().map(|node| nodes[usize::from(node.0)].at.0 - top.0).sum::<i32>();
        let boxes = match self.clients[..] {
            [(_, asked)] => vec![if side(asked) > 0 { right } else { left }],
            [(_, one), (_, other)] if side(one) > side(other) => vec![right, left],
            [_, _] => vec![left, right],
            _ => return None,
        };
        let is_free = |of: &Area| nodes.iter().all(|spot| !spot.extent().meets(of.grown(6)));
        boxes.iter().all(is_free).then_some(boxes)
    }

    /// Clients in a column at the left, or in a row above all.
    fn lined_up(&self, nodes: &[Spot]) -> Vec<Area> {
        let count = i32::try_from(self.clients.len()).unwrap_or(0);
        let height = self.height(nodes);
        let ring = nodes.iter().map(|spot| spot.at.1);
        let (first, last) = (ring.clone().min().unwrap_or(0), ring.max().unwrap_or(0));
        // A little above the ring's middle: where the answer is looked for.
        let middle = first + (last - first) * 2 / 5;
        let client_box = |at: i32| {
            if self.is_wide() {
                // What a page writes over the figure stands in the corner above the first.
                let pitch = ((height - 14) / count.max(1)).min(84);
                let start = (middle - pitch * (count - 1) / 2).max(40);
                let start = start.min(height - 34 - pitch * (count - 1)).max(40);
                let center = (MARGIN + self.client_width / 2, start + at * pitch);
                return Area::around(center, self.client_width / 2, 16);
            }
            let pitch = self.width / (count + 1);
            Area::around((pitch * (at + 1), 24), self.client_width.min(pitch - 4) / 2, 14)
        };
        (0..count).map(client_box).collect()
    }

    fn height(&self, nodes: &[Spot]) -> i32 {
        let count = i32::try_from(self.clients.len()).unwrap_or(0);
        let bottom = lowest(nodes);
        if self.is_wide() { bottom.max(count * 56 + 34) } else { bottom }
    }

    fn finished(&self, scale: Scale, nodes: Vec<Spot>, boxes: Vec<Area>) -> (Layout, i32) {
        let clients = self.clients.iter().map(|(client, _)| *client).zip(boxes).collect();
        let (height, gap) = (self.height(&nodes), smallest_gap(&nodes));
        (Layout { scale, width: self.width, height, nodes, clients, asks: self.is_wide() }, gap)
    }
}

fn lowest(nodes: &[Spot]) -> i32 {
    nodes.iter().map(|spot| spot.extent().bottom).max().unwrap_or(0) + MARGIN
}

fn nodes_are_apart(nodes: &[Spot]) -> bool {
    let boxes: Vec<_> = nodes.iter().map(|spot| spot.extent().grown(1)).collect();
    boxes.iter().enumerate().all(|(at, one)| boxes[..at].iter().all(|other| !one.meets(*other)))
}

fn smallest_gap(nodes: &[Spot]) -> i32 {
    let distance = |a: &Spot, b: &Spot| length((a.at.0 - b.at.0, a.at.1 - b.at.1)) - a.circle.width();
    let gaps = nodes.iter().enumerate().flat_map(|(at, a)| nodes[..at].iter().map(move |b| distance(a, b)));
    gaps.min().unwrap_or(i32::MAX)
}
