//! A node of the simulated cluster: a replica, whether it runs, its timers.

use crate::action::{CrashPoint, Disk};
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
    /// Where its next step that writes is cut short, and what it comes back
    /// with if it does so at once.
    pub doom: Option<(CrashPoint, Option<Disk>)>,
    /// How much longer messages to it take.
    pub slow_ms: u32,
    /// How fast its timers run, in per cent.
    pub clock_percent: u32,
    /// Whether its disk has a last write to lose.
    pub wrote: bool,
    /// Kept only if the scenario makes a disk lose its last write.
    pub behind: Option<Behind<P>>,
}

/// A disk without its last write, and that write.
#[derive(Clone, Debug)]
pub struct Behind<P: Protocol> {
    pub disk: P::Disk,
    pub last: Vec<P::Record>,
}

impl<P: Protocol> Behind<P> {
    #[must_use]
    pub const fn new(disk: P::Disk) -> Self {
        Self { disk, last: Vec::new() }
    }

    /// Takes in what a step writes, one record after the other.
    pub fn write(&mut self, record: P::Record, first_of_step: bool) {
        if first_of_step {
            for record in self.last.drain(..) {
                P::write(&mut self.disk, &record);
            }
        }
        self.last.push(record);
    }
}

impl<P: Protocol> Node<P> {
    /// The timers that are set, with the time at which they fire.
    pub fn armed(&self) -> impl Iterator<Item = (P::Timer, u32)> {
        self.timers.iter().filter_map(|armed| Some((armed.timer, armed.due_ms?)))
    }
}
