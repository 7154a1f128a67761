//! Multi-Paxos: one ballot for all slots. A leader runs phase 1 once, for
//! every open slot, and then phase 2 alone for each command (PMS section 3).

use alloc::vec::Vec;

use crate::ballot::Ballot;
use crate::config::{Config, Forwarding, Variant};
use crate::effect::{Effects, Sink, Timer, Wait};
use crate::fact::{Evidence, Fact, Ignored, Origin};
use crate::learner::Learner;
use crate::message::{Kind, Message, Vote};
use crate::node::{Address, NodeId, NodeSet};
use crate::prevote::Asking;
use crate::proposer::Campaign;
use crate::replica::Replica;
use crate::rules::Rule;
use crate::slot::Slot;
use crate::value::{Command, Value};

/// How many decided values one message carries.
const CATCH_UP_BATCH: usize = 64;

/// A leader's time in office: its ballot, and what it proposed in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tenure {
    pub ballot: Ballot,
    /// The slot of the next new command.
    pub next: Slot,
    /// What it proposed, until it knows that slot's value; few at any time.
    pub open: Vec<(Slot, Value)>,
    /// Who answered since it last asked itself whether it hears a quorum.
    pub heard: NodeSet,
    /// Up to where others have every decided value on disk, as they told.
    pub holds: Vec<(NodeId, Slot)>,
    /// The highest watermark that a promise told of: up to there it proposes
    /// nothing, and asks for what it does not know.
    pub settled: Option<Slot>,
}

impl Tenure {
    pub(crate) const fn new(ballot: Ballot, next: Slot, heard: NodeSet) -> Self {
        Self { ballot, next, open: Vec::new(), heard, holds: Vec::new(), settled: None }
    }

    /// Whether `value`, chosen in `slot`, shows that a higher ballot is about:
    /// this one proposed another value there, or nothing yet, though all that
    /// lower ballots can have chosen was proposed again in the beginning.
    fn is_outvoted(&self, slot: Slot, value: Value) -> bool {
        let own = self.open.iter().find(|(open, _)| *open == slot);
        own.map_or(slot >= self.next, |(_, own)| *own != value)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    #[default]
    Follower,
    /// Phase 1 of its own ballot is under way.
    Candidate(Campaign),
    Leader(Tenure),
}

/// What a replica of Multi-Paxos keeps besides: all volatile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Multi {
    role: Role,
    /// The ballot of the leader that it follows.
    leader: Option<Ballot>,
    /// What it asks before it stands for election.
    pub(crate) asking: Option<Asking>,
    /// Requests that wait for a leader to be known.
    kept: Vec<(Command, Address)>,
    /// Clients' commands that it proposed, by slot, until the slot is known,
    /// and who is to have the answer.
    proposed: Vec<(Slot, Command, Address)>,
}

impl Multi {
    #[must_use]
    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// The ballot of the leader that it follows or is.
    #[must_use]
    pub const fn leader(&self) -> Option<Ballot> {
        match &self.role {
            Role::Leader(tenure) => Some(tenure.ballot),
            Role::Follower | Role::Candidate(_) => self.leader,
        }
    }

    /// A leader's highest slot of which promises told that all up to it is
    /// decided.
    #[must_use]
    pub const fn settled(&self) -> Option<Slot> {
        match &self.role {
            Role::Leader(tenure) => tenure.settled,
            Role::Follower | Role::Candidate(_) => None,
        }
    }

    /// What it asks before it stands for election, and who agrees.
    #[must_use]
    pub const fn asking(&self) -> Option<&Asking> {
        self.asking.as_ref()
    }

    /// How many requests wait for a leader to be known.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Whether it leads or wants to.
    pub(crate) const fn rules(&self) -> bool {
        match self.role {
            Role::Follower => false,
            Role::Candidate(_) | Role::Leader(_) => true,
        }
    }

    pub(crate) fn install(&mut self, me: NodeId, ballot: Ballot, learner: &Learner) {
        self.leader = Some(ballot);
        if me == ballot.owner {
            let next = learner.first_unknown();
            self.role = Role::Leader(Tenure::new(ballot, next, NodeSet::EMPTY));
        }
    }

    /// Neither leads, nor wants to, nor follows anybody.
    pub(crate) fn stop_leading(&mut self) {
        self.role = Role::Follower;
        self.leader = None;
    }

    pub(crate) fn keep(&mut self, command: Command, reply_to: Address) {
        self.kept.retain(|(kept, _)| *kept != command);
        self.kept.push((command, reply_to));
    }

    /// A leader notes who answers its ballot.
    pub(crate) fn hear(&mut self, from: NodeId, ballot: Ballot) {
        if let Role::Leader(tenure) = &mut self.role
            && tenure.ballot == ballot
        {
            tenure.heard.insert(from);
        }
    }

    /// A leader notes up to where a follower of its ballot has every decided
    /// value on disk.
    pub(crate) fn note_holds(&mut self, from: NodeId, ballot: Ballot, holds: Option<Slot>) {
        if let (Role::Leader(tenure), Some(slot)) = (&mut self.role, holds)
            && tenure.ballot == ballot
        {
            tenure.note_holds(from, slot);
        }
    }

    /// Whether a leader may open another slot.
    fn has_room(&self, config: &Config) -> bool {
        match &self.role {
            Role::Leader(tenure) => u32::try_from(tenure.open.len()).is_ok_and(|open| open < config.window),
            Role::Follower | Role::Candidate(_) => false,
        }
    }

    /// Its candidacy, where it is a candidate.
    const fn candidacy(&self) -> Option<&Campaign> {
        match &self.role {
            Role::Candidate(campaign) => Some(campaign),
            Role::Follower | Role::Leader(_) => None,
        }
    }

    const fn ballot(&self) -> Option<Ballot> {
        match &self.role {
            Role::Follower => None,
            Role::Candidate(campaign) => Some(campaign.ballot()),
            Role::Leader(tenure) => Some(tenure.ballot),
        }
    }
}

impl Replica {
    /// A would-be leader waits, a random time, for one to be heard of; a
    /// leader beats.
    pub(crate) fn watch(&self, config: &Config, out: &mut Effects<impl Sink>) {
        match self.multi.role {
            Role::Leader(_) => {
                out.arm(Timer::Heartbeat, Wait::Heartbeat);
                out.arm(Timer::Election, Wait::Election);
            }
            Role::Follower | Role::Candidate(_) => {
                let asked = config.prevote && config.cluster.acceptors.contains(self.me);
                if config.cluster.proposers.contains(self.me) || asked {
                    out.arm(Timer::Election, Wait::Election);
                }
            }
        }
    }

    /// The time of patience is over. A follower stands for election; a leader
    /// asks itself whether it still hears a phase-2 quorum, and if not, makes
    /// room for somebody who may (PML section 5 on master leases; HM20 on
    /// partial connectivity).
    pub(crate) fn on_silence(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        let Role::Leader(tenure) = &mut self.multi.role else {
            return match config.prevote {
                true => self.ask_first(config, out),
                false => self.campaign(config, None, out),
            };
        };
        let heard = tenure.heard.with(self.me).and(config.cluster.acceptors);
        let ballot = tenure.ballot;
        tenure.heard = NodeSet::EMPTY;
        if heard.len() >= config.cluster.quorums.phase2 {
            return out.arm(Timer::Election, Wait::Election);
        }
        out.fact(Fact::Unheard { ballot, heard });
        self.follow_nobody(config, out);
    }

    fn follow_nobody(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        self.multi.stop_leading();
        out.disarm(Timer::Heartbeat);
        out.disarm(Timer::Resend);
        self.watch(config, out);
    }

    /// Phase 1a, for every slot from the first whose value it does not know.
    pub(crate) fn campaign(&mut self, config: &Config, round: Option<u32>, out: &mut Effects<impl Sink>) {
        let slot = self.learner.first_unknown();
        let ballot = self.next_ballot(config, round, out);
        let campaign = Campaign::new(ballot, slot).following(config, self.multi.candidacy());
        self.multi.role = Role::Candidate(campaign.clone());
        self.multi.leader = None;
        self.multi.asking = None;
        out.disarm(Timer::Heartbeat);
        out.disarm(Timer::Election);
        if !config.nacks || config.prevote {
            // Refusals are silent: a higher ballot, after a while, finds out.
            // Or whether an election is still welcome.
            out.arm(Timer::Election, Wait::Election);
        }
        out.fact(Fact::Started { ballot, slot });
        if !config.rules.keeps(Rule::LeaderRunsPhaseOne) {
            return self.lead(config, &campaign, out);
        }
        out.broadcast(config.cluster.acceptors, &|| Message::Prepare { ballot, slot });
        Self::arm_resend(0, out);
    }

    /// A higher ballot in any message ends a candidacy or a tenure.
    pub(crate) fn stand_down_for(&mut self, config: &Config, higher: Ballot, out: &mut Effects<impl Sink>) {
        let Some(ballot) = self.multi.ballot().filter(|ballot| *ballot < higher) else { return };
        out.fact(Fact::Abandoned { ballot, higher });
        self.follow_nobody(config, out);
    }

    /// Phase 1b came back; a quorum of promises makes a leader.
    pub(crate) fn on_leader_promise(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        (votes, watermark): (&[(Slot, Vote)], Option<Slot>),
        out: &mut Effects<impl Sink>,
    ) {
        let campaign = match &mut self.multi.role {
            Role::Candidate(campaign) => campaign,
            Role::Leader(tenure) if tenure.ballot == ballot => {
                return out.fact(Fact::Ignored { reason: Ignored::QuorumComplete });
            }
            Role::Leader(_) | Role::Follower => {
                return out.fact(Fact::Ignored { reason: Ignored::StaleBallot });
            }
        };
        if !campaign.is_answered_by(config, ballot) {
            return out.fact(Fact::Ignored { reason: Ignored::StaleBallot });
        }
        let votes = if config.rules.keeps(Rule::LeaderAdoptsVotes) { votes } else { &[] };
        if !campaign.on_promise(config, from, votes) {
            return out.fact(Fact::Ignored { reason: Ignored::Repeated });
        }
        if let Some(slot) = watermark {
            campaign.note_watermark(from, slot);
        }
        if campaign.is_complete(config) {
            let campaign = campaign.clone();
            self.lead(config, &campaign, out);
        }
    }

    /// Takes office. PMS section 3: what was voted for in an open slot is
    /// proposed again, a hole below it becomes a no-op, and only then come new
    /// commands - never a client's command in a hole.
    fn lead(&mut self, config: &Config, campaign: &Campaign, out: &mut Effects<impl Sink>) {
        let (ballot, promises) = (campaign.ballot(), campaign.promises());
        out.fact(Fact::Prepared { ballot, slot: campaign.from(), promises });
        out.fact(Fact::Leads { ballot, promises });
        let mut tenure = Tenure::new(ballot, Slot::FIRST, promises);
        let first = self.heed_watermarks(campaign, &mut tenure, out);
        let last = campaign.last_reported().max(self.learner.last_known());
        let next = last.map_or(first, Slot::next).max(first);
        tenure.next = next;
        self.multi.leader = Some(ballot);
        self.multi.role = Role::Leader(tenure);
        out.disarm(Timer::Resend);
        self.beat(config, out);
        out.arm(Timer::Election, Wait::Election);
        for slot in (first.0..next.0).map(Slot) {
            if self.learner.decision(slot).is_none() {
                let (value, origin) = if self.takes_for_a_hole(config, slot) {
                    (Value::NoOp, Origin::Hole)
                } else {
                    campaign.value_for(config, slot, None)
                };
                self.propose(config, slot, value, origin, out);
            }
        }
        self.release(config, out);
    }

    /// Serves or forwards the requests that were kept back.
    fn release(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        for (command, reply_to) in core::mem::take(&mut self.multi.kept) {
            if !self.answer_again(&command, reply_to, out) {
                self.serve(config, command, reply_to, out);
            }
        }
    }

    /// Phase 2a for one slot. One value per ballot and slot, ever.
    fn propose(
        &mut self,
        config: &Config,
        slot: Slot,
        value: Value,
        origin: Origin,
        out: &mut Effects<impl Sink>,
    ) {
        let Role::Leader(tenure) = &mut self.multi.role else { return };
        let ballot = tenure.ballot;
        tenure.open.push((slot, value));
        out.fact(Fact::Proposed { ballot, slot, value, origin });
        out.broadcast(config.cluster.acceptors, &|| Message::Accept { ballot, slot, value });
        Self::arm_resend(0, out);
    }

    /// A client's command in the next slot.
    fn propose_next(
        &mut self,
        config: &Config,
        command: Command,
        reply_to: Address,
        out: &mut Effects<impl Sink>,
    ) {
        let Role::Leader(tenure) = &mut self.multi.role else { return };
        let slot = tenure.slot_for_new_command(config);
        tenure.next = slot.next();
        self.multi.proposed.push((slot, command, reply_to));
        self.propose(config, slot, Value::Command(command), Origin::Own, out);
        if !config.rules.keeps(Rule::AnswerWhenChosen) {
            self.answer_unchosen(config, &command, out);
        }
    }

    /// A client's command, from the client or forwarded: the leader proposes
    /// it, a follower hands it on, and without a leader it is kept.
    pub(crate) fn serve(
        &mut self,
        config: &Config,
        command: Command,
        reply_to: Address,
        out: &mut Effects<impl Sink>,
    ) {
        if let Role::Leader(tenure) = &self.multi.role {
            let value = Value::Command(command);
            // Known and not executed: soon, by a learner; never, by any other
            // node, which has to ask the learners once more what came of it.
            let first = self.learner.first_unapplied();
            let executes = config.cluster.learners.contains(self.me);
            let open = tenure.open.iter().any(|(_, open)| *open == value)
                || (executes && self.learner.decisions_from(first).any(|(_, known)| known.value == value));
            if !open && !self.multi.has_room(config) {
                return self.multi.keep(command, reply_to);
            }
            if !answers_itself(config, reply_to) {
                self.await_answer(command, reply_to, false);
            }
            if open {
                return out.fact(Fact::Ignored { reason: Ignored::InProgress });
            }
            return self.propose_next(config, command, reply_to, out);
        }
        let (client, sequence) = (command.client, command.sequence);
        let leader = self.multi.leader.map(|ballot| ballot.owner).filter(|leader| *leader != self.me);
        match (leader, config.forwarding) {
            (Some(leader), Forwarding::Redirect) => {
                out.answer(reply_to, Message::Redirect { client, sequence, leader });
            }
            (Some(leader), Forwarding::Forward) => {
                let forwarded = !answers_itself(config, Address::Node(self.me));
                self.await_answer(command, reply_to, forwarded);
                out.fact(Fact::Forwarded { client, sequence, to: Some(leader) });
                out.send(leader, Message::Forward { command });
            }
            (None, _) => {
                out.fact(Fact::Forwarded { client, sequence, to: None });
                self.multi.keep(command, reply_to);
            }
        }
    }

    pub(crate) fn on_forward(
        &mut self,
        config: &Config,
        command: Command,
        from: Address,
        out: &mut Effects<impl Sink>,
    ) {
        if self.answer_again(&command, from, out) {
            return out.fact(Fact::Ignored { reason: Ignored::Repeated });
        }
        match self.multi.role {
            Role::Leader(_) => self.serve(config, command, from, out),
            Role::Candidate(_) => self.multi.keep(command, from),
            // Handing it on again could go round in circles; the client will
            // ask elsewhere.
            Role::Follower => out.fact(Fact::Ignored { reason: Ignored::NotLeading }),
        }
    }

    /// A slot's value is known: a client's command that it had proposed there
    /// and that lost the slot is proposed again. A leader whose ballot did not
    /// propose that value stands down before its next heartbeat: whoever voted
    /// in its ballot would take the vote for what its commit index means.
    pub(crate) fn on_slot_settled(
        &mut self,
        config: &Config,
        slot: Slot,
        value: Value,
        out: &mut Effects<impl Sink>,
    ) {
        if let Role::Leader(tenure) = &mut self.multi.role {
            if tenure.is_outvoted(slot, value) {
                out.fact(Fact::Outvoted { ballot: tenure.ballot, slot, value });
                self.follow_nobody(config, out);
            } else {
                tenure.open.retain(|(open, _)| *open != slot);
                if tenure.open.is_empty() {
                    out.disarm(Timer::Resend);
                }
            }
        }
        self.propose_again(config, slot, value, out);
        while self.multi.has_room(config) && !self.multi.kept.is_empty() {
            let (command, reply_to) = self.multi.kept.remove(0);
            if !self.answer_again(&command, reply_to, out) {
                self.serve(config, command, reply_to, out);
            }
        }
    }

    fn propose_again(&mut self, config: &Config, slot: Slot, value: Value, out: &mut Effects<impl Sink>) {
        let Some(at) = self.multi.proposed.iter().position(|(proposed, ..)| *proposed == slot) else {
            return;
        };
        let (_, command, reply_to) = self.multi.proposed.swap_remove(at);
        let executed = self.learner.store().has_executed(command.client, command.sequence);
        if value == Value::Command(command) || executed {
            return;
        }
        out.fact(Fact::LostSlot { slot, command });
        let waits = self.waiting.iter().any(|waiting| waiting.command == command && !waiting.forwarded);
        if waits || answers_itself(config, reply_to) {
            self.serve(config, command, reply_to, out);
        }
    }

    /// The leader's beat: who leads, and up to where every slot is chosen.
    pub(crate) fn beat(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        let Role::Leader(tenure) = &self.multi.role else {
            return out.fact(Fact::Ignored { reason: Ignored::NothingToDo });
        };
        let (ballot, commit) = (tenure.ballot, self.learner.commit());
        self.ask_for_settled(out);
        let watermark = self.watermark(config);
        self.let_go(config, watermark, out);
        let followers = config.cluster.nodes().without(self.me);
        out.broadcast(followers, &|| Message::Heartbeat { ballot, commit, watermark });
        out.arm(Timer::Heartbeat, Wait::Heartbeat);
    }

    /// Somebody leads with `ballot`.
    pub(crate) fn hear_leader(&mut self, config: &Config, ballot: Ballot, out: &mut Effects<impl Sink>) {
        match self.multi.role {
            Role::Follower => {}
            Role::Candidate(_) | Role::Leader(_) => return,
        }
        if config.variant == Variant::Basic || self.multi.leader > Some(ballot) {
            return;
        }
        if self.multi.leader != Some(ballot) {
            self.multi.leader = Some(ballot);
            self.multi.asking = None;
            out.fact(Fact::Follows { ballot });
            self.release(config, out);
        }
        self.watch(config, out);
    }

    /// Slots up to the commit index are chosen, but with which value? Only a
    /// vote of the leader's own ballot tells; for the rest it must ask.
    pub(crate) fn on_heartbeat(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        (commit, watermark): (Option<Slot>, Option<Slot>),
        out: &mut Effects<impl Sink>,
    ) {
        let promised = self.acceptor.promised(Slot::FIRST).filter(|promised| *promised > ballot);
        if let Some(promised) = promised.max(self.multi.ballot().filter(|own| *own > ballot)) {
            return self.refuse(config, from, Kind::Heartbeat, (ballot, Slot::FIRST), promised, out);
        }
        self.hear_leader(config, ballot, out);
        if config.cluster.acceptors.contains(self.me) {
            let holds = self.holds(config);
            out.send(from, Message::HeartbeatAck { ballot, holds });
        }
        let Some(commit) = commit else { return };
        for slot in (self.learner.first_unknown().0..=commit.0).map(Slot) {
            let vote = self.acceptor.vote(slot);
            let checked =
                |vote: &&Vote| vote.ballot == ballot || !config.rules.keeps(Rule::CommitChecksBallot);
            if let Some(vote) = vote.filter(checked) {
                let value = vote.value;
                self.learn(config, slot, value, Evidence::CommitIndex { ballot }, out);
            }
        }
        self.let_go(config, watermark, out);
        let slot = self.learner.first_unknown();
        if slot <= commit {
            out.fact(Fact::Behind { slot });
            out.send(from, Message::CatchUp { slot });
        }
    }

    /// A lagging replica gets decided values, and decided values only.
    pub(crate) fn on_catch_up(
        &mut self,
        config: &Config,
        from: NodeId,
        slot: Slot,
        out: &mut Effects<impl Sink>,
    ) {
        let known = self.learner.decisions_from(slot).map(|(slot, known)| (slot, known.value));
        let mut values: Vec<_> = known.take(CATCH_UP_BATCH).collect();
        if !config.rules.keeps(Rule::CatchUpDecidedOnly) {
            self.add_mere_votes(slot, &mut values);
        }
        if values.is_empty() {
            return match config.variant {
                Variant::Basic => self.find_out(config, slot, out),
                Variant::Multi => out.fact(Fact::Ignored { reason: Ignored::NothingToDo }),
            };
        }
        out.send(from, Message::Decided { values: values.into() });
    }

    /// Unanswered messages again: same ballot, same value.
    pub(crate) fn resend_as_leader(&self, config: &Config, out: &mut Effects<impl Sink>) {
        match &self.multi.role {
            Role::Candidate(campaign) => {
                let (ballot, slot) = (campaign.ballot(), campaign.from());
                let silent = config.cluster.acceptors.minus(campaign.promises());
                out.broadcast(silent, &|| Message::Prepare { ballot, slot });
            }
            Role::Leader(tenure) if !tenure.open.is_empty() => {
                let ballot = tenure.ballot;
                for &(slot, value) in &tenure.open {
                    let silent = config.cluster.acceptors.minus(self.learner.voters(slot, ballot));
                    out.broadcast(silent, &|| Message::Accept { ballot, slot, value });
                }
            }
            Role::Leader(_) | Role::Follower => {
                return out.fact(Fact::Ignored { reason: Ignored::NothingToDo });
            }
        }
        out.fact(Fact::Resent);
        Self::arm_resend(1, out);
    }
}

/// Whether a node that forwarded a request will answer the client itself, as
/// soon as it knows the outcome.
const fn answers_itself(config: &Config, forwarder: Address) -> bool {
    match forwarder {
        Address::Node(node) => config.direct_answers && config.cluster.learners.contains(node),
        Address::Client(_) => false,
    }
}
