//! A run, and its figures.

use antipaxos_figure::{Figure, Note, Rows, View, Window, figure};
use antipaxos_simulator::Session;

pub struct Case {
    pub name: String,
    pub session: Session,
    pub rows: Rows,
}

impl Case {
    pub fn new(name: &str, text: &str) -> Self {
        let session = Session::open(text).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        let notes = session.notes().iter().map(|note| Note { step: note.step, text: note.text.clone() });
        let mut notes: Vec<_> = notes.collect();
        notes.sort_by_key(|note| note.step);
        let rows = Rows::new(session.run(), notes);
        Self { name: name.to_string(), session, rows }
    }

    pub fn last(&self) -> u32 {
        self.session.run().last()
    }

    pub fn stage(&self, width: u32, step: u32) -> Figure {
        self.table(View::Stage, width, step)
    }

    /// A view of one moment.
    pub fn table(&self, view: View, width: u32, step: u32) -> Figure {
        figure(self.session.run(), &self.rows, view, width, Window { from: step, to: step })
    }

    pub fn sequence(&self, width: u32, from: u32, to: u32) -> Figure {
        figure(self.session.run(), &self.rows, View::Sequence, width, Window { from, to })
    }
}
