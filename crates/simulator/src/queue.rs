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
    /// Ordered by the first number alone, which no two entries share: the time
    /// above, the order of scheduling below.
    heap: BinaryHeap<Reverse<(u64, Due<T>)>>,
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
        self.heap.push(Reverse((u64::from(at_ms) << 32 | u64::from(self.order), due)));
    }

    #[must_use]
    pub fn next_ms(&self) -> Option<u32> {
        self.heap.peek().map(|Reverse((key, _))| time(*key))
    }

    pub fn pop(&mut self) -> Option<(u32, Due<T>)> {
        self.heap.pop().map(|Reverse((key, due))| (time(key), due))
    }
}

const fn time(key: u64) -> u32 {
    (key >> 32) as u32
}
