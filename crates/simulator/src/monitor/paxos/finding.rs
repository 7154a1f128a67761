//! What monitors find, and how they report it.

use std::hash::{Hash, Hasher};

use antipaxos_paxos::few::put_in_order;
use antipaxos_paxos::{Ballot, NodeId, NodeSet, Outcome, Rule, Rules, Slot, Value};

use super::{Choice, Monitor};
use crate::monitor::Watch;

/// A proof names at most so many steps, the latest ones.
pub const MAX_PROOF: usize = 16;

/// How a property was broken, where there is more than one way to, and what
/// else a sentence about it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As node, slot, ballots and values tell.
    Plain,
    /// A restart found it gone.
    Restart,
    /// In the ballot that this node started.
    OfOther(NodeId),
    /// By starting a ballot of its own anew.
    Again,
    /// By a vote, not by a proposal.
    Voted,
    /// Against what was chosen in a lower ballot.
    Against(Choice),
    /// A vote in this lower ballot, for this value, undermined a vote that was safe.
    Undermined { ballot: Ballot, value: Value },
    /// A command was passed over as if it were a repetition.
    Skipped,
    /// Another slot was next.
    Due(Slot),
    /// By what was told of many slots at once.
    Told,
}

/// A property found broken, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub monitor: Monitor,
    /// Who broke it, or gave the answer that did.
    pub node: NodeId,
    pub slot: Option<Slot>,
    /// The ballot that broke it, and the one that it should have minded.
    pub ballots: (Option<Ballot>, Option<Ballot>),
    /// The value that broke it, and the one that was there.
    pub values: (Option<Value>, Option<Value>),
    /// What a client was told.
    pub outcome: Option<Outcome>,
    /// The steps that prove it, rising, at most [`MAX_PROOF`].
    pub steps: Vec<u32>,
    /// The rule that would have stopped it.
    pub rule: Rule,
    pub manner: Manner,
}

/// Without the manner, which is there for sentences alone: fingerprints of
/// histories are older than it.
impl Hash for Violation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { monitor, node, slot, ballots, values, outcome, steps, rule, manner: _ } = self;
        (monitor, node, slot, ballots, values, outcome, steps, rule).hash(state);
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// A quorum has voted for the value in one ballot.
    Chosen {
        slot: Slot,
        ballot: Ballot,
        value: Value,
        voters: NodeSet,
    },
    Violated(Box<Violation>),
}

/// A violation as its monitor states it; the report adds step and rule.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    pub monitor: Monitor,
    pub node: NodeId,
    pub slot: Option<Slot>,
    pub ballots: (Option<Ballot>, Option<Ballot>),
    pub values: (Option<Value>, Option<Value>),
    pub outcome: Option<Outcome>,
    /// Earlier steps that prove it; the one of the report is added.
    pub steps: Vec<u32>,
    pub manner: Manner,
}

impl Charge {
    pub const fn new(monitor: Monitor, node: NodeId) -> Self {
        Self {
            monitor,
            node,
            slot: None,
            ballots: (None, None),
            values: (None, None),
            outcome: None,
            steps: Vec::new(),
            manner: Manner::Plain,
        }
    }
}

/// What monitors share: which look on, what they found.
#[derive(Clone, Debug)]
pub(super) struct Report {
    watch: Watch,
    rules: Rules,
    /// The step that is looked at.
    pub step: u32,
    /// What a disk lost that should have been on it.
    pub lost: Option<Rule>,
    pub violations: Vec<Violation>,
    pub found: Vec<Finding>,
}

impl Report {
    pub const fn new(watch: Watch, rules: Rules) -> Self {
        Self { watch, rules, step: 0, lost: None, violations: Vec::new(), found: Vec::new() }
    }

    /// Whether the monitor looks on and has found nothing yet: each property
    /// is reported where it breaks first.
    pub fn seeks(&self, monitor: Monitor) -> bool {
        self.watch.sees(monitor) && self.holds(monitor)
    }

    pub fn holds(&self, monitor: Monitor) -> bool {
        self.violations.iter().all(|violation| violation.monitor != monitor)
    }

    pub fn broken(&mut self, charge: Charge) {
        if !self.seeks(charge.monitor) {
            return;
        }
        let Charge { monitor, node, slot, ballots, values, outcome, mut steps, manner } = charge;
        steps.push(self.step);
        put_in_order(&mut steps, |step| *step);
        steps.dedup();
        steps.drain(..steps.len().saturating_sub(MAX_PROOF));
        let rule = self.rule(monitor);
        let violation = Violation { monitor, node, slot, ballots, values, outcome, steps, rule, manner };
        self.violations.push(violation.clone());
        self.found.push(Finding::Violated(Box::new(violation)));
    }

    /// The rule that would have stopped it: one that is switched off and
    /// guards the property; else the one that a disk broke; else its main
    /// guard.
    fn rule(&self, monitor: Monitor) -> Rule {
        let mut guards = monitor.guards().iter().copied().flatten().copied();
        let main = guards.clone().next().expect("every property has a guard");
        let off = guards.find(|rule| !self.rules.keeps(*rule));
        off.or(self.lost).unwrap_or(main)
    }
}
