//! The way of a message from one end of a link to the other.

use antipaxos_simulator::Ending;

use crate::layout::Layout;
use crate::ring::{ONE, length, on_path, part};
use crate::shape::{Area, Ends, Motion, Point};

/// The radius of a message that is a dot.
pub(crate) const DOT: i32 = 6;
/// Doors are looked for in so many places, and steps between them.
const STEPS: usize = 64;
const NUDGE: i32 = ONE / 64;
/// Between two that wait behind each other: each can be touched.
const QUEUE: i32 = 14;
/// So many wait behind each other; any more lie where the last one does.
const QUEUED: u32 = 5;

#[derive(Clone, Copy)]
pub(crate) struct Track {
    a: Point,
    c: Point,
    b: Point,
    /// Where it is after each step from one end to the other.
    places: [Point; STEPS + 1],
}

impl Track {
    /// Bent to the right of the way it goes, so that both directions of a
    /// link, and messages that leave together, are apart.
    pub fn new(layout: &Layout, a: Point, b: Point, spread: i32) -> Self {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let percent = 16 + spread;
        let c = (i32::midpoint(a.0, b.0) - dy * percent / 100, i32::midpoint(a.1, b.1) + dx * percent / 100);
        // The way lies between its ends and this point: within the frame, if they do.
        let c = (c.0.clamp(DOT, layout.width - DOT), c.1.clamp(DOT, layout.height - DOT));
        let mut t = -NUDGE;
        let places = [(); STEPS + 1].map(|()| {
            t += NUDGE;
            on_path(a, c, b, t)
        });
        Self { a, c, b, places }
    }

    fn at(&self, t: i32) -> Point {
        on_path(self.a, self.c, self.b, t)
    }

    /// The part of the way on which `size`, around the traveller, touches
    /// neither end.
    pub fn doors(&self, size: Area, from: &[Area], to: &[Area]) -> Option<(i32, i32)> {
        let touches = |place: &Point, of: &[Area]| of.iter().any(|of| of.meets(size.moved(*place).grown(1)));
        let last = self.places.iter().rposition(|place| touches(place, from)).map_or(0, |at| at + 1);
        let first = self.places.iter().position(|place| touches(place, to)).unwrap_or(STEPS + 1);
        let t = |at: usize| i32::try_from(at).unwrap_or(0) * NUDGE;
        // One step before it touches; at the end, where it never does.
        let first = if first > STEPS { STEPS } else { first.checked_sub(1)? };
        (last < first).then_some((t(last), t(first)))
    }

    pub fn motion(&self, (t0, t1): (i32, i32), sent: u32, ended: Option<(u32, Ending)>) -> Motion {
        let along = |share: i32| t0 + (t1 - t0) * share / 10;
        let (end, to, ends) = match ended {
            Some((to, Ending::Arrived)) => (t1, to, Ends::Arrives),
            Some((to, Ending::Dead)) => (t1, to, Ends::Lost),
            Some((to, Ending::Lost)) => (along(5), to, Ends::Lost),
            None => (along(6), sent + 1, Ends::Waits),
        };
        self.stretch((t0, end), (sent, to), ends)
    }

    /// It waits at the end that it is for, behind `before` others.
    pub fn queued(&self, (t0, t1): (i32, i32), sent: u32, before: u32) -> Motion {
        let back = i32::try_from(before.min(QUEUED - 1)).unwrap_or(0) * QUEUE;
        let door = self.at(t1);
        let gone = |t: i32| {
            let at = self.at(t);
            length((at.0 - door.0, at.1 - door.1))
        };
        let steps = (t1 - t0) / NUDGE;
        let place = (0..=steps).map(|at| t1 - at * NUDGE).find(|t| gone(*t) >= back).unwrap_or(t0);
        self.stretch((t0, place.max(t0)), (sent, sent + 1), Ends::Waits)
    }

    fn stretch(&self, (t0, t1): (i32, i32), (from, to): (u32, u32), ends: Ends) -> Motion {
        let (start, control, end) = part(self.a, self.c, self.b, t0, t1);
        Motion {
            x0: start.0,
            y0: start.1,
            cx: control.0,
            cy: control.1,
            x1: end.0,
            y1: end.1,
            from,
            to,
            ends,
        }
    }
}
