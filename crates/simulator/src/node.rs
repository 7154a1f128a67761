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

/// A node's timers, in their own order: those that are set, and those that the
/// queue will still look at. The rest are forgotten, so that a run with a
/// timer for every slot is not slower at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timers<T> {
    known: Vec<Armed<T>>,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self { known: Vec::new() }
    }
}

impl<T: Copy + Ord> Timers<T> {
    fn find(&self, timer: T) -> Result<usize, usize> {
        self.known.binary_search_by_key(&timer, |armed| armed.timer)
    }

    pub fn get_mut(&mut self, timer: T) -> Option<&mut Armed<T>> {
        self.find(timer).ok().map(|at| &mut self.known[at])
    }

    /// The timer, noted if it was not known; step `cause` sets it.
    pub fn entry(&mut self, timer: T, cause: u32) -> &mut Armed<T> {
        let at = self.find(timer).unwrap_or_else(|at| {
            self.known.insert(at, Armed { timer, due_ms: None, cause, queued_ms: None });
            at
        });
        &mut self.known[at]
    }

    /// Forgets the timer if nothing will come of it any more.
    pub fn forget_idle(&mut self, timer: T) {
        if let Ok(at) = self.find(timer)
            && self.known[at].due_ms.is_none()
            && self.known[at].queued_ms.is_none()
        {
            self.known.remove(at);
        }
    }

    pub fn clear(&mut self) {
        self.known.clear();
    }

    /// All that are set and in no queue yet, with the time at which they fire:
    /// they are in one from now on.
    pub fn schedule(&mut self) -> Vec<(T, u32)> {
        let unqueued = self.known.iter_mut().filter(|armed| armed.queued_ms.is_none());
        let due = unqueued.filter_map(|armed| {
            armed.queued_ms = armed.due_ms;
            Some((armed.timer, armed.due_ms?))
        });
        due.collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Armed<T>> {
        self.known.iter()
    }
}

#[derive(Clone, Debug)]
pub struct Node<P: Protocol> {
    pub replica: P::Replica,
    pub up: bool,
    pub timers: Timers<P::Timer>,
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
