//! The tests of the figures as one program: it is built once, and all cores are
//! busy to its end. One file's tests: `cargo test -p antipaxos-figure-tests ascii::`.

mod ascii;
mod claims;
mod common;
mod golden;
mod legible;
mod place;
mod roles;
