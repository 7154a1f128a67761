//! Figures as texts, for other people's pages: SVG files and text diagrams.

use antipaxos_figure as figure;
use js_sys::Error;
use tsify::Ts;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::playground::{MAX_STEPS, Playground, view_of};
use crate::view;

#[wasm_bindgen]
impl Playground {
    /// A view as an SVG file that stands alone, `width` pixels wide: the
    /// sequence diagram of the whole run, of its first 2,000 steps at most; any
    /// other view of the step at which it stands.
    ///
    /// # Errors
    /// Code `bad-view`.
    pub fn svg(&self, view: Ts<view::ViewName>, width: u32) -> Result<String, Error> {
        let view = view_of(&view, None)?;
        let session = self.session();
        let (here, last) = (session.position(), session.run().last());
        let window = match view {
            figure::View::Sequence => figure::Window { from: 0, to: last.min(MAX_STEPS - 1) },
            figure::View::Stage | figure::View::Ledger | figure::View::Board { .. } => {
                figure::Window { from: here, to: here }
            }
        };
        Ok(figure::svg(&self.picture(view, width, window), here))
    }

    /// The run as a sequence diagram in text, up to its first 2,000 steps.
    #[must_use]
    #[wasm_bindgen(js_name = textDiagram)]
    pub fn text_diagram(&self) -> String {
        let run = self.session().run();
        figure::ascii_until(run, run.last().min(MAX_STEPS - 1))
    }
}
