//! Headlines and notes, each across the diagram in rows of its own.

use antipaxos_simulator::{HeadlineKind, Protocol};

use super::{Diagram, FRAME, ROW, row_top};
use crate::rows::{has_row, headlines, rows_of};
use crate::shape::{Anchor, Area, Ref, Shape};
use crate::text::{self, size};

/// Between a band's edge and its words.
const PAD: i32 = 10;
const LINE: i32 = 15;
/// So many lines have room in a band of two rows.
const LINES: usize = 3;

/// Where a band is, and whose.
struct Place {
    key: String,
    role: &'static str,
    text_role: &'static str,
    step: u32,
    row: u32,
    rows: u32,
}

impl<P: Protocol> Diagram<'_, P> {
    pub(super) fn bands(&mut self, step: u32) {
        let fell = self.run.history().fell(step).is_some();
        let mut row = self.rows.of(step).start + u32::from(has_row(self.run, step)) + u32::from(fell);
        let room = self.width - 2 * FRAME - 2 * PAD;
        for (at, headline) in headlines(self.run, step).enumerate() {
            let rows = rows_of(&headline);
            let (role, text_role) = match headline.kind {
                HeadlineKind::Chosen => ("band chosen", "band-text chosen"),
                HeadlineKind::Leads => ("band leads", "band-text leads"),
                HeadlineKind::Violation => ("band violation", "band-text violation"),
            };
            let lines = match headline.kind {
                HeadlineKind::Chosen | HeadlineKind::Leads => {
                    vec![one_line(&headline.text, headline.short, room)]
                }
                // A violation's name alone says too little.
                HeadlineKind::Violation => some_lines(&headline.text, room),
            };
            let place = Place { key: format!("band-{step}-{at}"), role, text_role, step, row, rows };
            self.band(place, headline.text, lines);
            row += rows;
        }
        for (at, note) in self.rows.notes(step).iter().enumerate() {
            let place = Place {
                key: format!("note-{step}-{at}"),
                role: "note",
                text_role: "note",
                step,
                row,
                rows: 1,
            };
            let line = text::cut(&note.text, size::SENTENCE, room);
            self.band(place, note.text.clone(), vec![line]);
            row += 1;
        }
    }

    /// Its ground is as wide as its words: arrows beside them pass.
    fn band(&mut self, place: Place, label: String, lines: Vec<String>) {
        let Place { key, role, text_role, step, row, rows } = place;
        let count = i32::try_from(lines.len()).unwrap_or(1);
        let middle = row_top(row) + ROW * i32::try_from(rows).unwrap_or(1) / 2;
        let half = (LINE * count + 5) / 2;
        let tenths = if rows > 1 { size::BAND } else { size::SENTENCE };
        let width = lines.iter().map(|line| text::width(line, tenths)).max().unwrap_or(0) + 2 * PAD;
        let of = Area { left: FRAME, top: middle - half, right: FRAME + width, bottom: middle + half };
        let mut children = vec![Shape::rect("ground", role, of, 4)];
        for (at, words) in (0..).zip(lines) {
            let key = if at == 0 { "text".to_string() } else { format!("text-{at}") };
            let y = middle - LINE * (count - 1) / 2 + LINE * at + 4;
            children.push(Shape::text(key, text_role, (of.left + PAD, y), Anchor::Start, words));
        }
        self.shapes.push(Shape::group(key, "across", label, children).to(Ref::Step { step }));
    }
}

fn one_line(text: &str, short: String, room: i32) -> String {
    let shortest = text::cut(&short, size::SENTENCE, room);
    text::first_fit([text.to_string(), short], size::SENTENCE, room).map_or(shortest, |(words, _)| words)
}

/// What does not fit in so many lines ends in an ellipsis.
fn some_lines(text: &str, room: i32) -> Vec<String> {
    let mut lines = text::lines(text, size::BAND, room);
    if lines.len() > LINES {
        let rest = lines.split_off(LINES - 1).join(" ");
        lines.push(text::cut(&rest, size::BAND, room));
    }
    lines
}
