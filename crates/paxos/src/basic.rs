//! Basic Paxos over a log: every slot is a Synod instance of its own, and
//! every request runs both phases with a ballot of its own.

use alloc::vec::Vec;

use crate::ballot::Ballot;
use crate::config::Config;
use crate::effect::{Effects, Sink, Timer, Wait};
use crate::fact::{Fact, Ignored, Origin};
use crate::message::{Message, Vote};
use crate::node::{Address, NodeId};
use crate::proposer::Campaign;
use crate::replica::Replica;
use crate::rules::Rule;
use crate::slot::Slot;
use crate::value::{Command, Value};

/// How often a ballot's messages are sent again, where refusals are silent,
/// before a higher ballot is tried.
const PATIENCE: u32 = 3;

/// How far a proposer is in one slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Phase 1: collecting promises.
    Preparing(Campaign),
    /// Phase 2: this value, once and for all in this ballot.
    Accepting { ballot: Ballot, value: Value },
    /// Pre-empted; waits before it starts a higher ballot.
    BackingOff,
}

/// A proposer's work in one slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Synod {
    pub slot: Slot,
    /// Its own command, which it keeps for all its ballots in the slot; none
    /// where it only wants to know what became of the slot.
    pub own: Option<Command>,
    /// How often it was pre-empted here: its back-offs grow with it.
    pub attempt: u32,
    /// How often it sent this ballot's messages again.
    pub resends: u32,
    pub stage: Stage,
}

impl Synod {
    /// The ballot at work; none between two ballots.
    #[must_use]
    pub const fn ballot(&self) -> Option<Ballot> {
        match &self.stage {
            Stage::Preparing(campaign) => Some(campaign.ballot()),
            Stage::Accepting { ballot, .. } => Some(*ballot),
            Stage::BackingOff => None,
        }
    }
}

impl Synod {
    /// Phase 2a: this value, and no other in this ballot.
    pub(crate) fn propose(
        &mut self,
        config: &Config,
        ballot: Ballot,
        (value, origin): (Value, Origin),
        out: &mut Effects<impl Sink>,
    ) {
        let slot = self.slot;
        self.stage = Stage::Accepting { ballot, value };
        out.fact(Fact::Proposed { ballot, slot, value, origin });
        out.broadcast(config.cluster.acceptors, &|| Message::Accept { ballot, slot, value });
        Replica::arm_resend(0, out);
    }
}

impl Stage {
    /// The promises that it collects.
    pub(crate) const fn campaign(&self) -> Option<&Campaign> {
        match self {
            Self::Preparing(campaign) => Some(campaign),
            Self::Accepting { .. } | Self::BackingOff => None,
        }
    }
}

impl Replica {
    fn synod_at(&self, slot: Slot) -> Option<usize> {
        self.synods.iter().position(|synod| synod.slot == slot)
    }

    /// The first slot of which it knows no value and where it is not at work.
    fn next_free_slot(&self) -> Slot {
        let mut slot = self.learner.first_unknown();
        while self.learner.decision(slot).is_some() || self.synod_at(slot).is_some() {
            slot = slot.next();
        }
        slot
    }

    /// Takes a client's command: the next free slot, with a ballot of its own.
    pub(crate) fn propose_in_a_slot(
        &mut self,
        config: &Config,
        command: Command,
        reply_to: Address,
        out: &mut Effects<impl Sink>,
    ) {
        self.await_answer(command, reply_to, false);
        if self.synods.iter().any(|synod| synod.own == Some(command)) {
            return out.fact(Fact::Ignored { reason: Ignored::InProgress });
        }
        self.open_synod(config, Some(command), None, out);
    }

    fn open_synod(
        &mut self,
        config: &Config,
        own: Option<Command>,
        round: Option<u32>,
        out: &mut Effects<impl Sink>,
    ) {
        if self.changes_its_mind(config, own, out) {
            return;
        }
        let slot = self.next_free_slot();
        self.synods.push(Synod { slot, own, attempt: 0, resends: 0, stage: Stage::BackingOff });
        self.start_ballot(config, slot, round, out);
    }

    /// A ballot by order: for a new command, or anew for the open ones.
    pub(crate) fn start_synod(
        &mut self,
        config: &Config,
        command: Option<Command>,
        round: Option<u32>,
        out: &mut Effects<impl Sink>,
    ) {
        if command.is_some() {
            return self.open_synod(config, command, round, out);
        }
        let Some(first) = self.synods.iter().map(|synod| synod.slot).min() else {
            return out.fact(Fact::Ignored { reason: Ignored::NothingToDo });
        };
        out.disarm(Timer::Backoff(first));
        self.start_ballot(config, first, round, out);
    }

    /// Phase 1a in one slot.
    fn start_ballot(
        &mut self,
        config: &Config,
        slot: Slot,
        round: Option<u32>,
        out: &mut Effects<impl Sink>,
    ) {
        let Some(at) = self.synod_at(slot) else { return };
        let ballot = self.next_ballot(config, round, out);
        let synod = &mut self.synods[at];
        let campaign = Campaign::new(ballot, slot).following(config, synod.stage.campaign());
        synod.stage = Stage::Preparing(campaign);
        synod.resends = 0;
        out.fact(Fact::Started { ballot, slot });
        if !config.rules.keeps(Rule::PhaseOneFirst) {
            return self.propose_unasked(config, at, out);
        }
        out.broadcast(config.cluster.acceptors, &|| Message::Prepare { ballot, slot });
        Self::arm_resend(0, out);
    }

    /// Phase 1b came back; with a quorum of them, phase 2a.
    pub(crate) fn on_synod_promise(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        slot: Slot,
        votes: &[(Slot, Vote)],
        out: &mut Effects<impl Sink>,
    ) {
        let found = self.synods.iter_mut().find(|synod| synod.is_answered_by(config, ballot, slot));
        let Some(synod) = found else {
            return out.fact(Fact::Ignored { reason: Ignored::StaleBallot });
        };
        let Stage::Preparing(campaign) = &mut synod.stage else {
            return out.fact(Fact::Ignored { reason: Ignored::QuorumComplete });
        };
        if !campaign.on_promise(config, from, votes) {
            return out.fact(Fact::Ignored { reason: Ignored::Repeated });
        }
        if campaign.is_complete(config) {
            let (ballot, promises) = (campaign.ballot(), campaign.promises());
            let (value, origin) = campaign.value_for(config, slot, synod.own.map(Value::Command));
            out.fact(Fact::Prepared { ballot, slot, promises });
            synod.propose(config, ballot, (value, origin), out);
        }
    }

    pub(crate) fn on_synod_nack(
        &mut self,
        ballot: Ballot,
        slot: Slot,
        promised: Ballot,
        out: &mut Effects<impl Sink>,
    ) {
        let current = self.synod_at(slot).and_then(|at| self.synods[at].ballot());
        if current == Some(ballot) {
            self.yield_synod(slot, promised, out);
        } else {
            out.fact(Fact::Ignored { reason: Ignored::StaleBallot });
        }
    }

    /// Gives the slot's ballot up for a higher one; a random back-off later it
    /// tries again above it, so that duels end.
    pub(crate) fn yield_synod(&mut self, slot: Slot, higher: Ballot, out: &mut Effects<impl Sink>) {
        let Some(at) = self.synod_at(slot) else { return };
        let synod = &mut self.synods[at];
        let Some(ballot) = synod.ballot().filter(|ballot| *ballot < higher) else { return };
        synod.stage = Stage::BackingOff;
        synod.attempt += 1;
        out.fact(Fact::Abandoned { ballot, higher });
        out.arm(Timer::Backoff(slot), Wait::Backoff { attempt: synod.attempt });
    }

    pub(crate) fn on_backoff_over(&mut self, config: &Config, slot: Slot, out: &mut Effects<impl Sink>) {
        match self.synod_at(slot).map(|at| self.synods[at].ballot()) {
            Some(None) => self.start_ballot(config, slot, None, out),
            Some(Some(_)) | None => out.fact(Fact::Ignored { reason: Ignored::NothingToDo }),
        }
    }

    /// The slot's value is known: its work is done, and a command that went
    /// to another slot's value tries the next slot.
    pub(crate) fn on_synod_settled(
        &mut self,
        config: &Config,
        slot: Slot,
        value: Value,
        out: &mut Effects<impl Sink>,
    ) {
        if let Some(at) = self.synod_at(slot) {
            let synod = self.synods.remove(at);
            out.disarm(Timer::Backoff(slot));
            if let Some(command) = synod.own.filter(|command| value != Value::Command(*command)) {
                out.fact(Fact::LostSlot { slot, command });
                if !self.knows(&command) {
                    self.open_synod(config, Some(command), None, out);
                }
            }
            if self.synods.iter().all(|synod| synod.ballot().is_none()) {
                out.disarm(Timer::Resend);
            }
        }
        self.look_into_gap(out);
    }

    /// Whether the command is chosen in some slot that it knows.
    fn knows(&self, command: &Command) -> bool {
        self.learner.store().has_executed(command.client, command.sequence)
            || self
                .learner
                .decisions_from(self.learner.first_unapplied())
                .any(|(_, known)| known.value == Value::Command(*command))
    }

    /// An answer waits on a slot that nobody here is at work in.
    fn look_into_gap(&mut self, out: &mut Effects<impl Sink>) {
        let gap = self.learner.first_unknown();
        let later = self.learner.last_known().is_some_and(|last| last > gap);
        if later && !self.waiting.is_empty() {
            self.look_into(gap, out);
        }
    }

    /// After a while, a ballot in `slot` finds out what became of it.
    fn look_into(&mut self, slot: Slot, out: &mut Effects<impl Sink>) {
        if self.synod_at(slot).is_none() {
            out.fact(Fact::Behind { slot });
            self.synods.push(Synod { slot, own: None, attempt: 1, resends: 0, stage: Stage::BackingOff });
            out.arm(Timer::Backoff(slot), Wait::Backoff { attempt: 1 });
        }
    }

    /// A learner that knows a slot but none before it cannot execute: it asks
    /// the owner of the ballot that showed the gap.
    pub(crate) fn ask_about_gap(
        &self,
        config: &Config,
        known: Slot,
        owner: NodeId,
        out: &mut Effects<impl Sink>,
    ) {
        let slot = self.learner.first_unknown();
        let learns = config.cluster.learners.contains(self.me);
        if learns && slot < known && owner != self.me && self.synod_at(slot).is_none() {
            out.fact(Fact::Behind { slot });
            out.send(owner, Message::CatchUp { slot });
        }
    }

    /// Somebody asks for a slot of which nothing is known here.
    pub(crate) fn find_out(&mut self, config: &Config, slot: Slot, out: &mut Effects<impl Sink>) {
        if config.cluster.proposers.contains(self.me) {
            self.look_into(slot, out);
        }
    }

    /// Unanswered messages again: same ballot, same value. A ballot that stays
    /// unanswered may have been refused in silence: a higher one finds out.
    pub(crate) fn resend_synods(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        let mut any = false;
        let mut stuck = Vec::new();
        for synod in &mut self.synods {
            let slot = synod.slot;
            if synod.ballot().is_some() && !config.nacks && synod.resends >= PATIENCE {
                stuck.push(slot);
                continue;
            }
            synod.resends += 1;
            match &synod.stage {
                Stage::Preparing(campaign) => {
                    let silent = config.cluster.acceptors.minus(campaign.promises());
                    let ballot = campaign.ballot();
                    out.broadcast(silent, &|| Message::Prepare { ballot, slot });
                }
                Stage::Accepting { ballot, value } => {
                    let silent = config.cluster.acceptors.minus(self.learner.voters(slot, *ballot));
                    let (ballot, value) = (*ballot, *value);
                    out.broadcast(silent, &|| Message::Accept { ballot, slot, value });
                }
                Stage::BackingOff => continue,
            }
            any = true;
        }
        for slot in &stuck {
            self.start_ballot(config, *slot, None, out);
        }
        if any {
            out.fact(Fact::Resent);
            Self::arm_resend(1, out);
        } else if stuck.is_empty() {
            out.fact(Fact::Ignored { reason: Ignored::NothingToDo });
        }
    }
}
