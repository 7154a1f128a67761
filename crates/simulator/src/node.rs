//! A node of the simulated cluster: a replica, whether it runs, its timers.

use crate::protocol::Protocol;

/// A timer that is set, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Armed<T> {
    pub timer: T,
    /// When it fires; none once it is disarmed.
    pub due_ms: Option<u32>,
    /// The step that set it.
    pub cause: u32,
    /// When the queue looks at it next: not later than it is due. A timer
    /// that is set anew again and again costs one entry, not many.
    pub queued_ms: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Node<P: Protocol> {
    pub replica: P::Replica,
    pub up: bool,
    pub timers: Vec<Armed<P::Timer>>,
    /// How often a timer's time was drawn at random.
    pub draws: u32,
}

impl<P: Protocol> Node<P> {
    /// The timers that are set, with the time at which they fire.
    pub fn armed(&self) -> impl Iterator<Item = (P::Timer, u32)> {
        self.timers.iter().filter_map(|armed| Some((armed.timer, armed.due_ms?)))
    }
}
