//! Messages in flight on the stage. Each travels as a pill that says what it
//! is; where its pill would touch another, a node or a client, it is a dot.

use antipaxos_paxos::Address;
use antipaxos_simulator::flight::Flight;
use antipaxos_simulator::world::World;
use antipaxos_simulator::{Caption, Ending, MessageId, Protocol, Run};

use crate::layout::Layout;
use crate::message;
use crate::ring::{ONE, length, on_path, part, walk};
use crate::shape::{Anchor, Area, Ends, Motion, Point, Ref, Shape};
use crate::text::{self, size};

/// With more messages than this under way, all are dots.
const PILLS: usize = 12;
const PILL_HALF: i32 = 12;
const DOT: i32 = 6;
/// The playhead is looked at in so many places between a step and the next.
const LOOKS: u32 = 4;
/// Ways of messages that leave together are this much apart, in percent of
/// their length, and all of them within so much.
const APART: i32 = 26;
const SPREAD: i32 = 52;
/// Doors are looked for in steps of this.
const NUDGE: i32 = ONE / 64;

/// A path from one end of a link to the other.
#[derive(Clone, Copy)]
struct Track {
    a: Point,
    c: Point,
    b: Point,
}

struct Traveller<'a, P: Protocol> {
    flight: &'a Flight<P>,
    caption: Caption,
    background: bool,
    track: Track,
    ended: Option<(u32, Ending)>,
    /// Of the pill without a second line.
    width: i32,
}

/// A pill that found its place.
struct Pill {
    motion: Motion,
    detail: bool,
}

/// Dots, which go below the nodes, and pills, which go above.
pub(crate) fn traffic<P: Protocol>(
    run: &Run<P>,
    layout: &Layout,
    world: &World<P>,
) -> (Vec<Shape>, Vec<Shape>) {
    let flights = world.flights().in_order();
    let step = world.step();
    let mut travellers = Vec::new();
    for flight in &flights {
        let (Some(a), Some(b)) = (layout.center(flight.from), layout.center(flight.to)) else { continue };
        let caption = run.settings().protocol.caption(run.names(), &flight.message);
        let spread = spread(run, flight);
        travellers.push(Traveller {
            flight,
            background: P::is_background(&flight.message),
            track: Track::new(layout, a, b, spread),
            ended: run.history().message(flight.id).ended,
            width: text::width(&caption.short, size::MESSAGE) + 18,
            caption,
        });
    }
    let crowd = travellers.iter().filter(|traveller| !traveller.background).count();
    let mut pills: Vec<Option<Pill>> = Vec::new();
    let obstacles = layout.obstacles();
    for (at, traveller) in travellers.iter().enumerate() {
        let alone = traveller.background || crowd > PILLS;
        let motion = if alone { None } else { traveller.pill_motion(layout) };
        let pill = motion.map(|motion| Pill { motion, detail: false });
        let free = pill.filter(|pill| is_free(layout, &obstacles, &travellers, &pills, at, pill, step));
        pills.push(free);
    }
    for at in 0..travellers.len() {
        let Some(pill) = pills[at].take() else { continue };
        let with_detail = Pill { motion: pill.motion, detail: true };
        let room = !travellers[at].caption.detail.is_empty()
            && is_free(layout, &obstacles, &travellers, &pills, at, &with_detail, step);
        pills[at] = Some(if room { with_detail } else { pill });
    }
    let (mut dots, mut labels) = (Vec::new(), Vec::new());
    for (traveller, pill) in travellers.iter().zip(pills) {
        match pill {
            Some(pill) => labels.push(traveller.draw_pill(run, &pill)),
            None => dots.push(traveller.draw_dot(run, layout)),
        }
    }
    (dots, labels)
}

/// How much further than one alone its way is bent, in percent: messages that
/// leave together on the same way share what room there is.
fn spread<P: Protocol>(run: &Run<P>, flight: &Flight<P>) -> i32 {
    let together = run.history().sent(flight.sent).filter(|(_, sent)| {
        (sent.from, sent.to) == (flight.from, flight.to) && !P::is_background(&sent.message)
    });
    let ids: Vec<MessageId> = together.map(|(id, _)| id).collect();
    let before = ids.iter().filter(|id| **id < flight.id).count();
    let share = |count: usize| i32::try_from(count).unwrap_or(0);
    (SPREAD * share(before) / share(ids.len().saturating_sub(1)).max(1)).min(APART * share(before))
}

/// Whether a pill touches nothing between this step and the next.
fn is_free<P: Protocol>(
    layout: &Layout,
    obstacles: &[Area],
    travellers: &[Traveller<'_, P>],
    pills: &[Option<Pill>],
    at: usize,
    pill: &Pill,
    step: u32,
) -> bool {
    let frame = Area { left: 2, top: 2, right: layout.width - 2, bottom: layout.height - 2 };
    (0..=LOOKS).all(|look| {
        let here = travellers[at].extent(pill, step, look);
        frame.holds(here)
            && obstacles.iter().all(|obstacle| !obstacle.meets(here))
            && pills.iter().zip(travellers).all(|(other, traveller)| {
                other.as_ref().is_none_or(|other| !traveller.extent(other, step, look).grown(2).meets(here))
            })
    })
}

/// How far a journey is done at `step` and `look` quarters, of [`ONE`]: evenly,
/// as the page moves it.
pub(crate) fn progress(motion: &Motion, step: u32, look: u32) -> i32 {
    let (from, to) = (i64::from(motion.from), i64::from(motion.to));
    let half = i64::from(LOOKS / 2);
    let quarters = |steps: i64| steps * i64::from(LOOKS);
    let done = quarters(i64::from(step) - from) + i64::from(look) + half;
    let all = (quarters(to - from) + half).max(1);
    let one = i64::from(ONE);
    i32::try_from((done * one / all).clamp(0, one)).unwrap_or(ONE)
}

impl Track {
    /// Bent to the right of the way it goes, so that both directions of a
    /// link, and messages that leave together, are apart.
    fn new(layout: &Layout, a: Point, b: Point, spread: i32) -> Self {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let percent = 16 + spread;
        let c = (i32::midpoint(a.0, b.0) - dy * percent / 100, i32::midpoint(a.1, b.1) + dx * percent / 100);
        // The way lies between its ends and this point: within the frame, if they do.
        let c = (c.0.clamp(DOT, layout.width - DOT), c.1.clamp(DOT, layout.height - DOT));
        Self { a, c, b }
    }

    fn at(&self, t: i32) -> Point {
        on_path(self.a, self.c, self.b, t)
    }

    /// The part of the way on which `size`, around the traveller, touches
    /// neither end.
    fn doors(&self, size: Area, from: &[Area], to: &[Area]) -> Option<(i32, i32)> {
        let clear = |t: i32, of: &[Area]| of.iter().all(|of| !of.meets(size.moved(self.at(t)).grown(1)));
        let steps = ONE / NUDGE;
        let last_touch = (0..=steps).rev().find(|at| !clear(at * NUDGE, from)).map_or(0, |at| at + 1);
        let first_touch = (0..=steps).find(|at| !clear(at * NUDGE, to)).map_or(steps, |at| at - 1);
        (last_touch < first_touch).then_some((last_touch * NUDGE, first_touch * NUDGE))
    }

    fn motion(&self, (t0, t1): (i32, i32), sent: u32, ended: Option<(u32, Ending)>) -> Motion {
        let along = |share: i32| t0 + (t1 - t0) * share / 10;
        let (end, to, ends) = match ended {
            Some((to, Ending::Arrived)) => (t1, to, Ends::Arrives),
            Some((to, Ending::Dead)) => (t1, to, Ends::Lost),
            Some((to, Ending::Lost)) => (along(5), to, Ends::Lost),
            None => (along(6), sent + 1, Ends::Waits),
        };
        let (start, control, end) = part(self.a, self.c, self.b, t0, end);
        Motion {
            x0: start.0,
            y0: start.1,
            cx: control.0,
            cy: control.1,
            x1: end.0,
            y1: end.1,
            from: sent,
            to,
            ends,
        }
    }
}

impl<P: Protocol> Traveller<'_, P> {
    fn size(&self, detail: bool) -> Area {
        let pill = Area::around((0, 0), i32::midpoint(self.width, 1), PILL_HALF);
        // The bars that mark a refusal stand at both ends.
        let pill = if self.caption.refusal {
            Area { left: pill.left - 6, right: pill.right + 6, ..pill }
        } else {
            pill
        };
        if !detail {
            return pill;
        }
        let half = i32::midpoint(text::width(&self.caption.detail, size::DETAIL), 1) + 1;
        Area {
            left: pill.left.min(-half),
            right: pill.right.max(half),
            top: pill.top,
            bottom: pill.bottom + 16,
        }
    }

    fn extent(&self, pill: &Pill, step: u32, look: u32) -> Area {
        let Motion { x0, y0, cx, cy, x1, y1, .. } = pill.motion;
        let at = on_path((x0, y0), (cx, cy), (x1, y1), progress(&pill.motion, step, look));
        self.size(pill.detail).moved(at)
    }

    fn pill_motion(&self, layout: &Layout) -> Option<Motion> {
        let (from, to) = (layout.obstacles_of(self.flight.from), layout.obstacles_of(self.flight.to));
        let doors = self.track.doors(self.size(false), &from, &to)?;
        let motion = self.track.motion(doors, self.flight.sent, self.ended);
        let way = length((motion.x1 - motion.x0, motion.y1 - motion.y0));
        // A pill that cannot move tells less than a dot that does.
        (way >= 12).then_some(motion)
    }

    fn role(&self, dot: &str) -> String {
        let fate = match self.ended {
            Some((_, Ending::Arrived)) => "",
            Some((_, Ending::Lost)) => "ends-lost",
            Some((_, Ending::Dead)) => "ends-dead",
            None => "ends-waiting",
        };
        let mut role = message::role(&self.caption, self.background, fate);
        role.insert_str("message".len(), dot);
        role
    }

    fn group(&self, run: &Run<P>, dot: &str, motion: Motion, children: Vec<Shape>) -> Shape {
        let MessageId(id) = self.flight.id;
        let label = message::label(run, run.history().message(self.flight.id), &self.caption);
        let group = Shape::group(format!("message-{id}"), self.role(dot), label, children);
        group.moving(motion).to(Ref::Message { message: id })
    }

    fn draw_dot(&self, run: &Run<P>, layout: &Layout) -> Shape {
        let edge = |address: Address| match address {
            Address::Node(node) => vec![layout.spot(node).circle],
            Address::Client(client) => layout.client(client).into_iter().collect(),
        };
        let size = Area::around((0, 0), DOT / 2, DOT / 2);
        let doors =
            self.track.doors(size, &edge(self.flight.from), &edge(self.flight.to)).unwrap_or((0, ONE));
        let motion = self.track.motion(doors, self.flight.sent, self.ended);
        let r = if self.background { DOT - 3 } else { DOT };
        let shape = if self.caption.refusal {
            Shape::rect("dot", "dot", Area::around((0, 0), r - 1, r - 1), 0)
        } else {
            Shape::circle("dot", "dot", (0, 0), r)
        };
        self.group(run, " dot", motion, vec![shape])
    }

    fn draw_pill(&self, run: &Run<P>, pill: &Pill) -> Shape {
        let half = i32::midpoint(self.width, 1);
        let of = Area::around((0, 0), half, PILL_HALF);
        let words = &self.caption.short;
        let mut children = vec![
            Shape::rect("pill", "pill", of, if self.caption.refusal { 2 } else { PILL_HALF }),
            Shape::text("text", "message-text", (0, 4), Anchor::Middle, words.clone())
                .long(text::width(words, size::MESSAGE)),
        ];
        if self.caption.refusal {
            for (key, x) in [("bar-left", -half - 4), ("bar-right", half + 4)] {
                let top = walk((x, 0), (0, -ONE), PILL_HALF);
                children.push(Shape::line(key, "refused", top, (x, PILL_HALF)));
            }
        }
        if pill.detail {
            let words = &self.caption.detail;
            let text =
                Shape::text("detail", "message-detail", (0, PILL_HALF + 13), Anchor::Middle, words.clone());
            children.push(text.long(text::width(words, size::DETAIL)));
        }
        self.group(run, "", pill.motion, children)
    }
}
