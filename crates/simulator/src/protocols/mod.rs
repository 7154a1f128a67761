//! The protocols that can be simulated: a module each.

mod diagnose;
mod evidence;
mod explain;
mod paxos;
mod picture;
mod said;
mod tables;
mod violated;

pub use paxos::Paxos;
