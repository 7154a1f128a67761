//! The script as the world goes through it: which action is due next. Found by
//! position, so that its length costs a step nothing.

use antipaxos_paxos::Address;
use antipaxos_paxos::few::put_in_order;

use crate::action::{Action, Condition, Item, Trigger};
use crate::protocol::Tags;

/// The script's items by what triggers them: positions in the scenario's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    in_order: Vec<usize>,
    /// By step.
    after: Vec<(u32, usize)>,
    /// By time, in milliseconds.
    timed: Vec<(u32, usize)>,
    on: Vec<usize>,
    once: Vec<usize>,
}

impl Script {
    #[must_use]
    pub fn new(items: &[Item]) -> Self {
        let mut script = Self {
            in_order: Vec::new(),
            after: Vec::new(),
            timed: Vec::new(),
            on: Vec::new(),
            once: Vec::new(),
        };
        for (at, item) in items.iter().enumerate() {
            match item.trigger {
                Trigger::Next => script.in_order.push(at),
                Trigger::After { step } => script.after.push((step, at)),
                Trigger::At { ms } => script.timed.push((ms, at)),
                Trigger::On { .. } => script.on.push(at),
                Trigger::Once(_) => script.once.push(at),
            }
        }
        put_in_order(&mut script.after, |after| *after);
        put_in_order(&mut script.timed, |timed| *timed);
        script
    }

    /// Whether messages must be looked at when they are sent.
    #[must_use]
    pub fn watches(&self) -> bool {
        !self.on.is_empty()
    }
}

/// What becomes of a message as it is sent, by `on` items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    pub dropped: bool,
    /// How much longer it takes.
    pub later_ms: u32,
}

/// How far the script is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    in_order: usize,
    after: usize,
    timed: usize,
    /// Of each `on` item, how many messages fitted.
    seen: Vec<u32>,
    /// The `when` items whose time has not come.
    once: Vec<usize>,
    /// Triggered and not done yet, in order.
    urgent: Vec<usize>,
}

impl Progress {
    #[must_use]
    pub fn new(script: &Script) -> Self {
        Self { seen: vec![0; script.on.len()], once: script.once.clone(), ..Self::default() }
    }

    /// How many of the items that follow each other are done.
    #[must_use]
    pub const fn in_order(&self) -> usize {
        self.in_order
    }

    /// The next item that is bound to a time, with that time.
    #[must_use]
    pub fn next_timed(&self, script: &Script) -> Option<(u32, usize)> {
        script.timed.get(self.timed).copied()
    }

    /// Takes the item that is due before anything else, after `step` steps and
    /// not later than `bound_ms`. With its time, if it has one.
    pub fn take(
        &mut self,
        script: &Script,
        step: u32,
        bound_ms: Option<u32>,
    ) -> Option<(usize, Option<u32>)> {
        let after = script.after.get(self.after).filter(|(due, _)| *due <= step).map(|(_, at)| *at);
        // What a person does after a step comes before all that follows from it.
        if !self.urgent.is_empty() && after.is_none() {
            return Some((self.urgent.remove(0), None));
        }
        let in_order = script.in_order.get(self.in_order).copied().filter(|_| self.urgent.is_empty());
        match (in_order, after) {
            (Some(first), after) if after.is_none_or(|after| first < after) => {
                self.in_order += 1;
                return Some((first, None));
            }
            (_, Some(after)) => {
                self.after += 1;
                return Some((after, None));
            }
            (_, None) => {}
        }
        let (ms, at) = script.timed.get(self.timed).copied()?;
        if bound_ms.is_some_and(|bound| bound < ms) {
            return None;
        }
        self.timed += 1;
        Some((at, Some(ms)))
    }

    /// Whether items are left that are sure to be due some time.
    #[must_use]
    pub fn waits(&self, script: &Script) -> bool {
        self.in_order < script.in_order.len() || self.timed < script.timed.len() || !self.urgent.is_empty()
    }

    /// Whether there are `when` items whose time has not come.
    #[must_use]
    pub fn awaits(&self) -> bool {
        !self.once.is_empty()
    }

    /// Looks at what is so after a step: each `when` item is due once.
    pub fn judge(&mut self, items: &[Item], holds: impl Fn(Condition) -> bool) {
        let urgent = &mut self.urgent;
        self.once.retain(|at| {
            let Trigger::Once(condition) = items[*at].trigger else { return false };
            let due = holds(condition);
            if due {
                urgent.push(*at);
            }
            !due
        });
    }

    /// Counts a message that is sent, and says what items do to it.
    pub fn notice(
        &mut self,
        script: &Script,
        items: &[Item],
        from: Address,
        to: Address,
        tags: Tags,
    ) -> Fate {
        let mut fate = Fate::default();
        for (seen, at) in self.seen.iter_mut().zip(&script.on) {
            let Trigger::On { nth, pattern } = items[*at].trigger else { continue };
            if !pattern.fits(from, to, tags) {
                continue;
            }
            *seen += 1;
            if *seen == nth {
                match items[*at].action {
                    // The message itself, not another one.
                    Action::Drop { pattern: meant } if meant == pattern => fate.dropped = true,
                    Action::Delay { pattern: meant, by_ms } if meant == pattern => {
                        fate.later_ms = fate.later_ms.saturating_add(by_ms);
                    }
                    Action::Drop { .. }
                    | Action::Delay { .. }
                    | Action::Ask { .. }
                    | Action::Start { .. }
                    | Action::Timeout { .. }
                    | Action::Deliver { .. }
                    | Action::Duplicate { .. }
                    | Action::Crash { .. }
                    | Action::Restart { .. }
                    | Action::Bounce { .. }
                    | Action::Cut(_)
                    | Action::Heal(_)
                    | Action::Change(_) => self.urgent.push(*at),
                }
            }
        }
        fate
    }
}
