//! The tests of the simulator as one program: it is built once, and all cores are
//! busy to its end. One file's tests: `cargo test -p antipaxos-simulator-tests claims::`.

mod claims;
mod common;
mod counts;
mod diagnoses;
mod diagnostics;
mod docs;
mod evidence;
mod export;
mod faults;
mod frozen;
mod fuzz;
mod hold;
mod kept;
mod language;
mod laws;
mod link_laws;
mod links;
mod monitors;
mod outvoted;
mod papers;
mod prevote;
mod published_links;
mod rules;
mod scenarios;
mod scripts;
mod sentences;
mod storm;
mod tables;
mod travel;
mod violated;
mod watermark;
mod workbench;
