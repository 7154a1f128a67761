//! Clients: one request at a time, asked again elsewhere after a while.

use std::collections::VecDeque;

use antipaxos_paxos::{Command, NodeId, Op};

/// A request that is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    pub command: Command,
    /// Whom it asked last.
    pub node: NodeId,
    pub tries: u32,
    /// When it will ask elsewhere.
    pub due_ms: u32,
    /// The step in which it asked last.
    pub asked: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    pub pending: Option<Pending>,
    /// What it asks once it has its answer.
    pub queue: VecDeque<(NodeId, Op)>,
    pub sequence: u32,
    pub answered: u32,
    pub gave_up: u32,
}

impl Client {
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.pending.is_none() && self.queue.is_empty()
    }
}
