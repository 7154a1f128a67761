//! A module in two: what ran while a page's first scenario was shown and played, and the rest, which is fetched
//! when it is wanted (docs/adr/0009-wasm-in-two.md).
//!
//! First, what did not run of the functions that did becomes functions of their own (`outline`). Then each
//! function goes where it belongs.
//!
//! The rest shares memory, tables and globals with the first part. Both call the other's functions through
//! slots of the function table. The first part does so by dispatchers, which have the rest brought in if it
//! is not there yet: a call into it is always answered, or throws what bringing it threw.

mod data;
mod first;
mod flow;
mod instrument;
mod marks;
mod order;
mod outline;
mod plan;
mod read;
mod region;
mod rest;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result, ensure};
use wasmparser::Validator;

pub use data::without_notes;
pub use instrument::instrument;
pub use read::{Shape, read};

/// Prefix of what the first part exports for the rest: the memory, tables and globals.
const SHARED: &str = "split:";
/// The export that has the rest brought in: takes nothing, gives nothing.
const NEED: &str = "needRest";
/// Functions that stay even if they did not run: which of the allocator's paths is taken depends on all that
/// was allocated before.
const ALWAYS_FIRST: [&str; 2] = ["dlmalloc", "alloc::raw_vec"];
/// Functions that are not taken apart: which way they go depends on where in memory something lies.
const NEVER_APART: [&str; 5] = ["compiler_builtins", "memchr", "core::str", "memcpy", "memmove"];
/// A part of a function goes if that saves so many bytes there, before gzip.
const WORTH: isize = 12;

/// The two modules, and how many functions each defines.
#[derive(Debug)]
pub struct Parts {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
    pub first_count: usize,
    pub rest_count: usize,
    /// The marks before all that is in the rest: what runs past one of them needs it.
    pub marks: Vec<usize>,
}

/// Splits; `ran` has a place for each mark of the module. `linked` is the module as the linker wrote it.
pub fn split(wasm: &[u8], linked: &[u8], shape: &Shape, ran: &[bool]) -> Result<Parts> {
    ensure!(ran.len() == shape.marks(), "the profile is of another module");
    let may = |name: &str| !is_first(name) && !NEVER_APART.iter().any(|part| name.contains(part));
    let outlined = outline::outline(wasm, shape, ran, WORTH, may)?;
    let wasm = outlined.module.as_slice();
    // The functions as they were, then what was taken out of them.
    let starts: Vec<usize> = shape.functions.iter().map(|function| function.marks.start).collect();
    let marks: Vec<usize> = starts.into_iter().chain(outlined.marks).collect();
    let ran: Vec<bool> = marks.iter().map(|mark| ran[*mark]).collect();
    let shape = &read(wasm)?;
    let plan = plan::Plan::new(wasm, shape, &ran)?;
    let data = data::read(linked).context("reading what the linker noted")?.divide(wasm, &plan)?;
    let first = first::write(wasm, &plan, &data).context("writing the first part")?;
    let rest = rest::write(wasm, &plan, &data).context("writing the rest")?;
    for part in [&first, &rest] {
        Validator::new().validate_all(part).context("a part is not valid")?;
    }
    let marks = plan.moved.keys().map(|index| marks[(index - shape.imports()) as usize]).collect::<Vec<_>>();
    let rest_count = marks.len();
    Ok(Parts { first, rest, first_count: shape.functions.len() - rest_count, rest_count, marks })
}

/// Whether a function stays in the first part even if it did not run.
fn is_first(name: &str) -> bool {
    ALWAYS_FIRST.iter().any(|part| name.contains(part))
}

/// A module with nothing in it: the rest of a core that is not split.
pub fn nothing() -> Vec<u8> {
    wasm_encoder::Module::new().finish()
}
