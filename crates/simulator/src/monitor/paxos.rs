//! The monitors of Paxos. They see every fact of every step; what is chosen is
//! computed from the history of votes, not from what acceptors hold now: the
//! votes need not exist at the same time.

use std::collections::BTreeSet;

use antipaxos_paxos::{
    Ballot, Command, Config, Evidence, Fact, NodeId, NodeSet, Replica, Slot, SlotMap, Value,
};

/// A property that holds in every run of a correct Paxos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Monitor {
    Agreement,
    Validity,
    LearnedImpliesChosen,
    PromiseMonotone,
    PromiseKept,
    OneValuePerBallot,
    VotesSafe,
    ChosenStable,
    LogsAgree,
    Execution,
}

impl Monitor {
    pub const ALL: [Self; 10] = [
        Self::Agreement,
        Self::Validity,
        Self::LearnedImpliesChosen,
        Self::PromiseMonotone,
        Self::PromiseKept,
        Self::OneValuePerBallot,
        Self::VotesSafe,
        Self::ChosenStable,
        Self::LogsAgree,
        Self::Execution,
    ];

    /// The name that scenarios use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Validity => "validity",
            Self::LearnedImpliesChosen => "learned-implies-chosen",
            Self::PromiseMonotone => "promise-is-monotone",
            Self::PromiseKept => "promise-is-kept",
            Self::OneValuePerBallot => "one-value-per-ballot",
            Self::VotesSafe => "votes-are-safe",
            Self::ChosenStable => "chosen-is-stable",
            Self::LogsAgree => "logs-agree",
            Self::Execution => "execution",
        }
    }

    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Agreement => "At most one value is chosen per slot",
            Self::Validity => "Only what a client asked for, or a no-op, is chosen",
            Self::LearnedImpliesChosen => "What is learned was chosen",
            Self::PromiseMonotone => "Promises only rise, across restarts too",
            Self::PromiseKept => "No vote below a promise",
            Self::OneValuePerBallot => "One value per ballot and slot",
            Self::VotesSafe => "Every vote is safe",
            Self::ChosenStable => "What is chosen stays chosen",
            Self::LogsAgree => "No two learners disagree on a slot",
            Self::Execution => "Every replica executes in slot order, without gaps",
        }
    }
}

/// A property found broken, and what proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Violation {
    pub monitor: Monitor,
    pub node: NodeId,
    pub slot: Option<Slot>,
    /// The ballot that broke it, and the one that it should have minded.
    pub ballots: (Option<Ballot>, Option<Ballot>),
    /// The value that broke it, and the one that was there.
    pub values: (Option<Value>, Option<Value>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// A quorum has voted for the value in one ballot.
    Chosen {
        slot: Slot,
        ballot: Ballot,
        value: Value,
        voters: NodeSet,
    },
    Violated(Violation),
}

/// All votes of one ballot in one slot, ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Votes {
    pub ballot: Ballot,
    pub value: Value,
    pub voters: NodeSet,
}

/// A value that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub ballot: Ballot,
    pub value: Value,
    pub voters: NodeSet,
}

/// An acceptor's promises, as the history tells them.
#[derive(Clone, Debug, Default)]
struct Promises {
    all: Option<Ballot>,
    by_slot: SlotMap<Ballot>,
}

impl Promises {
    fn of(&self, slot: Slot) -> Option<Ballot> {
        self.all.max(self.by_slot.get(slot).copied())
    }
}

#[derive(Clone, Debug)]
pub struct Monitors {
    votes: SlotMap<Vec<Votes>>,
    proposals: SlotMap<Vec<(Ballot, Value)>>,
    promises: Vec<Promises>,
    chosen: SlotMap<Choice>,
    learned: SlotMap<Value>,
    /// Per node: the slot that it has to execute next.
    next: Vec<Slot>,
    asked: BTreeSet<Command>,
    violations: Vec<Violation>,
}

impl Monitors {
    #[must_use]
    pub fn new(config: &Config, leader: Option<Ballot>, past: &[Value]) -> Self {
        let nodes = usize::try_from(15 - config.cluster.nodes().0.leading_zeros() + 1).unwrap_or(15).min(15);
        let mut promises = vec![Promises::default(); nodes];
        for node in config.cluster.acceptors.iter() {
            promises[usize::from(node.0)].all = leader;
        }
        let mut monitors = Self {
            votes: SlotMap::default(),
            proposals: SlotMap::default(),
            promises,
            chosen: SlotMap::default(),
            learned: SlotMap::default(),
            next: vec![Slot::FIRST; nodes],
            asked: BTreeSet::new(),
            violations: Vec::new(),
        };
        let voters = config.cluster.acceptors;
        for (slot, value) in (1..).map(Slot).zip(past) {
            let Some(ballot) = leader else { break };
            let value = *value;
            monitors.votes.insert(slot, vec![Votes { ballot, value, voters }]);
            monitors.chosen.insert(slot, Choice { ballot, value, voters });
            monitors.learned.insert(slot, value);
            monitors.next.fill(slot.next());
        }
        monitors
    }

    #[must_use]
    pub fn chosen(&self, slot: Slot) -> Option<&Choice> {
        self.chosen.get(slot)
    }

    /// Every chosen slot from `slot` on, in order.
    pub fn choices_from(&self, slot: Slot) -> impl Iterator<Item = (Slot, &Choice)> {
        self.chosen.iter_from(slot)
    }

    /// The highest chosen slot.
    #[must_use]
    pub fn last_chosen(&self) -> Option<Slot> {
        self.chosen.last()
    }

    /// Every vote of a slot, by ballot.
    #[must_use]
    pub fn votes(&self, slot: Slot) -> &[Votes] {
        self.votes.get(slot).map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    #[must_use]
    pub fn holds(&self, monitor: Monitor) -> bool {
        self.violations.iter().all(|violation| violation.monitor != monitor)
    }

    pub fn command(&mut self, command: Command) {
        self.asked.insert(command);
    }

    fn report(&mut self, violation: Violation, found: &mut Vec<Finding>) {
        // Each property is reported where it breaks first.
        if self.holds(violation.monitor) {
            self.violations.push(violation);
            found.push(Finding::Violated(violation));
        }
    }

    /// Takes in what one node did in one step.
    pub fn observe(
        &mut self,
        config: &Config,
        node: NodeId,
        facts: &[Fact],
        replica: &Replica,
        restarted: bool,
        found: &mut Vec<Finding>,
    ) {
        if restarted {
            self.next[usize::from(node.0)] = Slot::FIRST;
            self.check_promises(node, replica, found);
        }
        for fact in facts {
            match *fact {
                Fact::Promised { ballot, slot } => self.promised(node, ballot, slot, found),
                Fact::Voted { ballot, slot, value } => self.voted(config, node, ballot, slot, value, found),
                Fact::Proposed { ballot, slot, value, .. } => self.proposed(node, ballot, slot, value, found),
                Fact::Learned { slot, value, evidence } => self.learned(node, slot, value, evidence, found),
                Fact::Applied { slot, value, .. } => self.applied(node, slot, value, found),
                Fact::Started { .. }
                | Fact::Refused { .. }
                | Fact::Prepared { .. }
                | Fact::Leads { .. }
                | Fact::Abandoned { .. }
                | Fact::Unheard { .. }
                | Fact::LostSlot { .. }
                | Fact::Forwarded { .. }
                | Fact::Follows { .. }
                | Fact::Behind { .. }
                | Fact::AskedAgain { .. }
                | Fact::Asks { .. }
                | Fact::Agreed { .. }
                | Fact::LetGo { .. }
                | Fact::LeftAlone { .. }
                | Fact::Reread { .. }
                | Fact::Resent
                | Fact::Restarted
                | Fact::Ignored { .. } => {}
            }
        }
    }

    /// A restart must not lose a promise.
    fn check_promises(&mut self, node: NodeId, replica: &Replica, found: &mut Vec<Finding>) {
        let known = self.promises[usize::from(node.0)].clone();
        let now = replica.acceptor();
        let slots = known.by_slot.iter().map(|(slot, ballot)| (Some(slot), *ballot));
        let all = known.all.map(|ballot| (None, ballot));
        for (slot, before) in slots.chain(all) {
            let after = slot.map_or_else(|| now.promised(Slot::FIRST), |slot| now.promised(slot));
            if after < Some(before) {
                let ballots = (after, Some(before));
                let monitor = Monitor::PromiseMonotone;
                self.report(Violation { monitor, node, slot, ballots, values: (None, None) }, found);
            }
        }
    }

    fn promised(&mut self, node: NodeId, ballot: Ballot, slot: Option<Slot>, found: &mut Vec<Finding>) {
        let promises = &mut self.promises[usize::from(node.0)];
        let before = slot.map_or(promises.all, |slot| promises.of(slot));
        match slot {
            Some(slot) => promises.by_slot.insert(slot, before.map_or(ballot, |before| before.max(ballot))),
            None => promises.all = before.max(Some(ballot)),
        }
        if before > Some(ballot) {
            let ballots = (Some(ballot), before);
            let monitor = Monitor::PromiseMonotone;
            self.report(Violation { monitor, node, slot, ballots, values: (None, None) }, found);
        }
    }

    fn voted(
        &mut self,
        config: &Config,
        node: NodeId,
        ballot: Ballot,
        slot: Slot,
        value: Value,
        found: &mut Vec<Finding>,
    ) {
        let promised = self.promises[usize::from(node.0)].of(slot);
        let about = |monitor, other: Option<Ballot>, was: Option<Value>| Violation {
            monitor,
            node,
            slot: Some(slot),
            ballots: (Some(ballot), other),
            values: (Some(value), was),
        };
        if promised > Some(ballot) {
            self.report(about(Monitor::PromiseKept, promised, None), found);
        }
        let votes = self.votes.entry(slot, Vec::new);
        let at = votes.iter().position(|votes| votes.ballot == ballot && votes.value == value);
        let at = at.unwrap_or_else(|| {
            votes.push(Votes { ballot, value, voters: NodeSet::EMPTY });
            votes.len() - 1
        });
        votes[at].voters.insert(node);
        let voters = votes[at].voters;
        let other = votes.iter().find(|votes| votes.ballot == ballot && votes.value != value);
        if let Some(other) = other {
            let was = other.value;
            self.report(about(Monitor::OneValuePerBallot, Some(ballot), Some(was)), found);
        }
        if let Some(unsafe_below) = self.unsafe_vote(config, slot, ballot) {
            self.report(about(Monitor::VotesSafe, Some(unsafe_below), None), found);
        }
        if voters.len() >= config.cluster.quorums.phase2 {
            self.choose(slot, ballot, value, voters, about, found);
        }
    }

    /// PTP's invariant: for a vote in ballot b and every c < b there is a
    /// phase-1 quorum each of whose members voted for the same value in c, or
    /// promised above c without voting in c. Returns the first c for which
    /// there is none, looking at the votes that the newest one, in `touched`,
    /// can have made unsafe.
    fn unsafe_vote(&self, config: &Config, slot: Slot, touched: Ballot) -> Option<Ballot> {
        let votes = self.votes(slot);
        let quorum = config.cluster.quorums.phase1;
        votes.iter().filter(|vote| vote.ballot >= touched).find_map(|vote| {
            let promised: NodeSet = config
                .cluster
                .acceptors
                .iter()
                .filter(|node| self.promises[usize::from(node.0)].of(slot) >= Some(vote.ballot))
                .collect();
            // No ballot directly below was voted in: all must have promised.
            if promised.or(vote.voters).len() < quorum {
                return Some(vote.ballot);
            }
            let below = votes.iter().filter(|other| other.ballot < vote.ballot);
            below
                .filter(|other| {
                    let at = |same: bool| {
                        let votes = votes.iter().filter(|v| v.ballot == other.ballot);
                        votes
                            .filter(|v| (v.value == vote.value) == same)
                            .fold(NodeSet::EMPTY, |all, v| all.or(v.voters))
                    };
                    let silent: NodeSet = config
                        .cluster
                        .acceptors
                        .iter()
                        .filter(|node| self.promises[usize::from(node.0)].of(slot) > Some(other.ballot))
                        .collect();
                    silent.minus(at(false)).or(at(true)).len() < quorum
                })
                .map(|other| other.ballot)
                .min()
        })
    }

    fn choose(
        &mut self,
        slot: Slot,
        ballot: Ballot,
        value: Value,
        voters: NodeSet,
        about: impl Fn(Monitor, Option<Ballot>, Option<Value>) -> Violation,
        found: &mut Vec<Finding>,
    ) {
        match self.chosen.get(slot).copied() {
            None => {
                self.chosen.insert(slot, Choice { ballot, value, voters });
                found.push(Finding::Chosen { slot, ballot, value, voters });
                let asked = match value {
                    Value::NoOp => true,
                    Value::Command(command) => self.asked.contains(&command),
                };
                if !asked {
                    self.report(about(Monitor::Validity, None, None), found);
                }
            }
            Some(choice) if choice.value != value => {
                self.report(about(Monitor::Agreement, Some(choice.ballot), Some(choice.value)), found);
            }
            Some(choice) => self.check_stable(slot, choice, about, found),
        }
    }

    /// The history of votes must still show what it once showed.
    fn check_stable(
        &mut self,
        slot: Slot,
        choice: Choice,
        about: impl Fn(Monitor, Option<Ballot>, Option<Value>) -> Violation,
        found: &mut Vec<Finding>,
    ) {
        let still = self.votes(slot).iter().any(|votes| {
            votes.ballot == choice.ballot
                && votes.value == choice.value
                && choice.voters.minus(votes.voters).is_empty()
        });
        if !still {
            self.report(about(Monitor::ChosenStable, Some(choice.ballot), Some(choice.value)), found);
        }
    }

    fn proposed(&mut self, node: NodeId, ballot: Ballot, slot: Slot, value: Value, found: &mut Vec<Finding>) {
        let proposals = self.proposals.entry(slot, Vec::new);
        match proposals.iter().find(|(known, _)| *known == ballot) {
            None => proposals.push((ballot, value)),
            Some((_, was)) if *was != value => {
                let (monitor, was) = (Monitor::OneValuePerBallot, Some(*was));
                let ballots = (Some(ballot), Some(ballot));
                self.report(
                    Violation { monitor, node, slot: Some(slot), ballots, values: (Some(value), was) },
                    found,
                );
            }
            Some(_) => {}
        }
    }

    fn learned(
        &mut self,
        node: NodeId,
        slot: Slot,
        value: Value,
        evidence: Evidence,
        found: &mut Vec<Finding>,
    ) {
        let ballot = match evidence {
            Evidence::Votes { ballot, .. } | Evidence::CommitIndex { ballot } => Some(ballot),
            Evidence::Told { .. } | Evidence::Decided { .. } | Evidence::Past => None,
        };
        let about = |monitor, was| Violation {
            monitor,
            node,
            slot: Some(slot),
            ballots: (ballot, None),
            values: (Some(value), was),
        };
        let chosen = self.chosen.get(slot).map(|choice| choice.value);
        if chosen != Some(value) {
            self.report(about(Monitor::LearnedImpliesChosen, chosen), found);
        }
        match self.learned.get(slot).copied() {
            None => self.learned.insert(slot, value),
            Some(was) if was != value => self.report(about(Monitor::LogsAgree, Some(was)), found),
            Some(_) => {}
        }
    }

    fn applied(&mut self, node: NodeId, slot: Slot, value: Value, found: &mut Vec<Finding>) {
        let next = &mut self.next[usize::from(node.0)];
        let expected = *next;
        *next = slot.next();
        if slot != expected {
            let violation = Violation {
                monitor: Monitor::Execution,
                node,
                slot: Some(slot),
                ballots: (None, None),
                values: (Some(value), None),
            };
            self.report(violation, found);
        }
    }
}
