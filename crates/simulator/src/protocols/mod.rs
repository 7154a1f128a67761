//! The protocols that can be simulated: a module each.

mod explain;
mod paxos;
mod picture;

pub use paxos::Paxos;
