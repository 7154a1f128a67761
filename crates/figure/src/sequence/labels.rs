//! The words at arrows: in the row of the arrival, beside the tip, where the
//! fewest lines pass.

use antipaxos_simulator::{Caption, MessageId, Protocol};

use super::{Diagram, FRAME, NEAR};
use crate::message::{self, Words};
use crate::shape::{Anchor, Point, Ref, Shape};
use crate::text::{self, size};

/// Half as high as a label.
const HALF: i32 = 7;
/// Places are tried so far apart.
const PACE: i32 = 6;
/// So far from its tip a label counts as much as if one more pixel of it were
/// struck through.
const FAR: i32 = 3;
/// A line that crosses a label counts as so many pixels along it.
const CROSSES: i32 = 16;

/// An arrow's line, or a part of it that may cross labels, from the step that
/// sends to the one that ends it.
pub(super) struct Stroke {
    pub from: Point,
    pub to: Point,
    pub steps: (u32, u32),
}

/// A label that looks for its place.
pub(super) struct Wanted {
    pub id: MessageId,
    /// The step in whose row it stands.
    pub step: u32,
    pub start: Point,
    pub tip: Point,
    pub role: String,
    pub words: Words,
}

impl Wanted {
    pub fn new(
        id: MessageId,
        step: u32,
        caption: &Caption,
        words: Words,
        (start, tip): (Point, Point),
    ) -> Self {
        Self { id, step, start, tip, role: format!("label {}", message::owner(caption)), words }
    }
}

/// From where to where a row is taken.
type Span = (i32, i32);

impl Stroke {
    /// Where it passes through the row at `y`.
    fn within(&self, y: i32) -> Option<Span> {
        let ((x0, y0), (x1, y1)) = (self.from, self.to);
        let (top, bottom) = (y0.max(y - HALF), y1.min(y + HALF));
        if top > bottom {
            return None;
        }
        let at = |y: i32| if y1 == y0 { x1 } else { x0 + (x1 - x0) * (y - y0) / (y1 - y0) };
        let (a, b) = if y1 == y0 { (x0, x1) } else { (at(top), at(bottom)) };
        Some((a.min(b), a.max(b)))
    }
}

impl<P: Protocol> Diagram<'_, P> {
    /// All labels of the rows from `from` to `to`. What else there is in a row
    /// is sent before or in its step: every window knows it.
    pub(super) fn place_labels(&mut self, from: u32, to: u32) {
        let mut wanted = std::mem::take(&mut self.wanted);
        wanted.retain(|label| (from..=to).contains(&label.step));
        wanted.sort_by_key(|label| (label.step, label.id));
        let strokes = std::mem::take(&mut self.strokes);
        let mut coming = strokes.iter().peekable();
        let mut passing: Vec<&Stroke> = Vec::new();
        let mut taken: (u32, Vec<Span>) = (from, Vec::new());
        for label in wanted {
            while let Some(stroke) = coming.next_if(|stroke| stroke.steps.0 <= label.step) {
                passing.push(stroke);
            }
            passing.retain(|stroke| stroke.steps.1 >= label.step);
            if taken.0 != label.step {
                taken = (label.step, Vec::new());
            }
            let lanes = (0..self.lanes).map(|at| (self.lane_x(at) - 1, self.lane_x(at) + 1));
            let struck: Vec<Span> =
                passing.iter().filter_map(|stroke| stroke.within(label.tip.1)).chain(lanes).collect();
            self.place_label(&label, &struck, &mut taken.1);
        }
    }

    fn place_label(&mut self, label: &Wanted, struck: &[Span], taken: &mut Vec<Span>) {
        let (tip, extent) = (label.tip.0, (label.tip.0 - label.start.0).abs());
        // On the sender's side of the tip.
        let side = if tip < label.start.0 { 1 } else { -1 };
        let room = extent - NEAR - 6;
        let beyond = |side: i32| if side > 0 { self.width - FRAME - tip } else { tip - FRAME };
        let fits = text::first_fit(label.words.longer.iter().cloned(), size::LABEL, room);
        let mut tries = Vec::new();
        if let Some(fits) = fits {
            tries.push((fits, side, extent - 6));
        }
        // Rather out over the next lanes than without what decides.
        for words in &label.words.least {
            let words = (words.clone(), text::width(words, size::LABEL));
            tries.push((words.clone(), side, beyond(side)));
            tries.push((words, -side, beyond(-side)));
        }
        let found = tries.into_iter().find_map(|((words, width), side, limit)| {
            let span = |near: i32| {
                if side > 0 { (tip + near, tip + near + width) } else { (tip - near - width, tip - near) }
            };
            let places = (NEAR..=limit - width).step_by(PACE as usize);
            let free = places.filter(|near| !taken.iter().any(|other| meet(span(*near), *other)));
            let best = free
                .min_by_key(|near| cost(span(*near), struck) + near / FAR + (near + width - extent).max(0));
            best.map(|near| (words, width, side, span(near)))
        });
        let Some((words, width, side, span)) = found else { return };
        taken.push(span);
        let (x, anchor) = if side > 0 { (span.0, Anchor::Start) } else { (span.1, Anchor::End) };
        let text = Shape::text(
            format!("label-{}", label.id.0),
            label.role.clone(),
            (x, label.tip.1 + 4),
            anchor,
            words,
        );
        self.labels.push(text.long(width).to(Ref::Message { message: label.id.0 }));
    }
}

fn meet(a: Span, b: Span) -> bool {
    a.0 - 4 < b.1 && b.0 - 4 < a.1
}

fn cost(span: Span, struck: &[Span]) -> i32 {
    let along = struck.iter().filter_map(|other| {
        let px = span.1.min(other.1) - span.0.max(other.0);
        (px >= 0).then_some(CROSSES + px)
    });
    along.sum()
}
