//! What JavaScript sees of the core: conversions and forwarding, nothing else.
//!
//! Numbers that cross are u32; absent is null. Errors are thrown as `Error`
//! objects with a stable `code`.

mod drawn;
mod error;
mod link;
mod marks;
mod mirror;
mod opening;
mod playground;
mod view;

use antipaxos_paxos::{Rule, Variant};
use antipaxos_simulator::scenario::{self, amend, print};
use js_sys::Error;
use tsify::Ts;
use wasm_bindgen::prelude::wasm_bindgen;

pub use opening::Opening;
pub use playground::Playground;

/// Runs once, when the module is instantiated: a panic is printed to the
/// console with its place.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

#[wasm_bindgen(raw_module = "./load.js")]
extern "C" {
    #[wasm_bindgen(js_name = need)]
    fn bring_rest();
}

/// Has the core's second part brought in at once, where the build split it.
/// The first part calls this by itself when a function is missing.
#[wasm_bindgen(js_name = needRest)]
pub fn need_rest() {
    bring_rest();
}

/// The version of the core.
#[must_use]
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What a scenario text says of itself, without running it.
///
/// # Errors
/// A diagnostic, if `text` is no scenario.
#[wasm_bindgen]
pub fn summary(text: &str) -> Result<Ts<view::Summary>, Error> {
    let scenario = scenario::parse(text).map_err(|fault| error::of(&fault))?;
    error::give(&view::Summary {
        title: scenario.title().to_owned(),
        description: scenario.description(),
        protocol: mirror::protocol(scenario.protocol().variant),
    })
}

/// The same requests under the other protocol.
///
/// # Errors
/// A diagnostic, if `text` is no scenario.
#[wasm_bindgen(js_name = withProtocol)]
pub fn with_protocol(text: &str, protocol: Ts<view::ProtocolName>) -> Result<String, Error> {
    let known = [("basic", Variant::Basic), ("multi", Variant::Multi)];
    let variant = error::word(&protocol.js_value(), &known, "bad-protocol")?;
    let scenario = scenario::parse(text).map_err(|fault| error::of(&fault))?;
    Ok(print::print(&amend::with_protocol(&scenario, variant)))
}

/// The same scenario with a rule kept or broken. `id` is such as `R1`.
///
/// # Errors
/// A diagnostic, if `text` is no scenario; code `unknown-rule`.
#[wasm_bindgen(js_name = withRule)]
pub fn with_rule(text: &str, id: &str, kept: bool) -> Result<String, Error> {
    let scenario = scenario::parse(text).map_err(|fault| error::of(&fault))?;
    let rule = Rule::SWITCHES.into_iter().find(|rule| rule.id() == Some(id));
    let Some(rule) = rule else {
        return Err(error::plain(
            "unknown-rule",
            "there is no such rule",
            Some(&"R1 to R14, M1 to M14".to_owned()),
        ));
    };
    Ok(print::print(&amend::with_rule(&scenario, rule, kept)))
}

/// What is wrong with a text; null if it is a scenario.
///
/// # Errors
/// Never, in a sound build.
#[wasm_bindgen]
pub fn check(text: &str) -> Result<Ts<view::Checked>, Error> {
    error::give(&view::Checked(scenario::parse(text).err().as_ref().map(mirror::problem)))
}
