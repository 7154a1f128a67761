//! The tests of the import of traces as one program: it is built once, and all cores are
//! busy to its end. One file's tests: `cargo test -p antipaxos-itf-tests fuzz::`.

mod common;
mod fuzz;
mod import;

#[path = "../../../simulator/tests/all/common/mangle.rs"]
mod mangle;
