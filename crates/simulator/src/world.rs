//! The world: replicas, clients, the network and the clock, one step at a
//! time. Automatic and manual networks are one mechanism: steps are chosen by
//! what is due, or by the script alone.

use std::rc::Rc;

use antipaxos_paxos::{Address, ClientId, Command, Effect, Input, NodeId, NodeSet, Op, Wait};

use crate::action::{Action, Pattern, Trigger, Trouble};
use crate::chance::{Purpose, between, draw, one_in};
use crate::client::{Client, Pending};
use crate::flight::{Flight, Flights};
use crate::history::{Recorder, StepOut};
use crate::links::Cuts;
use crate::node::{Armed, Node};
use crate::protocol::{Answer, Protocol};
use crate::queue::{Due, Queue};
use crate::settings::{CLIENT_TRIES, HORIZON_MS, MAX_CLIENTS, Settings};
use crate::step::{Ending, Happening, MessageId, Noted, Sent};

/// How far the script is done. Positions, so that a copy of the world costs
/// nothing for it.
#[derive(Clone, Debug, Default)]
struct Progress {
    /// Done, by the script's index.
    done: Vec<bool>,
    /// Of each `on` trigger, how many messages fitted.
    seen: Vec<u32>,
    /// Triggered and not done yet, in order.
    urgent: Vec<usize>,
    left: usize,
}

/// What came of asking the world to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advance {
    Stepped,
    Ended,
    Trouble(Trouble),
}

/// The state of everything after some step. Invariant: a function of the
/// settings and the number of steps, to the bit.
#[derive(Clone, Debug)]
pub struct World<P: Protocol> {
    settings: Rc<Settings<P>>,
    now_ms: u32,
    /// Steps done: the number of the step that comes next is one more.
    step: u32,
    nodes: Vec<Node<P>>,
    clients: Vec<Client>,
    flights: Flights<P>,
    queue: Queue<P::Timer>,
    cuts: Cuts,
    /// Messages sent on each directed link, clients' included.
    counts: Vec<u32>,
    next_message: u32,
    monitors: P::Monitors,
    progress: Progress,
    /// A run that does not come to rest ends here.
    horizon_ms: u32,
    /// The last message that each node took in, for `deliver ... again`.
    taken: Vec<Flight<P>>,
    keep_taken: bool,
    watch: bool,
    setting_up: bool,
}

/// Buffers of a step, used again for the next.
#[derive(Debug)]
pub struct Scratch<P: Protocol> {
    effects: P::Effects,
    facts: Vec<P::Fact>,
    found: Vec<P::Finding>,
    out: StepOut<P>,
}

impl<P: Protocol> Default for Scratch<P> {
    fn default() -> Self {
        Self { effects: P::Effects::default(), facts: Vec::new(), found: Vec::new(), out: StepOut::default() }
    }
}

impl<P: Protocol> World<P> {
    /// The world before anything happened, and its step 0.
    pub fn new(settings: Rc<Settings<P>>, recorder: &mut impl Recorder<P>, scratch: &mut Scratch<P>) -> Self {
        let protocol = &settings.protocol;
        let nodes: Vec<_> = settings
            .nodes()
            .iter()
            .map(|node| Node {
                replica: protocol.initial(node, settings.leader, settings.past),
                up: true,
                timers: Vec::new(),
                draws: 0,
            })
            .collect();
        let ends = nodes.len() + usize::from(MAX_CLIENTS);
        let script = settings.script.len();
        let again = |item: &crate::action::Item| matches!(item.action, Action::Deliver { again: true, .. });
        let watches = |item: &crate::action::Item| matches!(item.trigger, Trigger::On { .. });
        let mut world = Self {
            monitors: protocol.monitors(settings.leader, settings.past),
            now_ms: 0,
            step: 0,
            nodes,
            clients: vec![Client::default(); usize::from(MAX_CLIENTS)],
            flights: Flights::default(),
            queue: Queue::default(),
            cuts: Cuts::default(),
            counts: vec![0; ends * ends],
            next_message: 0,
            progress: Progress {
                done: vec![false; script],
                seen: vec![0; script],
                urgent: Vec::new(),
                left: script,
            },
            horizon_ms: HORIZON_MS,
            taken: Vec::new(),
            keep_taken: settings.script.iter().any(again),
            watch: settings.script.iter().any(watches),
            setting_up: true,
            settings,
        };
        for node in world.settings.nodes().iter() {
            world.drive(node, Input::Boot, scratch, None);
        }
        world.finish(scratch, recorder);
        world.setting_up = false;
        world
    }

    /// The number of the step that is being done.
    const fn this_step(&self) -> u32 {
        if self.setting_up { 0 } else { self.step + 1 }
    }

    #[must_use]
    pub fn settings(&self) -> &Settings<P> {
        &self.settings
    }

    #[must_use]
    pub const fn now_ms(&self) -> u32 {
        self.now_ms
    }

    /// The number of the last step done.
    #[must_use]
    pub const fn step(&self) -> u32 {
        self.step
    }

    #[must_use]
    pub fn nodes(&self) -> &[Node<P>] {
        &self.nodes
    }

    #[must_use]
    pub fn node(&self, node: NodeId) -> &Node<P> {
        &self.nodes[usize::from(node.0)]
    }

    #[must_use]
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    #[must_use]
    pub const fn flights(&self) -> &Flights<P> {
        &self.flights
    }

    #[must_use]
    pub const fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    #[must_use]
    pub const fn monitors(&self) -> &P::Monitors {
        &self.monitors
    }

    #[must_use]
    pub fn up(&self) -> NodeSet {
        self.settings.nodes().iter().filter(|node| self.node(*node).up).collect()
    }

    /// The first script items not done yet, in the script's order.
    pub fn script_left(&self) -> impl Iterator<Item = usize> {
        (0..self.settings.script.len()).filter(|at| !self.progress.done[*at])
    }

    /// Does the next step.
    pub fn advance(&mut self, recorder: &mut impl Recorder<P>, scratch: &mut Scratch<P>) -> Advance {
        loop {
            if self.step >= self.settings.max_steps {
                return Advance::Ended;
            }
            if let Some(at) = self.next_scripted() {
                let line = self.settings.script[at].line;
                self.progress.done[at] = true;
                self.progress.left -= 1;
                self.progress.urgent.retain(|urgent| *urgent != at);
                self.horizon_ms = self.now_ms.saturating_add(HORIZON_MS);
                let action = self.settings.script[at].action.clone();
                match self.act(&action, scratch) {
                    Ok(true) => {
                        self.finish(scratch, recorder);
                        return Advance::Stepped;
                    }
                    Ok(false) => continue,
                    Err((message, hint)) => return Advance::Trouble(Trouble { line, message, hint }),
                }
            }
            if self.asks_next(scratch) {
                self.finish(scratch, recorder);
                return Advance::Stepped;
            }
            if self.settings.network.manual || self.is_over() {
                return Advance::Ended;
            }
            let Some((at_ms, due)) = self.queue.pop() else { return Advance::Ended };
            let before_ms = std::mem::replace(&mut self.now_ms, at_ms);
            if self.happen(at_ms, due, scratch) {
                self.finish(scratch, recorder);
                return Advance::Stepped;
            }
            // Only steps move the clock.
            self.now_ms = before_ms;
        }
    }

    /// The script item that is due before anything else. Moves the clock where
    /// the script says when.
    fn next_scripted(&mut self) -> Option<usize> {
        if self.progress.left == 0 {
            return None;
        }
        if let Some(at) = self.progress.urgent.first() {
            return Some(*at);
        }
        let script = &self.settings.script;
        let left = || (0..script.len()).filter(|at| !self.progress.done[*at]);
        let now = left().find(|at| match script[*at].trigger {
            Trigger::Next => true,
            Trigger::After { step } => step <= self.step,
            Trigger::At { .. } | Trigger::On { .. } => false,
        });
        if now.is_some() {
            return now;
        }
        let timed = left().filter_map(|at| match script[at].trigger {
            Trigger::At { ms } => Some((ms, at)),
            Trigger::Next | Trigger::After { .. } | Trigger::On { .. } => None,
        });
        let (ms, at) = timed.min()?;
        let first = self.queue.next_ms().is_none_or(|next| ms <= next) || self.settings.network.manual;
        let in_time = self.settings.until_ms.is_none_or(|until| ms <= until);
        if !(first && in_time) {
            return None;
        }
        self.now_ms = self.now_ms.max(ms);
        Some(at)
    }

    /// Whether nothing but background would come, or time is up.
    fn is_over(&self) -> bool {
        let Some(next) = self.queue.next_ms() else { return true };
        if let Some(until) = self.settings.until_ms {
            return next > until;
        }
        let waits = |item: &usize| match self.settings.script[*item].trigger {
            Trigger::Next | Trigger::At { .. } => true,
            // It may never be triggered.
            Trigger::After { .. } | Trigger::On { .. } => false,
        };
        if self.progress.left > 0 && self.script_left().any(|at| waits(&at)) {
            return false;
        }
        if next > self.horizon_ms {
            return true;
        }
        self.clients.iter().all(Client::is_idle)
            && self.flights.iter().all(|(_, flight)| P::is_background(&flight.message))
            && self.nodes.iter().all(|node| node.armed().all(|(timer, _)| P::is_idle_timer(timer)))
            && self.is_settled()
    }

    fn is_settled(&self) -> bool {
        let replicas: Vec<_> = self.nodes.iter().map(|node| &node.replica).collect();
        let linked = |from: NodeId, to: NodeId| !self.cuts.is_link_cut(from, to);
        self.settings.protocol.is_settled(&replicas, self.up(), &linked)
    }

    /// A client that has its answer asks what it asks next.
    fn asks_next(&mut self, scratch: &mut Scratch<P>) -> bool {
        let ready = |client: &Client| client.pending.is_none() && !client.queue.is_empty();
        let Some(at) = self.clients.iter().position(ready) else { return false };
        let Some((node, op)) = self.clients[at].queue.pop_front() else { return false };
        let client = client_id(at);
        self.ask(client, node, op, scratch);
        true
    }

    fn ask(&mut self, client: ClientId, node: NodeId, op: Op, scratch: &mut Scratch<P>) {
        let asked = self.this_step();
        let state = &mut self.clients[usize::from(client.0)];
        state.sequence += 1;
        let command = Command { client, sequence: state.sequence, op };
        state.pending = Some(Pending { command, node, tries: 1, due_ms: 0, asked });
        P::observe_command(&mut self.monitors, command);
        scratch.out.happening = Happening::Ask { client, node, again: false };
        scratch.out.facts.push(Noted::Asked { client, command });
        self.post(client, node, command, scratch);
    }

    /// Sends the client's request and sets its patience.
    fn post(&mut self, client: ClientId, node: NodeId, command: Command, scratch: &mut Scratch<P>) {
        let due_ms = self.now_ms.saturating_add(self.settings.timing.client_ms);
        if let Some(pending) = &mut self.clients[usize::from(client.0)].pending {
            pending.node = node;
            pending.due_ms = due_ms;
            pending.asked = self.step + 1;
        }
        if !self.settings.network.manual {
            self.queue.push(due_ms, Due::Client { client });
        }
        self.send(Address::Client(client), Address::Node(node), P::request(command), scratch);
    }

    /// Carries out what is due; false if it came to nothing.
    fn happen(&mut self, at_ms: u32, due: Due<P::Timer>, scratch: &mut Scratch<P>) -> bool {
        match due {
            Due::Message { place, id } => {
                let Some(flight) = self.flights.take(place, id) else { return false };
                if flight.doomed || self.cuts.is_cut(flight.from, flight.to) {
                    self.lose(&flight, scratch);
                } else {
                    self.arrive(flight, scratch);
                }
                true
            }
            Due::Timer { node, timer } => self.timer_due(at_ms, node, timer, scratch),
            Due::Client { client } => self.client_due(at_ms, client, scratch),
        }
    }

    fn timer_due(&mut self, at_ms: u32, node: NodeId, timer: P::Timer, scratch: &mut Scratch<P>) -> bool {
        let state = &mut self.nodes[usize::from(node.0)];
        let Some(armed) = state.timers.iter_mut().find(|armed| armed.timer == timer) else { return false };
        if armed.queued_ms != Some(at_ms) {
            return false;
        }
        armed.queued_ms = None;
        match armed.due_ms {
            None => false,
            Some(due_ms) if due_ms > at_ms => {
                armed.queued_ms = Some(due_ms);
                self.queue.push(due_ms, Due::Timer { node, timer });
                false
            }
            Some(_) => {
                self.fire(node, timer, scratch);
                true
            }
        }
    }

    fn fire(&mut self, node: NodeId, timer: P::Timer, scratch: &mut Scratch<P>) {
        let state = &mut self.nodes[usize::from(node.0)];
        let armed = state.timers.iter_mut().find(|armed| armed.timer == timer);
        if let Some(armed) = armed {
            armed.due_ms = None;
            scratch.out.cause = Some(armed.cause);
        }
        scratch.out.happening = Happening::Timeout { node, timer };
        self.drive(node, Input::Timeout(timer), scratch, None);
    }

    fn client_due(&mut self, at_ms: u32, client: ClientId, scratch: &mut Scratch<P>) -> bool {
        let state = &mut self.clients[usize::from(client.0)];
        let Some(pending) = state.pending.as_mut().filter(|pending| pending.due_ms == at_ms) else {
            return false;
        };
        scratch.out.cause = Some(pending.asked);
        if pending.tries >= CLIENT_TRIES {
            state.pending = None;
            state.gave_up += 1;
            scratch.out.happening = Happening::GiveUp { client };
            return true;
        }
        pending.tries += 1;
        let (command, last) = (pending.command, pending.node);
        let node = self.elsewhere(last);
        scratch.out.happening = Happening::Ask { client, node, again: true };
        self.post(client, node, command, scratch);
        true
    }

    /// The next proposer after `last`, in the scenario's order.
    fn elsewhere(&self, last: NodeId) -> NodeId {
        let proposers = self.settings.protocol.proposers();
        proposers.iter().find(|node| *node > last).or_else(|| proposers.iter().next()).unwrap_or(last)
    }

    fn lose(&mut self, flight: &Flight<P>, scratch: &mut Scratch<P>) {
        scratch.out.happening = Happening::Lose(flight.id);
        scratch.out.cause = Some(flight.sent);
        scratch.out.ends = Some((flight.id, Ending::Lost));
        scratch.out.folded = P::is_background(&flight.message);
    }

    fn arrive(&mut self, flight: Flight<P>, scratch: &mut Scratch<P>) {
        scratch.out.cause = Some(flight.sent);
        scratch.out.folded = P::is_background(&flight.message);
        match flight.to {
            Address::Client(client) => {
                scratch.out.happening = Happening::Deliver(flight.id);
                scratch.out.ends = Some((flight.id, Ending::Arrived));
                self.hear(client, &flight.message, scratch);
            }
            Address::Node(node) if !self.node(node).up => {
                scratch.out.happening = Happening::Bounce(flight.id);
                scratch.out.ends = Some((flight.id, Ending::Dead));
            }
            Address::Node(node) => {
                scratch.out.happening = Happening::Deliver(flight.id);
                scratch.out.ends = Some((flight.id, Ending::Arrived));
                if self.keep_taken {
                    self.taken.push(flight.clone());
                }
                let Flight { from, message, .. } = flight;
                self.drive(node, Input::Deliver { from, message }, scratch, None);
            }
        }
    }

    /// A client takes an answer in.
    fn hear(&mut self, client: ClientId, message: &P::Message, scratch: &mut Scratch<P>) {
        let Some(answer) = P::answer(message) else { return };
        let (Answer::Outcome { sequence, .. } | Answer::Redirect { sequence, .. }) = answer;
        let state = &mut self.clients[usize::from(client.0)];
        let Some(pending) = state.pending.filter(|pending| pending.command.sequence == sequence) else {
            scratch.out.facts.push(Noted::AnsweredTwice { client });
            return;
        };
        match answer {
            Answer::Outcome { outcome, .. } => {
                state.pending = None;
                state.answered += 1;
                scratch.out.facts.push(Noted::Answered { client, sequence, outcome });
            }
            Answer::Redirect { to, .. } => self.post(client, to, pending.command, scratch),
        }
    }

    /// Gives `node` an input and carries its effects out.
    fn drive(
        &mut self,
        node: NodeId,
        input: Input<P::Message, P::Timer>,
        scratch: &mut Scratch<P>,
        restarted: Option<()>,
    ) {
        let settings = Rc::clone(&self.settings);
        let state = &mut self.nodes[usize::from(node.0)];
        settings.protocol.step(&mut state.replica, input, &mut scratch.effects);
        let mut list = std::mem::take(P::effects(&mut scratch.effects));
        scratch.out.node = Some(node);
        for effect in list.drain(..) {
            match effect {
                Effect::Persist(_) => {}
                Effect::Send { to, message } => self.send(Address::Node(node), to, message, scratch),
                Effect::Arm { timer, wait } => self.arm(node, timer, wait),
                Effect::Disarm(timer) => self.disarm(node, timer),
                Effect::Fact(fact) => scratch.facts.push(fact),
            }
        }
        *P::effects(&mut scratch.effects) = list;
        self.watch_over(node, restarted.is_some(), scratch);
    }

    /// Shows the monitors what the node did.
    fn watch_over(&mut self, node: NodeId, restarted: bool, scratch: &mut Scratch<P>) {
        let replica = &self.nodes[usize::from(node.0)].replica;
        let protocol = &self.settings.protocol;
        protocol.observe(&mut self.monitors, node, &scratch.facts, replica, restarted, &mut scratch.found);
        scratch.out.facts.extend(scratch.facts.drain(..).map(|fact| Noted::At(node, fact)));
        scratch.out.facts.extend(scratch.found.drain(..).map(Noted::Found));
    }

    fn arm(&mut self, node: NodeId, timer: P::Timer, wait: Wait) {
        let due_ms = self.now_ms.saturating_add(self.wait_ms(node, wait));
        let cause = self.this_step();
        let manual = self.settings.network.manual;
        let timers = &mut self.nodes[usize::from(node.0)].timers;
        let at = timers.iter().position(|armed| armed.timer == timer).unwrap_or_else(|| {
            timers.push(Armed { timer, due_ms: None, cause, queued_ms: None });
            timers.len() - 1
        });
        let armed = &mut timers[at];
        armed.due_ms = Some(due_ms);
        armed.cause = cause;
        if !manual && armed.queued_ms.is_none_or(|queued| queued > due_ms) {
            armed.queued_ms = Some(due_ms);
            self.queue.push(due_ms, Due::Timer { node, timer });
        }
    }

    fn disarm(&mut self, node: NodeId, timer: P::Timer) {
        let timers = &mut self.nodes[usize::from(node.0)].timers;
        if let Some(armed) = timers.iter_mut().find(|armed| armed.timer == timer) {
            armed.due_ms = None;
        }
    }

    /// How long a wait is, in milliseconds of this node's clock.
    fn wait_ms(&mut self, node: NodeId, wait: Wait) -> u32 {
        let timing = self.settings.timing;
        let seed = self.settings.network.seed;
        let state = &mut self.nodes[usize::from(node.0)];
        let mut chance = |low, high| {
            state.draws += 1;
            between(draw(seed, Purpose::Timer { node: node.0 }, state.draws), low, high)
        };
        match wait {
            Wait::Election => chance(timing.election.low_ms, timing.election.high_ms),
            Wait::Heartbeat => timing.heartbeat_ms,
            Wait::Resend { .. } => timing.resend_ms,
            Wait::Backoff { attempt } => {
                let factor = 1 << attempt.saturating_sub(1).min(6);
                chance(timing.backoff.low_ms, timing.backoff.high_ms.saturating_mul(factor))
            }
        }
    }

    fn send(&mut self, from: Address, to: Address, message: P::Message, scratch: &mut Scratch<P>) {
        let (network, ends) = (self.settings.network, self.nodes.len() + usize::from(MAX_CLIENTS));
        let (a, b) = (self.end(from), self.end(to));
        let count = &mut self.counts[usize::from(a) * ends + usize::from(b)];
        *count += 1;
        let count = *count;
        let chance = |purpose| draw(network.seed, purpose, count);
        let noisy = network.calm_ms.is_none_or(|calm_ms| self.now_ms < calm_ms);
        let lost = noisy
            && network.loss_per_thousand > 0
            && one_in(chance(Purpose::Loss { from: a, to: b }), network.loss_per_thousand);
        let twice = noisy
            && network.duplicate_per_thousand > 0
            && one_in(chance(Purpose::Duplicate { from: a, to: b }), network.duplicate_per_thousand);
        let delay = chance(Purpose::Delay { from: a, to: b });
        let mut doomed = lost || self.cuts.is_cut(from, to);
        if self.watch {
            doomed |= self.notice_sent(from, to, &message);
        }
        if twice {
            let copy = Flight {
                id: MessageId(0),
                from,
                to,
                message: message.clone(),
                sent: self.this_step(),
                doomed,
            };
            self.launch(copy, delay.rotate_left(17), scratch);
        }
        let flight = Flight { id: MessageId(0), from, to, message, sent: self.this_step(), doomed };
        self.launch(flight, delay, scratch);
    }

    fn launch(&mut self, mut flight: Flight<P>, delay: u64, scratch: &mut Scratch<P>) {
        flight.id = MessageId(self.next_message);
        self.next_message += 1;
        let network = self.settings.network;
        let due_ms = self.now_ms.saturating_add(between(delay, network.delay.low_ms, network.delay.high_ms));
        scratch.out.sent.push(Sent {
            from: flight.from,
            to: flight.to,
            message: flight.message.clone(),
            sent: flight.sent,
            ended: None,
            depth: 0,
        });
        let id = flight.id;
        let place = self.flights.add(flight);
        if !network.manual {
            self.queue.push(due_ms, Due::Message { place, id });
        }
    }

    /// Counts the message for the script's `on` triggers. True if one of them
    /// drops it.
    fn notice_sent(&mut self, from: Address, to: Address, message: &P::Message) -> bool {
        let mut dropped = false;
        let settings = Rc::clone(&self.settings);
        for (at, item) in settings.script.iter().enumerate() {
            let Trigger::On { nth, pattern } = item.trigger else { continue };
            if self.progress.done[at] || !pattern.fits(from, to, P::tags(message)) {
                continue;
            }
            self.progress.seen[at] += 1;
            if self.progress.seen[at] != nth {
                continue;
            }
            if matches!(item.action, Action::Drop { .. }) {
                dropped = true;
                self.progress.done[at] = true;
                self.progress.left -= 1;
            } else {
                self.progress.urgent.push(at);
            }
        }
        dropped
    }

    fn end(&self, address: Address) -> u8 {
        match address {
            Address::Node(node) => node.0,
            Address::Client(client) => u8::try_from(self.nodes.len()).expect("at most 15 nodes") + client.0,
        }
    }

    /// Carries an action out. False if it makes no step now.
    fn act(&mut self, action: &Action, scratch: &mut Scratch<P>) -> Result<bool, (String, String)> {
        match action {
            Action::Ask { client, node, op } => {
                let state = &mut self.clients[usize::from(client.0)];
                if state.pending.is_some() || !state.queue.is_empty() {
                    state.queue.push_back((*node, *op));
                    return Ok(false);
                }
                self.ask(*client, *node, *op, scratch);
            }
            Action::Start { node, round, op } => self.start(*node, *round, *op, scratch)?,
            Action::Timeout { node } => self.time_out(*node, scratch)?,
            Action::Deliver { pattern, again: false } => {
                let flight = self.find(pattern)?;
                self.arrive(flight, scratch);
            }
            Action::Deliver { pattern, again: true } => self.deliver_again(pattern, scratch)?,
            Action::Drop { pattern } => {
                let flight = self.find(pattern)?;
                self.lose(&flight, scratch);
            }
            Action::Duplicate { pattern } => {
                let flight = self.find(pattern)?;
                self.duplicate(flight, scratch);
            }
            Action::Crash { node } => {
                self.must_be_up(*node)?;
                self.crash(*node);
                scratch.out.node = Some(*node);
                scratch.out.happening = Happening::Crash { node: *node };
            }
            Action::Restart { node, disk } => {
                if self.node(*node).up {
                    let name = self.settings.names.node(*node);
                    return Err((
                        format!("{name} is up already"),
                        format!("crash {name} first, or bounce it"),
                    ));
                }
                scratch.out.happening = Happening::Restart { node: *node, disk: *disk };
                self.restart(*node, *disk, scratch);
            }
            Action::Bounce { node, disk } => {
                self.must_be_up(*node)?;
                self.crash(*node);
                scratch.out.happening = Happening::CrashRestart { node: *node, disk: *disk };
                self.restart(*node, *disk, scratch);
            }
            Action::Cut(links) => {
                self.cuts.set(links, true);
                scratch.out.happening = Happening::Cut;
                scratch.out.facts.push(Noted::Links(links.clone()));
            }
            Action::Heal(links) => {
                self.cuts.set(links, false);
                scratch.out.happening = Happening::Heal;
                scratch.out.facts.push(Noted::Links(links.clone()));
            }
        }
        Ok(true)
    }

    fn must_be_up(&self, node: NodeId) -> Result<(), (String, String)> {
        if self.node(node).up {
            return Ok(());
        }
        let name = self.settings.names.node(node);
        Err((format!("{name} is down"), format!("restart {name} first")))
    }

    fn start(
        &mut self,
        node: NodeId,
        round: Option<u32>,
        op: Option<Op>,
        scratch: &mut Scratch<P>,
    ) -> Result<(), (String, String)> {
        self.must_be_up(node)?;
        let client = ClientId::of_node(node);
        let command = op.map(|op| Command { client, sequence: self.step + 1, op });
        if let Some(command) = command {
            P::observe_command(&mut self.monitors, command);
            scratch.out.facts.push(Noted::Asked { client, command });
        }
        scratch.out.happening = Happening::Start { node };
        self.drive(node, Input::Start { command, round }, scratch, None);
        Ok(())
    }

    fn time_out(&mut self, node: NodeId, scratch: &mut Scratch<P>) -> Result<(), (String, String)> {
        self.must_be_up(node)?;
        let armed: Vec<_> = self.node(node).armed().map(|(timer, _)| timer).collect();
        let Some(timer) = self.settings.protocol.patience(&armed) else {
            let name = self.settings.names.node(node);
            return Err((
                format!("{name} waits for nothing"),
                format!("use start {name} to make it start a ballot"),
            ));
        };
        self.fire(node, timer, scratch);
        Ok(())
    }

    /// Takes the oldest message under way that fits.
    fn find(&mut self, pattern: &Pattern) -> Result<Flight<P>, (String, String)> {
        let fits = |flight: &Flight<P>| pattern.fits(flight.from, flight.to, P::tags(&flight.message));
        let found = self.flights.oldest(fits).and_then(|(place, id)| self.flights.take(place, id));
        found.ok_or_else(|| self.no_such_message(pattern))
    }

    fn no_such_message(&self, pattern: &Pattern) -> (String, String) {
        let names = &self.settings.names;
        let wanted = crate::scenario::print::pattern(pattern, names);
        let mut under_way: Vec<String> = Vec::new();
        for flight in self.flights.in_order() {
            let text = crate::scenario::print::message_of::<P>(flight, names);
            if !under_way.contains(&text) {
                under_way.push(text);
            }
        }
        let step = self.step;
        let hint = match under_way.len() {
            0 => "no message is under way then".to_string(),
            1..=6 => format!("under way then: {}", under_way.join(", ")),
            more => format!("under way then: {} and {} more", under_way[..6].join(", "), more - 6),
        };
        (format!("after step {step} there is no {wanted} under way"), hint)
    }

    fn deliver_again(&mut self, pattern: &Pattern, scratch: &mut Scratch<P>) -> Result<(), (String, String)> {
        let fits = |flight: &&Flight<P>| pattern.fits(flight.from, flight.to, P::tags(&flight.message));
        let Some(flight) = self.taken.iter().rev().find(fits).cloned() else {
            return Err(self.no_such_message(pattern));
        };
        scratch.out.happening = Happening::Deliver(flight.id);
        scratch.out.cause = Some(flight.sent);
        match flight.to {
            Address::Node(node) => {
                self.must_be_up(node)?;
                let Flight { from, message, .. } = flight;
                self.drive(node, Input::Deliver { from, message }, scratch, None);
            }
            Address::Client(client) => self.hear(client, &flight.message, scratch),
        }
        Ok(())
    }

    /// Two of it are under way now: the one that was, and a copy.
    fn duplicate(&mut self, flight: Flight<P>, scratch: &mut Scratch<P>) {
        scratch.out.happening = Happening::Duplicate(flight.id);
        scratch.out.cause = Some(flight.sent);
        let copy = flight.clone();
        let id = flight.id;
        // It gets the place back that it had, so the queue still finds it.
        self.flights.add(flight);
        let delay = draw(self.settings.network.seed, Purpose::Duplicate { from: 255, to: 255 }, id.0);
        self.launch(Flight { sent: self.this_step(), ..copy }, delay, scratch);
    }

    fn crash(&mut self, node: NodeId) {
        let state = &mut self.nodes[usize::from(node.0)];
        state.up = false;
        state.timers.clear();
    }

    fn restart(&mut self, node: NodeId, disk: bool, scratch: &mut Scratch<P>) {
        let settings = Rc::clone(&self.settings);
        let state = &mut self.nodes[usize::from(node.0)];
        state.replica = settings.protocol.restart(node, &state.replica, disk);
        state.up = true;
        self.drive(node, Input::Boot, scratch, Some(()));
    }

    /// Closes the step: numbers it and hands it to the recorder.
    fn finish(&mut self, scratch: &mut Scratch<P>, recorder: &mut impl Recorder<P>) {
        let out = &mut scratch.out;
        out.at_ms = self.now_ms;
        if let Happening::Timeout { timer, .. } = out.happening {
            out.folded = P::is_idle_timer(timer);
        }
        out.folded &= out.facts.is_empty() && out.sent.iter().all(|sent| P::is_background(&sent.message));
        if !self.setting_up {
            self.step += 1;
        }
        recorder.record(out);
        out.facts.clear();
        out.sent.clear();
        out.happening = Happening::SetUp;
        out.cause = None;
        out.node = None;
        out.ends = None;
        out.folded = false;
    }
}

fn client_id(at: usize) -> ClientId {
    ClientId(u8::try_from(at).expect("at most nine clients"))
}
