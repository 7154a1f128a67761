//! A scenario that is opened in slices, so that a long run freezes no page.

use antipaxos_simulator::session;
use js_sys::Error;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Playground;
use crate::error;

/// A scenario on its way to be a playground.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Opening {
    opening: session::Opening,
}

#[wasm_bindgen]
impl Opening {
    /// Reads a scenario text and plays nothing yet.
    ///
    /// # Errors
    /// As [`Playground::open`].
    pub fn begin(text: &str) -> Result<Opening, Error> {
        let opening = session::Opening::begin(text).map_err(|fault| error::of(&fault))?;
        Ok(Self { opening })
    }

    /// Plays at most `budget` steps more. True once the run is at its end.
    pub fn advance(&mut self, budget: u32) -> bool {
        self.opening.advance(budget)
    }

    /// How many steps are done.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.opening.steps()
    }

    /// The playground, with what was left of the run; it stands at step 0.
    #[must_use]
    pub fn finish(self) -> Playground {
        Playground::of(self.opening.finish())
    }
}
