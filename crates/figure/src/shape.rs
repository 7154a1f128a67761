//! What a figure is made of. Coordinates are whole pixels, y grows downwards;
//! colours and fonts are the style sheet's, which knows a shape by its role.

/// Which view a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Nodes on a ring and messages in flight, at one step.
    Stage,
    /// The space-time diagram.
    Sequence,
    /// Slot by replica: votes, what is chosen, who knows it, the stores.
    Ledger,
    /// Ballot by acceptor in one slot; none: the one that there is most to say
    /// of.
    Board { slot: Option<u32> },
}

/// Steps, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: u32,
    pub to: u32,
}

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ref {
    Node {
        node: u32,
    },
    Client {
        client: u32,
    },
    Link {
        from: u32,
        to: u32,
    },
    Message {
        message: u32,
    },
    Step {
        step: u32,
    },
    Slot {
        slot: u32,
    },
    /// What an acceptor promised or voted in a ballot, in a slot.
    Cell {
        slot: u32,
        round: u32,
        owner: u32,
        node: u32,
    },
}

/// How a journey ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Arrives,
    /// It fades where its path ends.
    Lost,
    /// It stays where its path ends.
    Waits,
}

/// A quadratic path, walked while the playhead `p`, in steps, goes from `from`
/// to `to`: progress = clamp((p - from + 0.5) / (to - from + 0.5), 0, 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Motion {
    pub x0: i32,
    pub y0: i32,
    pub cx: i32,
    pub cy: i32,
    pub x1: i32,
    pub y1: i32,
    pub from: u32,
    pub to: u32,
    pub ends: Ends,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Names the shape within its figure, and in the figures of other steps.
    pub key: String,
    /// Classes for the style sheet.
    pub role: String,
    pub target: Option<Ref>,
    pub form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// With a motion, the children are drawn around (0, 0). `label`: all that
    /// it says, in words.
    Group {
        motion: Option<Motion>,
        label: String,
        children: Vec<Shape>,
    },
    Circle {
        cx: i32,
        cy: i32,
        r: i32,
    },
    Rect {
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        rx: i32,
    },
    Line {
        x1: i32,
        y1: i32,
        x2: i32,
        y2: i32,
    },
    Path {
        d: String,
    },
    /// `y` is the baseline. `length`: the width that the text takes, whatever
    /// the font.
    Text {
        x: i32,
        y: i32,
        anchor: Anchor,
        length: Option<i32>,
        text: String,
    },
}

/// Where the playhead is at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub step: u32,
    pub y: i32,
}

/// A lifeline of the sequence diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub name: String,
    pub x: i32,
}

/// A picture: shapes from the back to the front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub view: View,
    pub width: i32,
    /// Of the whole run, whatever the window.
    pub height: i32,
    pub shapes: Vec<Shape>,
    /// Sequence only: one for each step of the window, never rising.
    pub rows: Vec<Row>,
    /// Sequence only.
    pub lanes: Vec<Lane>,
}

impl Shape {
    fn new(key: impl Into<String>, role: impl Into<String>, form: Form) -> Self {
        Self { key: key.into(), role: role.into(), target: None, form }
    }

    pub(crate) fn group(
        key: impl Into<String>,
        role: impl Into<String>,
        label: String,
        children: Vec<Self>,
    ) -> Self {
        Self::new(key, role, Form::Group { motion: None, label, children })
    }

    pub(crate) fn moving(mut self, along: Motion) -> Self {
        if let Form::Group { motion, .. } = &mut self.form {
            *motion = Some(along);
        }
        self
    }

    pub(crate) fn circle(key: impl Into<String>, role: impl Into<String>, (cx, cy): Point, r: i32) -> Self {
        Self::new(key, role, Form::Circle { cx, cy, r })
    }

    pub(crate) fn rect(key: impl Into<String>, role: impl Into<String>, of: Area, rx: i32) -> Self {
        let form = Form::Rect { x: of.left, y: of.top, width: of.width(), height: of.height(), rx };
        Self::new(key, role, form)
    }

    pub(crate) fn line(
        key: impl Into<String>,
        role: impl Into<String>,
        (x1, y1): Point,
        (x2, y2): Point,
    ) -> Self {
        Self::new(key, role, Form::Line { x1, y1, x2, y2 })
    }

    pub(crate) fn path(key: impl Into<String>, role: impl Into<String>, d: String) -> Self {
        Self::new(key, role, Form::Path { d })
    }

    pub(crate) fn text(
        key: impl Into<String>,
        role: impl Into<String>,
        (x, y): Point,
        anchor: Anchor,
        text: impl Into<String>,
    ) -> Self {
        Self::new(key, role, Form::Text { x, y, anchor, length: None, text: text.into() })
    }

    /// Fixes the width that a text takes.
    pub(crate) fn long(mut self, px: i32) -> Self {
        if let Form::Text { length, .. } = &mut self.form {
            *length = Some(px);
        }
        self
    }

    pub(crate) const fn to(mut self, target: Ref) -> Self {
        self.target = Some(target);
        self
    }
}

pub(crate) type Point = (i32, i32);

/// A rectangle; right and bottom are just outside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    pub const fn around((x, y): Point, half_width: i32, half_height: i32) -> Self {
        Self { left: x - half_width, top: y - half_height, right: x + half_width, bottom: y + half_height }
    }

    pub const fn width(self) -> i32 {
        self.right - self.left
    }

    pub const fn height(self) -> i32 {
        self.bottom - self.top
    }

    pub const fn moved(self, (x, y): Point) -> Self {
        Self { left: self.left + x, top: self.top + y, right: self.right + x, bottom: self.bottom + y }
    }

    pub const fn grown(self, by: i32) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub const fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub const fn holds(self, other: Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }
}
