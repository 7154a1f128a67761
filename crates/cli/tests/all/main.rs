//! The tests of the command as one program: it is built once, and all cores are
//! busy to its end. One file's tests: `cargo test -p antipaxos-cli import::`.

mod common;
mod import;
mod link_and_open;
mod list_and_fmt;
mod run;
mod storm;
