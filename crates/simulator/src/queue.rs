//! What is due when: messages, timers, clients, in the order of time and then
//! of scheduling.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use antipaxos_paxos::{ClientId, NodeId};

use crate::step::MessageId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due<T> {
    Message { place: u32, id: MessageId },
    Timer { node: NodeId, timer: T },
    Client { client: ClientId },
}

#[derive(Clone, Debug)]
pub struct Queue<T: Ord> {
    heap: BinaryHeap<Reverse<(u32, u32, Due<T>)>>,
    order: u32,
}

impl<T: Ord + Copy> Default for Queue<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), order: 0 }
    }
}

impl<T: Ord + Copy> Queue<T> {
    pub fn push(&mut self, at_ms: u32, due: Due<T>) {
        self.order += 1;
        self.heap.push(Reverse((at_ms, self.order, due)));
    }

    #[must_use]
    pub fn next_ms(&self) -> Option<u32> {
        self.heap.peek().map(|Reverse((at_ms, _, _))| *at_ms)
    }

    pub fn pop(&mut self) -> Option<(u32, Due<T>)> {
        self.heap.pop().map(|Reverse((at_ms, _, due))| (at_ms, due))
    }
}
