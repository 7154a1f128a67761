//! What is measured, and how results are printed. `npm run bench` runs it;
//! docs/BENCHMARKS.md says what came out.

pub mod commands;
#[cfg(feature = "omnipaxos")]
pub mod omni;
pub mod runs;
pub mod table;
