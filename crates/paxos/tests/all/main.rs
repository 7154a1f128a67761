//! The tests of the protocol as one program: it is built once, and all cores are
//! busy to its end. One file's tests: `cargo test -p antipaxos-paxos-tests durability::`.

mod alone;
mod broken;
mod durability;
mod roles;
mod watermark;
mod words;
