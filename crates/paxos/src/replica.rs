//! One replica: acceptor, proposer and learner behind one `step`.

use alloc::vec::Vec;

use crate::acceptor::{Acceptor, Verdict, scope};
use crate::ballot::Ballot;
use crate::basic::Synod;
use crate::clients::Waiting;
use crate::config::{Config, Learning, Variant};
use crate::durable::Durable;
use crate::effect::{Effects, Input, PaxosInput, Record, Sink, Timer, Wait};
use crate::fact::{Evidence, Fact, Ignored};
use crate::learner::{Count, Decision, Execution, Learner};
use crate::message::{Kind, Message, Vote};
use crate::multi::Multi;
use crate::node::{Address, NodeId, NodeSet};
use crate::slot::{Slot, SlotMap};
use crate::value::{Command, Outcome, Value};

/// The state of one node. The disk holds the acceptor, the round and, where
/// votes are let go, decided values; all else is lost in a crash. No part of it is a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Replica {
    pub(crate) me: NodeId,
    /// Durable.
    pub(crate) acceptor: Acceptor,
    /// Durable: the highest round that this proposer used.
    pub(crate) round: u32,
    /// The highest round seen in any message.
    pub(crate) seen: u32,
    pub(crate) learner: Learner,
    /// Durable, and kept where votes are let go: decided values.
    pub(crate) decided: SlotMap<Value>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) synods: Vec<Synod>,
    pub(crate) multi: Multi,
}

impl Replica {
    #[must_use]
    pub fn new(me: NodeId) -> Self {
        Self::from_disk(me, Durable::default())
    }

    /// The node as it comes back: what the disk holds, and nothing else.
    #[must_use]
    pub fn from_disk(me: NodeId, disk: Durable) -> Self {
        let seen = disk.acceptor.promised_anywhere().map_or(0, |ballot| ballot.round).max(disk.round);
        let mut learner = Learner::default();
        for (slot, value) in disk.decided.iter() {
            learner.learn(slot, *value, None);
        }
        Self {
            me,
            acceptor: disk.acceptor,
            round: disk.round,
            seen,
            learner,
            decided: disk.decided,
            waiting: Vec::new(),
            synods: Vec::new(),
            multi: Multi::default(),
        }
    }

    /// The node as it comes back in a run of these rules.
    #[must_use]
    pub fn restarted(me: NodeId, config: &Config, disk: Durable) -> Self {
        Self::from_disk(me, disk.read_back(config))
    }

    /// A node in the middle of a calm run: `ballot`'s owner leads, and `past`
    /// is chosen, learned and executed everywhere.
    #[must_use]
    pub fn with_past(me: NodeId, config: &Config, ballot: Ballot, past: &[Value]) -> Self {
        let mut disk = Durable::default();
        if config.cluster.acceptors.contains(me) {
            disk = Durable::with_past(ballot, past);
        }
        if config.lets_votes_go() {
            for (slot, value) in (1..).map(Slot).zip(past) {
                disk.decided.insert(slot, *value);
            }
        }
        // The leader used the ballot's round, whatever its other roles.
        disk.round = if me == ballot.owner { ballot.round } else { 0 };
        let mut replica = Self::from_disk(me, disk);
        replica.seen = replica.seen.max(ballot.round);
        for (slot, value) in (1..).map(Slot).zip(past) {
            replica.learner.learn(slot, *value, None);
        }
        if config.cluster.learners.contains(me) {
            while replica.learner.execute_next(config).is_some() {}
        }
        replica.multi.install(me, ballot, &replica.learner);
        replica
    }

    #[must_use]
    pub fn durable(&self) -> Durable {
        Durable { acceptor: self.acceptor.clone(), round: self.round, decided: self.decided.clone() }
    }

    #[must_use]
    pub const fn id(&self) -> NodeId {
        self.me
    }

    #[must_use]
    pub const fn acceptor(&self) -> &Acceptor {
        &self.acceptor
    }

    #[must_use]
    pub const fn learner(&self) -> &Learner {
        &self.learner
    }

    /// The highest round that this proposer used.
    #[must_use]
    pub const fn round(&self) -> u32 {
        self.round
    }

    /// Basic: the Synod instances that this proposer has at work.
    #[must_use]
    pub fn synods(&self) -> &[Synod] {
        &self.synods
    }

    /// Multi: what it is to the others.
    #[must_use]
    pub const fn multi(&self) -> &Multi {
        &self.multi
    }

    /// How many requests it has to answer or pass on.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes one input and gives `effects.sink` what follows from it, in order.
    /// Total: every input is taken in every state.
    #[allow(clippy::needless_pass_by_value, reason = "an input is used up")]
    pub fn step(&mut self, config: &Config, input: PaxosInput, effects: &mut Effects<impl Sink>) {
        let out = effects.of(self.me);
        match input {
            Input::Boot => self.boot(config, out),
            Input::Deliver { from, ref message } => self.on_message(config, from, message, out),
            Input::Timeout(timer) => self.on_timeout(config, timer, out),
            Input::Start { command, round } => self.on_start(config, command, round, out),
        }
        self.settle(config, out);
    }

    /// [`Input::Deliver`] of a message that is read where it lies.
    pub fn deliver(
        &mut self,
        config: &Config,
        from: Address,
        message: &Message,
        effects: &mut Effects<impl Sink>,
    ) {
        let out = effects.of(self.me);
        self.on_message(config, from, message, out);
        self.settle(config, out);
    }

    /// Handles what the step sent to its own node.
    fn settle(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        while out.has_local() {
            let messages = out.take_local();
            for message in &messages {
                self.on_message(config, Address::Node(self.me), message, out);
            }
            out.give_back(messages);
        }
    }

    fn boot(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        match config.variant {
            Variant::Basic => {}
            Variant::Multi => {
                self.reread(config, out);
                self.watch(config, out);
            }
        }
    }

    fn on_timeout(&mut self, config: &Config, timer: Timer, out: &mut Effects<impl Sink>) {
        match (timer, config.variant) {
            (Timer::Election, _) => self.on_silence(config, out),
            (Timer::Heartbeat, _) => self.beat(config, out),
            (Timer::Resend, Variant::Basic) => self.resend_synods(config, out),
            (Timer::Resend, Variant::Multi) => self.resend_as_leader(config, out),
            (Timer::Backoff(slot), _) => self.on_backoff_over(config, slot, out),
        }
    }

    fn on_start(
        &mut self,
        config: &Config,
        command: Option<Command>,
        round: Option<u32>,
        out: &mut Effects<impl Sink>,
    ) {
        if !config.cluster.proposers.contains(self.me) {
            return out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
        }
        match config.variant {
            Variant::Basic => self.start_synod(config, command, round, out),
            Variant::Multi => {
                if let Some(command) = command {
                    self.multi.keep(command, Address::Client(command.client));
                }
                self.campaign(config, round, out);
            }
        }
    }

    fn on_message(
        &mut self,
        config: &Config,
        from: Address,
        message: &Message,
        out: &mut Effects<impl Sink>,
    ) {
        match (message, from) {
            (&Message::Request { command }, _) => self.on_request(config, command, from, out),
            (&Message::Forward { command }, _) => self.on_forward(config, command, from, out),
            (&Message::Response { client, sequence, outcome }, _) => {
                self.on_response(client, sequence, outcome, out);
            }
            (&Message::Prepare { ballot, slot }, Address::Node(from)) => {
                self.notice(config, ballot, out);
                self.on_prepare(config, from, ballot, slot, out);
            }
            (Message::Promise { ballot, slot, votes, decided, watermark }, Address::Node(from)) => {
                let (ballot, slot, watermark) = (*ballot, *slot, *watermark);
                self.notice(config, ballot, out);
                self.multi.hear(from, ballot);
                for &(slot, value) in decided {
                    self.learn(config, slot, value, Evidence::Decided { by: from }, out);
                }
                match config.variant {
                    Variant::Basic => self.on_synod_promise(config, from, ballot, slot, votes, out),
                    Variant::Multi => self.on_leader_promise(config, from, ballot, (votes, watermark), out),
                }
            }
            (&Message::Accept { ballot, slot, value }, Address::Node(from)) => {
                self.notice(config, ballot, out);
                self.on_accept(config, from, ballot, slot, value, out);
            }
            (&Message::Accepted { ballot, slot, value }, Address::Node(from)) => {
                self.notice(config, ballot, out);
                self.multi.hear(from, ballot);
                self.on_accepted(config, from, ballot, slot, value, out);
            }
            (&Message::Nack { ballot, slot, promised }, Address::Node(_)) => {
                self.notice(config, ballot, out);
                self.notice(config, promised, out);
                match config.variant {
                    Variant::Basic => self.on_synod_nack(ballot, slot, promised, out),
                    // A leader or candidate stood down when it noticed the ballot.
                    Variant::Multi => {}
                }
            }
            (&Message::Learn { ballot, slot, value, outcome }, Address::Node(by)) => {
                self.notice(config, ballot, out);
                self.on_learn(config, by, (ballot, slot), value, outcome, out);
            }
            (&Message::Heartbeat { ballot, commit, watermark }, Address::Node(from)) => {
                self.notice(config, ballot, out);
                self.on_heartbeat(config, from, ballot, (commit, watermark), out);
            }
            (&Message::HeartbeatAck { ballot, holds }, Address::Node(from)) => {
                self.notice(config, ballot, out);
                self.multi.hear(from, ballot);
                self.multi.note_holds(from, ballot, holds);
            }
            (&Message::PreVote { ballot, promised }, Address::Node(from)) => {
                self.on_pre_vote(config, from, ballot, promised, out);
            }
            (&Message::PreVoteGranted { ballot, promised }, Address::Node(from)) => {
                self.multi.hear(from, ballot);
                self.on_pre_vote_granted(config, from, ballot, promised, out);
            }
            (&Message::CatchUp { slot }, Address::Node(from)) => self.on_catch_up(config, from, slot, out),
            (Message::Decided { values }, Address::Node(by)) => {
                for &(slot, value) in values {
                    self.learn(config, slot, value, Evidence::Decided { by }, out);
                }
            }
            (_, Address::Client(_)) | (Message::Redirect { .. }, Address::Node(_)) => {
                out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
            }
        }
    }

    /// Remembers the highest round, so that its next ballot is above it.
    fn notice(&mut self, config: &Config, ballot: Ballot, out: &mut Effects<impl Sink>) {
        self.seen = self.seen.max(ballot.round);
        match config.variant {
            Variant::Basic => {}
            Variant::Multi => self.stand_down_for(config, ballot, out),
        }
    }

    /// A round above every round it has seen or used.
    pub(crate) fn next_round(&self) -> u32 {
        self.seen.max(self.round) + 1
    }

    /// A ballot above every ballot it has seen (PMS section 2.2), on disk
    /// before anyone hears of it, so that a restart cannot use it twice.
    pub(crate) fn next_ballot(
        &mut self,
        config: &Config,
        round: Option<u32>,
        out: &mut Effects<impl Sink>,
    ) -> Ballot {
        let next = self.next_round();
        self.round = round.map_or(next, |round| round.max(next));
        self.seen = self.round;
        out.persist(Record::Round(self.round));
        Ballot::new(self.round, self.ballot_owner(config))
    }

    fn on_prepare(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        slot: Slot,
        out: &mut Effects<impl Sink>,
    ) {
        if !config.cluster.acceptors.contains(self.me) {
            return out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
        }
        match self.acceptor.on_prepare(config, ballot, slot) {
            Verdict::Agreed { raised } => {
                if raised {
                    self.note_promise(config, ballot, slot, out);
                }
                let votes = self.acceptor.report(config, slot);
                let watermark = self.acceptor.watermark();
                let open = watermark.map_or(slot, |watermark| slot.max(watermark.next()));
                let decided = self.learner.decisions_from(open).map(|(slot, known)| (slot, known.value));
                let decided = decided.collect();
                out.send(from, Message::Promise { ballot, slot, votes, decided, watermark });
                // A candidate that only repeats itself wins no more patience.
                if from != self.me && raised {
                    self.on_other_ballot(config, ballot, slot, out);
                }
            }
            Verdict::Refused { promised } => {
                self.refuse(config, from, Kind::Prepare, (ballot, slot), promised, out);
            }
            Verdict::Silent => out.fact(Fact::Ignored { reason: Ignored::StrictPrepare }),
        }
    }

    fn on_accept(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        slot: Slot,
        value: Value,
        out: &mut Effects<impl Sink>,
    ) {
        if !config.cluster.acceptors.contains(self.me) {
            return out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
        }
        if self.acceptor.watermark() >= Some(slot) {
            return self.answer_decided(from, slot, out);
        }
        let collectors = collectors(config, ballot);
        let stand_ins = stand_ins(config, ballot).minus(collectors);
        let voted = || self.acceptor.vote(slot).is_some_and(|vote| vote.ballot == ballot);
        let asked_again = !stand_ins.is_empty() && voted();
        match self.acceptor.on_accept(config, ballot, slot, value) {
            Verdict::Agreed { raised } => {
                if raised {
                    self.note_promise(config, ballot, slot, out);
                }
                out.persist(Record::Voted { slot, vote: Vote { ballot, value } });
                out.fact(Fact::Voted { ballot, slot, value });
                let accepted = || Message::Accepted { ballot, slot, value };
                out.broadcast(collectors, &accepted);
                if asked_again {
                    out.fact(Fact::AskedAgain { ballot, slot });
                    out.broadcast(stand_ins, &accepted);
                }
                if from != self.me {
                    self.on_other_ballot(config, ballot, slot, out);
                    self.hear_leader(config, ballot, out);
                }
            }
            Verdict::Refused { promised } => {
                self.refuse(config, from, Kind::Accept, (ballot, slot), promised, out);
            }
            Verdict::Silent => out.fact(Fact::Ignored { reason: Ignored::OtherValue }),
        }
    }

    fn note_promise(&self, config: &Config, ballot: Ballot, slot: Slot, out: &mut Effects<impl Sink>) {
        let slot = scope(config, slot);
        out.persist(Record::Promised { ballot, slot });
        out.fact(Fact::Promised { ballot, slot });
    }

    pub(crate) fn refuse(
        &self,
        config: &Config,
        to: NodeId,
        kind: Kind,
        (ballot, slot): (Ballot, Slot),
        promised: Ballot,
        out: &mut Effects<impl Sink>,
    ) {
        out.fact(Fact::Refused { kind, ballot, slot, promised });
        if config.nacks {
            out.send(to, Message::Nack { ballot, slot, promised });
        }
    }

    /// A colocated acceptor's promise to a higher ballot is news to the
    /// proposer, as good as a Nack.
    fn on_other_ballot(&mut self, config: &Config, ballot: Ballot, slot: Slot, out: &mut Effects<impl Sink>) {
        match config.variant {
            Variant::Basic => self.yield_synod(slot, ballot, out),
            Variant::Multi => {
                // Whoever grants a ballot gives it time to win.
                if !self.multi.rules() {
                    self.multi.asking = None;
                    self.watch(config, out);
                }
            }
        }
    }

    fn on_accepted(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        slot: Slot,
        value: Value,
        out: &mut Effects<impl Sink>,
    ) {
        match self.learner.on_accepted(config, from, ballot, slot, value) {
            Count::Counted => {}
            Count::Repeated => {
                out.fact(Fact::Ignored { reason: Ignored::Repeated });
                // The ballot's owner asks again, so it has not heard yet.
                if self.learner.applied() >= Some(slot) {
                    self.tell_owner(config, slot, ballot, None, out);
                } else if config.variant == Variant::Basic {
                    self.ask_about_gap(config, slot, ballot.owner, out);
                }
            }
            Count::Quorum(voters) => {
                if self.learner.decision(slot).is_none() {
                    self.pass_on(config, ballot, slot, value, out);
                }
                self.learn(config, slot, value, Evidence::Votes { ballot, voters }, out);
                if config.variant == Variant::Basic {
                    self.ask_about_gap(config, slot, ballot.owner, out);
                }
            }
        }
    }

    /// Where votes go to one place, that place tells the learners.
    fn pass_on(
        &self,
        config: &Config,
        ballot: Ballot,
        slot: Slot,
        value: Value,
        out: &mut Effects<impl Sink>,
    ) {
        let tells = match config.learning {
            Learning::All => false,
            Learning::Leader => true,
            Learning::Distinguished(learner) => learner == self.me || ballot.owner == self.me,
        };
        if tells {
            let learners = config.cluster.learners.without(self.me);
            out.broadcast(learners, &|| Message::Learn { ballot, slot, value, outcome: None });
        }
    }

    fn on_learn(
        &mut self,
        config: &Config,
        by: NodeId,
        (ballot, slot): (Ballot, Slot),
        value: Value,
        outcome: Option<Outcome>,
        out: &mut Effects<impl Sink>,
    ) {
        // The ballot's owner may have to be told the outcome.
        let ballot = (by == ballot.owner).then_some(ballot);
        let news = self.learn_in(config, slot, value, (Evidence::Told { by }, ballot), out);
        if !news && outcome.is_none() {
            out.fact(Fact::Ignored { reason: Ignored::AlreadyLearned });
        }
        if config.variant == Variant::Basic {
            self.ask_about_gap(config, slot, by, out);
        }
        if let (Some(outcome), Value::Command(command)) = (outcome, value) {
            self.respond(&command, outcome, out);
        }
    }

    /// Takes a chosen value in: executes what can be executed, answers who
    /// waits, and looks after commands that lost their slot.
    pub(crate) fn learn(
        &mut self,
        config: &Config,
        slot: Slot,
        value: Value,
        evidence: Evidence,
        out: &mut Effects<impl Sink>,
    ) -> bool {
        let ballot = match evidence {
            Evidence::Votes { ballot, .. } | Evidence::CommitIndex { ballot } => Some(ballot),
            Evidence::Told { .. } | Evidence::Decided { .. } | Evidence::Past => None,
        };
        self.learn_in(config, slot, value, (evidence, ballot), out)
    }

    /// The same, of a slot that was chosen in a known ballot.
    fn learn_in(
        &mut self,
        config: &Config,
        slot: Slot,
        value: Value,
        (evidence, ballot): (Evidence, Option<Ballot>),
        out: &mut Effects<impl Sink>,
    ) -> bool {
        if !self.learner.learn(slot, value, ballot) {
            return false;
        }
        self.write_decided(config, slot, value, out);
        self.erase_decided(config, slot, out);
        out.fact(Fact::Learned { slot, value, evidence });
        self.execute(config, out);
        match config.variant {
            Variant::Basic => self.on_synod_settled(config, slot, value, out),
            Variant::Multi => self.on_slot_settled(config, slot, value, out),
        }
        true
    }

    /// Executes what can be executed, in slot order, and answers who waits.
    pub(crate) fn execute(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        if !config.cluster.learners.contains(self.me) {
            return;
        }
        while let Some(done) = self.learner.execute_next(config) {
            out.fact(done.fact());
            let Execution { slot, decision: &Decision { value, ballot }, outcome, .. } = done;
            if let Some(ballot) = ballot {
                self.tell_owner(config, slot, ballot, Some(outcome), out);
            }
            if let Value::Command(command) = value {
                self.respond(&command, outcome, out);
            }
        }
    }

    /// Where the ballot's owner is no learner, the learner tells it the
    /// outcome, so that it can answer its client.
    fn tell_owner(
        &self,
        config: &Config,
        slot: Slot,
        ballot: Ballot,
        outcome: Option<Outcome>,
        out: &mut Effects<impl Sink>,
    ) {
        let owner = ballot.owner;
        if config.cluster.learners.contains(owner) || !config.cluster.learners.contains(self.me) {
            return;
        }
        let Some(Decision { value, .. }) = self.learner.decision(slot) else { return };
        let remembered = || match value {
            Value::NoOp => Some(Outcome::Done),
            Value::Command(command) => {
                let session = self.learner.store().session(command.client);
                session.filter(|session| session.sequence == command.sequence).map(|session| session.outcome)
            }
        };
        // The outcome of an older command is forgotten: its client has gone on.
        let outcome = outcome.or_else(remembered);
        out.send(owner, Message::Learn { ballot, slot, value: *value, outcome });
    }

    pub(crate) fn arm_resend(attempt: u32, out: &mut Effects<impl Sink>) {
        out.arm(Timer::Resend, Wait::Resend { attempt });
    }
}

/// Who counts the votes of `ballot`.
const fn collectors(config: &Config, ballot: Ballot) -> NodeSet {
    match config.learning {
        Learning::All => config.cluster.learners,
        Learning::Leader => NodeSet::EMPTY.with(ballot.owner),
        Learning::Distinguished(learner) => NodeSet::EMPTY.with(learner),
    }
}

/// Who counts them besides when an acceptor is asked again for a vote that it
/// has cast: then the one learner that all votes went to may be dead. PMS
/// section 2.3 has several distinguished learners for that; here the ballot's
/// owner, which has noticed that nobody answers, stands in.
const fn stand_ins(config: &Config, ballot: Ballot) -> NodeSet {
    match config.learning {
        Learning::All | Learning::Leader => NodeSet::EMPTY,
        Learning::Distinguished(_) => NodeSet::EMPTY.with(ballot.owner),
    }
}
