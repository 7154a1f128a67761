//! Links as the page makes and reads them. The module holds no scenario
//! texts: where a link edits a built-in, the page brings that one's text.

use antipaxos_simulator::link::{self, Base, Fault, Outcome};
use antipaxos_simulator::scenario::{parse, print};
use js_sys::Error;
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Playground, error};

/// What a run came to.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
pub struct OutcomeView {
    /// The version of the engine's semantics.
    semantics: u32,
    /// 32 bits of the run's fingerprint.
    fingerprint: u32,
}

/// What a link holds.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct LinkView {
    /// The scenario's text; null where the text of `slug` is needed first.
    text: Option<String>,
    /// The built-in that the link is an edit of.
    slug: Option<String>,
    /// The fingerprint of the statements that it is an edit of, in eight digits:
    /// with the slug, an entry of scenarios/frozen.txt.
    edits: Option<String>,
    step: Option<u32>,
    /// What the run came to where the link was made.
    outcome: OutcomeView,
}

fn view(outcome: Outcome) -> OutcomeView {
    OutcomeView { semantics: outcome.semantics, fingerprint: outcome.fingerprint }
}

fn thrown(fault: Fault) -> Error {
    error::plain(fault.code(), fault.sentence(), Some(&fault.advice().to_owned()))
}

/// Reads a link: an address, or the payload behind its `#`. `base` is the text
/// of the built-in that it edits, once that is known.
///
/// # Errors
/// Code `empty`, `too-long`, `bad-alphabet`, `damaged`, `newer-version`,
/// `limits` or `unknown-scenario`; the hint says what to do.
#[wasm_bindgen(js_name = decodeLink)]
pub fn decode_link(address: &str, base: Option<String>) -> Result<Ts<LinkView>, Error> {
    let read = link::decode(link::payload_of(address)).map_err(thrown)?;
    let text = if read.slug().is_some() && base.is_none() {
        None
    } else {
        let scenario = read.scenario(|_| base.as_deref()).map_err(thrown)?;
        Some(print::print(&scenario))
    };
    let slug = read.slug().map(str::to_owned);
    let edits = read.edits().map(|fingerprint| format!("{fingerprint:08x}"));
    error::give(&LinkView { text, slug, edits, step: read.step, outcome: view(read.outcome) })
}

#[wasm_bindgen]
impl Playground {
    /// The payload of this very run's link. `slug` and `base`, the built-in
    /// that it began as and its text, make it short where little was changed.
    ///
    /// # Errors
    /// Code `too-long` or `limits`; a diagnostic, if `base` is no scenario.
    #[wasm_bindgen(js_name = encodeLink)]
    pub fn encode_link(
        &self,
        step: Option<u32>,
        slug: Option<String>,
        base: Option<String>,
    ) -> Result<String, Error> {
        let base = base.map(|text| parse(&text)).transpose().map_err(|fault| error::of(&fault))?;
        let base = slug.as_deref().zip(base.as_ref()).map(|(slug, scenario)| Base { slug, scenario });
        let outcome = Outcome::of(self.session().run());
        link::encode(self.session().scenario(), outcome, step, base).map_err(thrown)
    }

    /// What the run came to, to be compared with what a link says of it.
    ///
    /// # Errors
    /// Never, in a sound build.
    pub fn outcome(&self) -> Result<Ts<OutcomeView>, Error> {
        error::give(&view(Outcome::of(self.session().run())))
    }
}
