//! What a replica does where a rule is switched off. With every rule kept,
//! each of these is the plain thing that its name says; nobody who reads the
//! protocol need look here.

use alloc::vec::Vec;

use crate::acceptor::Acceptor;
use crate::ballot::Ballot;
use crate::basic::{Stage, Synod};
use crate::config::{Config, Variant};
use crate::durable::Durable;
use crate::effect::{Effects, Record, Sink};
use crate::fact::Origin;
use crate::few::put_in_order;
use crate::learner::{Count, Learner};
use crate::multi::{Role, Tenure};
use crate::node::{NodeId, NodeSet};
use crate::proposer::{Campaign, Report};
use crate::replica::Replica;
use crate::rules::{Adopts, Rule};
use crate::slot::Slot;
use crate::value::{Command, Value};

impl Acceptor {
    /// What a ballot must not be below: the promise.
    /// R1, R2 off: the ballot of the last vote instead.
    #[inline]
    pub(crate) fn bar(&self, config: &Config, rule: Rule, slot: Slot) -> Option<Ballot> {
        if config.rules.keeps(rule) { self.promised(slot) } else { self.voted_in(config, slot) }
    }

    #[cold]
    fn voted_in(&self, config: &Config, slot: Slot) -> Option<Ballot> {
        match config.variant {
            Variant::Basic => self.vote(slot).map(|vote| vote.ballot),
            Variant::Multi => self.votes_from(Slot::FIRST).map(|(_, vote)| vote.ballot).max(),
        }
    }

    /// Any value will do. R14 off: only one that it voted for before.
    pub(crate) fn may_vote_for(&self, config: &Config, slot: Slot, value: &Value) -> bool {
        config.rules.keeps(Rule::AcceptAnyValue) || self.vote(slot).is_some_and(|vote| vote.value == *value)
    }

    /// The last slot of which a Promise reports the vote: in Basic the one that
    /// it is for, in Multi the last with a vote.
    /// R4b off: none. M5 off: in Multi, too, the first alone.
    pub(crate) fn last_reported(&self, config: &Config, slot: Slot) -> Option<Slot> {
        if !config.rules.keeps(Rule::PromiseReportsVote) {
            return None;
        }
        match config.variant {
            Variant::Multi if config.rules.keeps(Rule::PhaseOneOpensAllSlots) => self.last_vote(),
            Variant::Basic | Variant::Multi => Some(slot),
        }
    }
}

impl Durable {
    /// What a node that restarts finds on its disk: all that it wrote.
    /// R3a off: no promise. R3b off: no vote.
    pub(crate) fn read_back(mut self, config: &Config) -> Self {
        if !config.rules.keeps(Rule::PromiseSurvivesRestart) {
            self.acceptor.forget_promises();
        }
        if !config.rules.keeps(Rule::VoteSurvivesRestart) {
            self.acceptor.forget_votes();
        }
        self
    }
}

impl Adopts {
    /// Whether a proposer that heard of `known` would rather adopt `fresh`.
    pub(crate) fn prefer(self, fresh: &Report, known: &Report) -> bool {
        match self {
            Self::Highest => fresh.vote.ballot > known.vote.ballot,
            Self::Last => fresh.vote.ballot != known.vote.ballot,
            Self::Any => fresh.reporter < known.reporter,
            Self::Lowest => fresh.vote.ballot < known.vote.ballot,
        }
    }
}

impl Report {
    /// Whether a proposer has to adopt it: always.
    /// R4a off: not if it has a value of its own. R4c off: not unless a whole
    /// quorum reported it.
    pub(crate) fn binds(&self, config: &Config, own: Option<Value>) -> bool {
        (config.rules.keeps(Rule::AdoptReportedVote) || own.is_none())
            && (config.rules.keeps(Rule::OneReportIsEnough)
                || self.reporters.len() >= config.cluster.quorums.phase1)
    }
}

impl Campaign {
    /// A campaign starts with no promises.
    /// R10 off: with those that its owner's last one had.
    pub(crate) fn following(self, config: &Config, last: Option<&Self>) -> Self {
        match last.filter(|_| !config.rules.keeps(Rule::PromisesOfThisBallot)) {
            Some(last) => last.clone().in_ballot(self.ballot()),
            None => self,
        }
    }

    /// Whether a Promise for `ballot` counts: if it is for this one.
    /// R10 off: for an earlier one of the same owner, too.
    pub(crate) fn is_answered_by(&self, config: &Config, ballot: Ballot) -> bool {
        let earlier = ballot.owner == self.ballot().owner && ballot < self.ballot();
        ballot == self.ballot() || (earlier && !config.rules.keeps(Rule::PromisesOfThisBallot))
    }
}

impl Synod {
    /// Whether a Promise for `ballot` is an answer to this instance.
    pub(crate) fn is_answered_by(&self, config: &Config, ballot: Ballot, slot: Slot) -> bool {
        let stale = || self.stage.campaign().is_some_and(|campaign| campaign.is_answered_by(config, ballot));
        self.ballot() == Some(ballot) || (self.slot == slot && stale())
    }
}

impl Learner {
    /// R12 off: votes for one value are added up, whatever their ballots.
    pub(crate) fn count_by_value(
        &mut self,
        config: &Config,
        from: NodeId,
        slot: Slot,
        value: Value,
    ) -> Count {
        let tallies = &mut self.tallies_by_value;
        let at = tallies.iter().position(|(of, voted, _)| *of == slot && *voted == value);
        let at = at.unwrap_or_else(|| {
            tallies.push((slot, value, NodeSet::EMPTY));
            tallies.len() - 1
        });
        let voters = &mut tallies[at].2;
        if !voters.insert(from) {
            return Count::Repeated;
        }
        if voters.len() == config.cluster.quorums.phase2 { Count::Quorum(*voters) } else { Count::Counted }
    }

    /// The first slot that is not executed. M3 off: the first known one of those.
    #[inline]
    pub(crate) fn next_to_execute(&self, config: &Config) -> Slot {
        let next = self.first_unapplied();
        if config.rules.keeps(Rule::ExecuteInOrder) {
            return next;
        }
        self.decisions_from(next).next().map_or(next, |(slot, _)| slot)
    }
}

impl Tenure {
    /// A new command goes to the next slot.
    /// R11 off: to one that is under way, where there is one.
    pub(crate) fn slot_for_new_command(&mut self, config: &Config) -> Slot {
        if config.rules.keeps(Rule::OneValuePerBallot) {
            return self.next;
        }
        self.open.pop().map_or(self.next, |(slot, _)| slot)
    }
}

impl Replica {
    /// A ballot belongs to the proposer that starts it.
    /// R6 off: all say that theirs is the first proposer's.
    pub(crate) fn ballot_owner(&self, config: &Config) -> NodeId {
        let shared = config.cluster.proposers.iter().next();
        shared.filter(|_| !config.rules.keeps(Rule::BallotsAreUnique)).unwrap_or(self.me)
    }

    /// R11 off: a Basic proposer in its phase 2 takes up another command there.
    pub(crate) fn changes_its_mind(
        &mut self,
        config: &Config,
        own: Option<Command>,
        out: &mut Effects<impl Sink>,
    ) -> bool {
        if config.rules.keeps(Rule::OneValuePerBallot) {
            return false;
        }
        let midway = self.synods.iter_mut().find_map(|synod| match synod.stage {
            Stage::Accepting { ballot, .. } => Some((synod, ballot)),
            Stage::Preparing(_) | Stage::BackingOff => None,
        });
        let (Some((synod, ballot)), Some(command)) = (midway, own) else { return false };
        synod.own = own;
        synod.propose(config, ballot, (Value::Command(command), Origin::Own), out);
        true
    }

    /// R13 off: phase 2 without a phase 1.
    pub(crate) fn propose_unasked(&mut self, config: &Config, at: usize, out: &mut Effects<impl Sink>) {
        let synod = &mut self.synods[at];
        let Some(campaign) = synod.stage.campaign() else { return };
        let proposal = campaign.value_for(config, synod.slot, synod.own.map(Value::Command));
        let ballot = campaign.ballot();
        synod.propose(config, ballot, proposal, out);
    }

    /// A new leader asks the promises what is a hole. M8 off: its own log.
    pub(crate) fn takes_for_a_hole(&self, config: &Config, slot: Slot) -> bool {
        !config.rules.keeps(Rule::NoOpOnlyInHoles) && self.acceptor.vote(slot).is_none()
    }

    /// M6 off: votes travel as if they were decisions.
    pub(crate) fn add_mere_votes(&self, from: Slot, values: &mut Vec<(Slot, Value)>) {
        let votes = self.acceptor.votes_from(from);
        let mere = votes.filter(|(slot, _)| self.learner.decision(*slot).is_none());
        values.extend(mere.map(|(slot, vote)| (slot, vote.value)));
        put_in_order(values, |(slot, _)| *slot);
    }

    /// What is decided may still be asked for. M7 off: the vote goes at once.
    pub(crate) fn erase_decided(&mut self, config: &Config, slot: Slot, out: &mut Effects<impl Sink>) {
        if !config.rules.keeps(Rule::EraseUnderWatermark) && self.acceptor.vote(slot).is_some() {
            self.acceptor.erase_vote(slot);
            out.persist(Record::Erased { slot });
        }
    }

    /// M9 off: the leader answers in the hope that all it proposed is chosen.
    pub(crate) fn answer_unchosen(
        &mut self,
        config: &Config,
        command: &Command,
        out: &mut Effects<impl Sink>,
    ) {
        let Role::Leader(tenure) = self.multi.role() else { return };
        let mut hoped = self.learner.store().clone();
        let outcomes = tenure.open.iter().map(|(_, value)| hoped.apply(config.rules, value).0);
        if let Some(outcome) = outcomes.last() {
            self.respond(command, outcome, out);
        }
    }
}
