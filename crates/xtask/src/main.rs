//! Chores of the project: `cargo run -p antipaxos-xtask -- <chore>`.

fn main() {}
