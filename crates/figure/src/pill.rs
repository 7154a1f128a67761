//! A message as a pill: what it is, a nose on the side that it travels to, and
//! below it what it carries.

use antipaxos_simulator::Caption;

use crate::ring::{ONE, towards, walk};
use crate::shape::{Anchor, Area, Point, Shape};
use crate::text::{self, size};

const HALF: i32 = 12;
/// How far the nose sticks out.
const NOSE: i32 = 7;
/// Where its sides leave a round end of [`HALF`]: so far out, and so far from
/// its middle.
const LEAVES: (i32, i32) = (8, 9);
/// The same on a straight side.
const STANDS: (i32, i32) = (HALF - 1, 7);
/// Half a right angle, of [`ONE`].
const SLANT: i32 = 724;
/// The bars that mark a refusal stand so far from both ends.
const BAR: i32 = 4;

/// A pill without its second line.
#[derive(Clone, Copy)]
pub(crate) struct Face {
    half_width: i32,
    /// It says its kind alone.
    brief: bool,
    refusal: bool,
    /// The middle of the round end that it is on, and its direction.
    nose: (Point, Point),
}

/// The second line, and how wide it is.
#[derive(Clone, Default)]
pub(crate) struct Line {
    words: String,
    width: i32,
}

impl Line {
    pub fn with(words: &str) -> Self {
        Self { words: words.to_string(), width: text::width(words, size::DETAIL) }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl Face {
    /// `way`: from where it is sent to where it goes. `brief`: its kind alone,
    /// without its ballot, whose owner its colour tells.
    pub fn new(caption: &Caption, way: Point, brief: bool) -> Self {
        let words = if brief { caption.kind } else { &caption.short };
        let half_width = i32::midpoint(text::width(words, size::MESSAGE) + 18, 1);
        let along = towards((0, 0), way);
        let (right, down) = (along.0.signum(), along.1.signum());
        let end = half_width - HALF;
        // Steep ones leave by the top or the bottom, others by a round end.
        let nose = if along.1.abs() > 2 * along.0.abs() {
            ((0, 0), (0, down * ONE))
        } else if caption.refusal {
            ((right * (end + BAR + 3), 0), (right * ONE, 0))
        } else if along.1.abs() > along.0.abs() {
            ((right * end, 0), (right * SLANT, down * SLANT))
        } else {
            ((right * end, 0), along)
        };
        Self { half_width, brief, refusal: caption.refusal, nose }
    }

    fn tip(&self) -> Point {
        walk(self.nose.0, self.nose.1, HALF + NOSE)
    }

    /// What it takes up, around its middle.
    pub fn size(&self, second: &Line) -> Area {
        let bar = if self.refusal { BAR + 2 } else { 0 };
        let pill = Area::around((0, 0), self.half_width + bar, HALF);
        let (x, y) = self.tip();
        let pill = Area {
            left: pill.left.min(x),
            right: pill.right.max(x),
            top: pill.top.min(y),
            bottom: pill.bottom.max(y),
        };
        if second.is_empty() {
            return pill;
        }
        let Area { left, right, bottom, .. } = self.line(second);
        Area { left: pill.left.min(left), right: pill.right.max(right), top: pill.top, bottom }
    }

    /// What the second line takes up.
    pub fn line(&self, second: &Line) -> Area {
        let (half, baseline) = (i32::midpoint(second.width, 1) + 1, self.baseline());
        Area { left: -half, right: half, top: baseline - 11, bottom: baseline + 3 }
    }

    /// Of the second line: below the pill, and below a nose that points down.
    fn baseline(&self) -> i32 {
        HALF.max(self.tip().1 - 3) + 13
    }

    pub fn draw(&self, caption: &Caption, second: &Line) -> Vec<Shape> {
        let of = Area::around((0, 0), self.half_width, HALF);
        let words = if self.brief { caption.kind } else { &caption.short };
        let mut children = vec![
            Shape::rect("pill", "pill", of, if self.refusal { 2 } else { HALF }),
            Shape::path("nose", "nose", self.nose_path()),
            Shape::text("text", "message-text", (0, 4), Anchor::Middle, words)
                .long(text::width(words, size::MESSAGE)),
        ];
        if self.refusal {
            for (key, x) in [("bar-left", -self.half_width - BAR), ("bar-right", self.half_width + BAR)] {
                children.push(Shape::line(key, "refused", (x, -HALF), (x, HALF)));
            }
        }
        if !second.is_empty() {
            let text = Shape::text(
                "detail",
                "message-detail",
                (0, self.baseline()),
                Anchor::Middle,
                second.words.clone(),
            );
            children.push(text.long(second.width));
        }
        children
    }

    /// Open: its ground hides where the pill's edge was.
    fn nose_path(&self) -> String {
        let (from, along) = self.nose;
        let is_round = !self.refusal && along.0 != 0;
        let (out, half) = if is_round { LEAVES } else { STANDS };
        let base = walk(from, along, out);
        let across = (-along.1, along.0);
        let (tip, left, right) = (self.tip(), walk(base, across, half), walk(base, across, -half));
        format!("M{} {}L{} {}L{} {}", left.0, left.1, tip.0, tip.1, right.0, right.1)
    }
}
