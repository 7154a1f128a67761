//! The arrow of a message. It is straight, but for one that would lie upon the
//! arrow of the same broadcast to a nearer lane, and look as if that node had
//! handed it on.

use antipaxos_simulator::{Caption, Ending, MessageId, Protocol, Sent};

use super::labels::{Stroke, Wanted};
use super::{Diagram, NEAR, ROW, cross};
use crate::message;
use crate::ring::{ONE, on_path, towards, walk};
use crate::rows::is_lost;
use crate::shape::{Point, Ref, Shape};

/// The length of an arrow's head.
const HEAD: i32 = 10;
/// An arrow that passes a tip nearer than this seems to go on from it.
const APART: i32 = 8;

impl<P: Protocol> Diagram<'_, P> {
    pub(super) fn arrow(&mut self, id: MessageId) {
        let sent = self.run.history().message(id);
        let caption = self.run.settings().protocol.caption(self.run.names(), &sent.message);
        let start = (self.x(sent.from), self.y(sent.sent));
        let side = (self.x(sent.to) - start.0).signum();
        let mut children = Vec::new();
        let reply = if caption.reply { " reply" } else { "" };
        let Some((at, ending)) = sent.ended else {
            // It is under way to the end: a stub within its row, that ends
            // before words begin; the nearer what it is for, the steeper.
            let far = (self.x(sent.to) - start.0) * (NEAR - 6) / self.width;
            let end = (start.0 + far + 4 * side, start.1 + ROW / 2 - 1);
            let line = Shape::line("line", format!("arrow waits{reply}"), (start.0 + side, start.1 + 2), end);
            children.push(line);
            return self.push_arrow(id, sent, &caption, "ends-waiting", children);
        };
        let end = (self.x(sent.to), self.y(at));
        let (tip, fate) = match ending {
            Ending::Arrived => (end, ""),
            Ending::Dead => (end, "dead"),
            Ending::Lost => ((self.half_way(sent.from, sent.to), end.1), "lost"),
        };
        let bend = self.bend(sent, start, tip);
        let (leaves, along) = match bend {
            Some(bend) => (towards(start, bend), towards(bend, tip)),
            None => (towards(start, tip), towards(start, tip)),
        };
        let start_px = walk(start, leaves, 3);
        let line = |role: String, end: Point| match bend {
            Some(bend) => {
                let d = format!("M{} {}Q{} {} {} {}", start_px.0, start_px.1, bend.0, bend.1, end.0, end.1);
                Shape::path("line", role, d)
            }
            None => Shape::line("line", role, start_px, end),
        };
        if is_lost(ending) {
            children.push(line(format!("arrow {fate}{reply}"), walk(tip, along, -3)));
            children.push(Shape::path("head", "arrow-head lost", cross(tip, 4)));
        } else {
            let tip = walk(tip, along, -2);
            let base = walk(tip, along, -HEAD);
            let across = (-along.1, along.0);
            let (left, right) = (walk(base, across, 4), walk(base, across, -4));
            children.push(line(format!("arrow{reply}"), base));
            let d = format!("M{} {}L{} {}L{} {}Z", tip.0, tip.1, left.0, left.1, right.0, right.1);
            children.push(Shape::path("head", format!("arrow-head{reply}"), d));
            if caption.refusal {
                let bar = walk(tip, along, -HEAD - 3);
                children.push(Shape::line("bar", "refused", walk(bar, across, 7), walk(bar, across, -7)));
            }
        }
        let steps = (sent.sent, at);
        match bend {
            Some(bend) => {
                let at = |quarter: i32| on_path(start, bend, tip, quarter * ONE / 4);
                self.strokes.extend((0..4).map(|part| Stroke { from: at(part), to: at(part + 1), steps }));
            }
            None => self.strokes.push(Stroke { from: start, to: tip, steps }),
        }
        let words = message::words(self.rows, &caption);
        let words =
            if matches!(ending, Ending::Lost) { words.to(&message::name(self.run, sent.to)) } else { words };
        self.wanted.push(Wanted::new(id, at, &caption, words, (start, tip)));
        let fate = if fate.is_empty() { String::new() } else { format!("ends-{fate}") };
        self.push_arrow(id, sent, &caption, &fate, children);
    }

    fn push_arrow(
        &mut self,
        id: MessageId,
        sent: &Sent<P>,
        caption: &Caption,
        fate: &str,
        children: Vec<Shape>,
    ) {
        let background = P::is_background(&sent.message);
        let role = message::role(caption, background, fate);
        let label = message::label(self.run, sent, caption);
        let group = Shape::group(format!("message-{}", id.0), role, label, children);
        self.shapes.push(group.to(Ref::Message { message: id.0 }));
    }

    /// The control point of an arrow that bends: away from the tip of the one
    /// to the nearer lane, mostly down.
    fn bend(&self, sent: &Sent<P>, start: Point, tip: Point) -> Option<Point> {
        let (run, fall) = (tip.0 - start.0, tip.1 - start.1);
        // How far below another arrow's tip this one would pass, on its lane.
        let below = |other: &Sent<P>| {
            let Some((at, Ending::Arrived)) = other.ended else { return None };
            let x = self.x(other.to);
            let is_between = (x - start.0) * run.signum() > 0 && (tip.0 - x) * run.signum() > 0;
            is_between.then(|| start.1 + fall * (x - start.0) / run - self.y(at))
        };
        let broadcast = self.run.history().sent(sent.sent).filter(|(_, other)| other.from == sent.from);
        let passed = broadcast.filter_map(|(_, other)| below(other));
        let nearest = passed.filter(|below| below.abs() < APART).min_by_key(|below| below.abs())?;
        // Not so far that it would be level, or rise, at an end.
        let by = if nearest < 0 { -fall / 3 } else { fall / 3 };
        Some((i32::midpoint(start.0, tip.0), i32::midpoint(start.1, tip.1) + by))
    }
}
