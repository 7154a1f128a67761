//! Messages in flight on the stage. Those that matter most travel as pills
//! that say what they are; where a pill would touch another, a node or a
//! client, and for all beyond a dozen, there are dots. What nobody delivers
//! any more lies small at the end that it is for.

use std::cmp::Reverse;

use antipaxos_paxos::Address;
use antipaxos_simulator::flight::Flight;
use antipaxos_simulator::world::World;
use antipaxos_simulator::{Caption, Ending, Load, MessageId, Protocol, Run};

use crate::layout::Layout;
use crate::message;
use crate::pill::{Face, Line};
use crate::ring::{ONE, length, on_path};
use crate::rows::Rows;
use crate::shape::{Area, Motion, Point, Ref, Shape};
use crate::track::{DOT, Track};

/// So many pills can be read at a time.
const PILLS: usize = 12;
/// For so many, at most, room is looked for.
const TRIED: usize = 40;
/// What waits longer than this, in steps, and is never delivered, takes no
/// room any more.
const PATIENCE: u32 = 4;
/// The playhead is looked at in so many places between a step and the next.
const LOOKS: u32 = 4;
/// Ways of messages that leave together are this much apart, in percent of
/// their length, and all of them within so much.
const APART: i32 = 26;
const SPREAD: i32 = 52;
/// Further bends, in percent, that are tried for what must be read.
const BENDS: &[i32] = &[0, -14, 24, -28, -42, 48, -56, 84, -88, 120, -128];
/// A way is looked at in so many places from end to end.
const PLACES: i32 = 12;

/// Where a pill is at each look between this step and the next.
type Looks = [Area; LOOKS as usize + 1];

struct Traveller<'a, P: Protocol> {
    flight: &'a Flight<P>,
    caption: Caption,
    background: bool,
    ends: (Point, Point),
    spread: i32,
    ended: Option<(u32, Ending)>,
    /// It is never delivered, and so many before it on the same way aren't.
    stale: Option<u32>,
}

/// A pill that found its place.
struct Pill {
    at: usize,
    motion: Motion,
    face: Face,
    /// What its second line may be, from all to less.
    lines: [Line; 2],
    second: Line,
    looks: Looks,
}

/// Where a pill must not be.
struct Room<'a> {
    frame: Area,
    obstacles: &'a [Area],
    pills: Vec<Pill>,
}

/// Dots, which go below the nodes, and pills, which go above.
pub(crate) fn traffic<P: Protocol>(
    run: &Run<P>,
    rows: &Rows,
    layout: &Layout,
    world: &World<P>,
) -> (Vec<Shape>, Vec<Shape>) {
    let step = world.step();
    let travellers = travellers(run, layout, world);
    let mut candidates: Vec<usize> = (0..travellers.len())
        .filter(|at| !travellers[*at].background && travellers[*at].stale.is_none())
        .collect();
    candidates.sort_by_key(|at| travellers[*at].rank(step));
    let frame = Area { left: 2, top: 2, right: layout.width - 2, bottom: layout.height - 2 };
    let mut room = Room { frame, obstacles: &layout.obstacles(), pills: Vec::new() };
    for at in candidates.into_iter().take(TRIED) {
        if room.pills.len() == PILLS {
            break;
        }
        room.place(layout, rows, &travellers, at, step);
    }
    let is_pill = |at: usize| room.pills.iter().any(|pill| pill.at == at);
    let dots = (0..travellers.len()).filter(|at| !is_pill(*at));
    let dots: Vec<(usize, Motion)> = dots.map(|at| (at, travellers[at].dot_motion(layout))).collect();
    room.fill(&dots, step);
    room.pills.sort_by_key(|pill| pill.at);
    (
        dots.into_iter().map(|(at, motion)| travellers[at].draw_dot(run, motion)).collect(),
        room.pills.iter().map(|pill| travellers[pill.at].draw_pill(run, pill)).collect(),
    )
}

fn travellers<'a, P: Protocol>(run: &Run<P>, layout: &Layout, world: &'a World<P>) -> Vec<Traveller<'a, P>> {
    let step = world.step();
    // Of each way, how many on it are never delivered.
    let mut queues: Vec<((Address, Address), u32)> = Vec::new();
    let mut travellers = Vec::new();
    for flight in world.flights().in_order() {
        let (Some(a), Some(b)) = (layout.center(flight.from), layout.center(flight.to)) else { continue };
        let ended = run.history().message(flight.id).ended;
        let stale = if ended.is_none() && step - flight.sent > PATIENCE {
            let way = (flight.from, flight.to);
            let at = queues.iter().position(|(known, _)| *known == way).unwrap_or(queues.len());
            if at == queues.len() {
                queues.push((way, 0));
            }
            queues[at].1 += 1;
            Some(queues[at].1 - 1)
        } else {
            None
        };
        travellers.push(Traveller {
            flight,
            background: P::is_background(&flight.message),
            ends: (a, b),
            spread: spread(run, flight),
            ended,
            stale,
            caption: run.settings().protocol.caption(run.names(), &flight.message),
        });
    }
    travellers
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

impl Room<'_> {
    /// Whether a pill touches nothing between this step and the next, but what
    /// is at `own` already.
    fn is_free(&self, looks: &Looks, own: Option<usize>) -> bool {
        let others = self.pills.iter().filter(|pill| Some(pill.at) != own);
        looks.iter().all(|here| self.holds(*here))
            && others
                .into_iter()
                .all(|other| other.looks.iter().zip(looks).all(|(other, here)| !other.grown(2).meets(*here)))
    }

    /// What a pill says, and the way that it takes: one where it can be read
    /// all along, as far as nodes and clients leave room; where they leave
    /// none, it says its kind alone. It depends on no other message, so that it
    /// is the same in all steps.
    fn way<P: Protocol>(
        &self,
        layout: &Layout,
        traveller: &Traveller<'_, P>,
        lines: &[Line],
    ) -> Option<(Face, Motion)> {
        let (a, b) = traveller.ends;
        let face = |brief| Face::new(&traveller.caption, (b.0 - a.0, b.1 - a.1), brief);
        // What reports votes goes out of its way for it.
        let reports = traveller.caption.load >= Load::Votes;
        let bends = if reports { BENDS } else { &BENDS[..1] };
        let tracks: Vec<Track> = bends.iter().map(|bend| traveller.track(layout, *bend)).collect();
        let flight = traveller.flight;
        let ends = (layout.obstacles_of(flight.from), layout.obstacles_of(flight.to));
        let mut bare = None;
        for face in [face(false), face(true)] {
            let seconds = lines.iter().filter(|_| reports).cloned().chain([Line::default()]);
            for size in seconds.map(|second| face.size(&second)) {
                for track in &tracks {
                    let Some(way) = traveller.pill_motion(track, size, &ends) else { continue };
                    if self.is_clear(&way, size) {
                        return Some((face, way));
                    }
                    bare = bare.or(Some((face, way)));
                }
            }
        }
        bare
    }

    /// Whether a pill touches no node or client on its way.
    fn is_clear(&self, way: &Motion, size: Area) -> bool {
        let Motion { x0, y0, cx, cy, x1, y1, .. } = *way;
        let place = |at: i32| on_path((x0, y0), (cx, cy), (x1, y1), ONE * at / PLACES);
        (0..=PLACES).all(|at| self.holds(size.moved(place(at))))
    }

    /// Whether there is nothing that stands there.
    fn holds(&self, here: Area) -> bool {
        self.frame.holds(here) && self.obstacles.iter().all(|obstacle| !obstacle.meets(here))
    }

    /// A pill for the traveller, if there is room; at once with what it
    /// carries where that decides something now.
    fn place<P: Protocol>(
        &mut self,
        layout: &Layout,
        rows: &Rows,
        travellers: &[Traveller<'_, P>],
        at: usize,
        step: u32,
    ) {
        let traveller = &travellers[at];
        let lines = message::details(rows, &traveller.caption).map(|words| Line::with(&words));
        let Some((face, motion)) = self.way(layout, traveller, &lines) else { return };
        let first = if traveller.is_now(step) && traveller.caption.load >= Load::Value { 0 } else { 2 };
        for second in lines.iter().skip(first).cloned().chain([Line::default()]) {
            let looks = looks(&motion, face.size(&second), step);
            if self.is_free(&looks, None) {
                return self.pills.push(Pill { at, motion, face, lines, second, looks });
            }
        }
    }

    /// Second lines, as long as there is room for them and no dot under them.
    fn fill(&mut self, dots: &[(usize, Motion)], step: u32) {
        let dot = Area::around((0, 0), DOT, DOT);
        let dots: Vec<Looks> = dots.iter().map(|(_, motion)| looks(motion, dot, step)).collect();
        let hides_dot =
            |line: &Looks| dots.iter().any(|dot| line.iter().zip(dot).any(|(line, dot)| line.meets(*dot)));
        for pill in 0..self.pills.len() {
            let Pill { at, motion, face, ref lines, ref second, .. } = self.pills[pill];
            if !second.is_empty() {
                continue;
            }
            let mut tries = lines.iter().filter(|line| !line.is_empty());
            let found = tries.find_map(|second| {
                let all = looks(&motion, face.size(second), step);
                let line = looks(&motion, face.line(second), step);
                (self.is_free(&all, Some(at)) && !hides_dot(&line)).then(|| (second.clone(), all))
            });
            if let Some((second, looks)) = found {
                let pill = &mut self.pills[pill];
                (pill.second, pill.looks) = (second, looks);
            }
        }
    }
}

fn looks(motion: &Motion, size: Area, step: u32) -> Looks {
    let Motion { x0, y0, cx, cy, x1, y1, .. } = *motion;
    let mut look = 0;
    [(); LOOKS as usize + 1].map(|()| {
        let at = on_path((x0, y0), (cx, cy), (x1, y1), progress(motion, step, look));
        look += 1;
        size.moved(at)
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

impl<P: Protocol> Traveller<'_, P> {
    /// Whether this step sends it, or the next one ends its journey.
    fn is_now(&self, step: u32) -> bool {
        self.flight.sent == step || self.ended.is_some_and(|(at, _)| at == step + 1)
    }

    /// The lowest is the first to be a pill: votes that are reported now; what
    /// the next step ends, what this one sent and is delivered, soonest first;
    /// then what carries a value or votes, then the newest; and behind all that
    /// what nobody delivers.
    fn rank(&self, step: u32) -> (u32, u32, Reverse<Load>, Reverse<MessageId>) {
        let load = self.caption.load.max(Load::NoVote);
        let is_new = self.flight.sent == step;
        let (rank, at) = match self.ended {
            Some(_) if load == Load::Votes && self.is_now(step) => (0, 0),
            Some((at, _)) if at == step + 1 => (1, at),
            Some((at, _)) if is_new => (2, at),
            Some(_) => (3 + u32::from(load == Load::NoVote), 0),
            None => (5 + u32::from(!is_new), 0),
        };
        (rank, at, Reverse(load), Reverse(self.flight.id))
    }

    fn track(&self, layout: &Layout, bend: i32) -> Track {
        Track::new(layout, self.ends.0, self.ends.1, self.spread + bend)
    }

    fn pill_motion(&self, track: &Track, size: Area, (from, to): &(Vec<Area>, Vec<Area>)) -> Option<Motion> {
        let doors = track.doors(size, from, to)?;
        let motion = track.motion(doors, self.flight.sent, self.ended);
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

    fn dot_motion(&self, layout: &Layout) -> Motion {
        let edge = |address: Address| match address {
            Address::Node(node) => vec![layout.spot(node).circle],
            Address::Client(client) => layout.client(client).into_iter().collect(),
        };
        let track = self.track(layout, 0);
        let (from, to) = (edge(self.flight.from), edge(self.flight.to));
        let size = Area::around((0, 0), DOT / 2, DOT / 2);
        if let Some(before) = self.stale {
            // At rest it must cover nothing of what stands there.
            let to = layout.obstacles_of(self.flight.to);
            let size = Area::around((0, 0), DOT, DOT);
            let doors = track.doors(size, &from, &to).unwrap_or((0, ONE));
            return track.queued(doors, self.flight.sent, before);
        }
        let doors = track.doors(size, &from, &to).unwrap_or((0, ONE));
        track.motion(doors, self.flight.sent, self.ended)
    }

    fn draw_dot(&self, run: &Run<P>, motion: Motion) -> Shape {
        let r = if self.background || self.stale.is_some() { DOT - 2 } else { DOT };
        let shape = if self.caption.refusal {
            Shape::rect("dot", "dot", Area::around((0, 0), r - 1, r - 1), 0)
        } else {
            Shape::circle("dot", "dot", (0, 0), r)
        };
        let role = if self.stale.is_some() { " dot stale" } else { " dot" };
        self.group(run, role, motion, vec![shape])
    }

    fn draw_pill(&self, run: &Run<P>, pill: &Pill) -> Shape {
        self.group(run, "", pill.motion, pill.face.draw(&self.caption, &pill.second))
    }
}
