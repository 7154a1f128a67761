//! Pictures of a run, laid out once, in whole pixels, for the width asked for.
//! A figure is shapes with roles; it is drawn by the page, or printed as SVG.
//! Nothing here knows a protocol.

mod ascii;
mod board;
mod layout;
mod ledger;
mod message;
mod pill;
mod ring;
mod rows;
mod sequence;
mod shape;
mod stage;
mod svg;
mod table;
mod text;
mod track;
mod traffic;

use antipaxos_simulator::{Protocol, Run};

pub use ascii::{ascii, ascii_until};
pub use rows::{Note, Rows};
pub use shape::{Anchor, Ends, Figure, Form, Lane, Motion, Ref, Row, Shape, View, Window};
pub use svg::svg;

/// Widths that figures are laid out for, in pixels: others are brought within.
pub const MIN_WIDTH_PX: u32 = 240;
pub const MAX_WIDTH_PX: u32 = 4_000;

/// What `view` shows, laid out for `width` pixels: stage, ledger and board at
/// `window.from`, the sequence diagram's rows of the whole window.
#[must_use]
pub fn figure<P: Protocol>(run: &Run<P>, rows: &Rows, view: View, width: u32, window: Window) -> Figure {
    let width = i32::try_from(width.clamp(MIN_WIDTH_PX, MAX_WIDTH_PX)).unwrap_or(0);
    match view {
        View::Stage => stage::stage(run, rows, width, window.from),
        View::Sequence => sequence::sequence(run, rows, width, window),
        View::Ledger => ledger::ledger(run, width, window.from),
        View::Board { slot } => board::board(run, width, window.from, slot),
    }
}
