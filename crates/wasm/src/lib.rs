//! What JavaScript sees of the core: conversions and forwarding, nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once, when the module is instantiated: a panic is printed to the console with its place.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The version of the core.
#[must_use]
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
