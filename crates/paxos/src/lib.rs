//! Paxos as one state machine: a [`Replica`] takes an [`Input`] and says, in
//! [`Effects`], what to write, send and wait for. No clock, no randomness, no
//! I/O: whoever drives it brings those.
//!
//! Where to find which rule: promises and votes in `acceptor`, what a quorum
//! of promises obliges to in `proposer`, counting votes and executing in
//! `learner`; one Synod instance per slot in `basic`; leaders in `multi`.
//!
//! PMS is Lamport, "Paxos Made Simple" (2001); PTP "The Part-Time Parliament"
//! (1998); PMMC van Renesse and Altinbuken, "Paxos Made Moderately Complex"
//! (2015); PML Chandra et al., "Paxos Made Live" (2007); FPaxos Howard et al.,
//! "Flexible Paxos" (2016); HM20 Howard and Mortier, "Paxos vs Raft" (2020);
//! Ongaro his thesis, "Consensus: Bridging Theory and Practice" (2014).
#![no_std]

extern crate alloc;

mod acceptor;
mod ballot;
mod basic;
mod broken;
mod chunked;
mod clients;
mod config;
pub mod describe;
mod durable;
mod effect;
mod fact;
pub mod few;
mod learner;
mod message;
mod multi;
mod node;
mod popular;
mod prevote;
mod proposer;
mod quorum;
mod reasons;
mod replica;
mod rules;
mod slot;
mod store;
mod value;
mod watermark;

pub use acceptor::Acceptor;
pub use ballot::Ballot;
pub use basic::{Stage, Synod};
pub use chunked::Chunked;
pub use config::{Config, Forwarding, Learning, Variant};
pub use durable::Durable;
pub use effect::{Effect, Effects, Input, PaxosEffect, PaxosInput, Record, Sink, Timer, Wait};
pub use fact::{Evidence, Fact, Ignored, Origin};
pub use learner::{Decision, Learner, Tally};
pub use message::{Kind, Message, Vote};
pub use multi::{Role, Tenure};
pub use node::{Address, ClientId, NodeId, NodeSet};
pub use prevote::Asking;
pub use proposer::{Campaign, Report};
pub use quorum::{Cluster, Quorums};
pub use replica::Replica;
pub use rules::{Adopts, Rule, Rules};
pub use slot::{Slot, SlotMap};
pub use store::{Session, Store};
pub use value::{Command, Op, Outcome, Value, Word};
