//! A module in two: the functions that ran while the built-in scenarios were shown and played, and the rest,
//! which is fetched when it is wanted (docs/adr/0009-wasm-in-two.md).
//!
//! The rest shares memory, tables and globals with the first part. Both call the other's functions through
//! slots of the function table. The first part does so by dispatchers, which have the rest brought in if it
//! is not there yet: a call into it is always answered, or throws what bringing it threw.

mod first;
mod instrument;
mod order;
mod plan;
mod read;
mod rest;

use anyhow::{Context, Result};

pub use instrument::instrument;
pub use read::{Shape, read};

/// Prefix of what the first part exports for the rest: the memory, tables and globals.
const SHARED: &str = "split:";
/// The export that has the rest brought in: takes nothing, gives nothing.
const NEED: &str = "needRest";
/// Functions that stay even if they did not run: which of the allocator's paths is taken depends on all that
/// was allocated before.
const ALWAYS_FIRST: [&str; 2] = ["dlmalloc", "alloc::raw_vec"];

/// The two modules, and how many functions each defines.
#[derive(Debug)]
pub struct Parts {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
    pub first_count: usize,
    pub rest_count: usize,
}

/// Splits; `ran` has a place for each function that the module defines.
pub fn split(wasm: &[u8], shape: &Shape, ran: &[bool]) -> Result<Parts> {
    let plan = plan::Plan::new(wasm, shape, ran)?;
    let first = first::write(wasm, &plan).context("writing the first part")?;
    let rest = rest::write(wasm, &plan).context("writing the rest")?;
    let rest_count = plan.moved.len();
    Ok(Parts { first, rest, first_count: shape.functions.len() - rest_count, rest_count })
}

/// A module with nothing in it: the rest of a core that is not split.
pub fn nothing() -> Vec<u8> {
    wasm_encoder::Module::new().finish()
}
