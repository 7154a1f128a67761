//! The world: replicas, clients, the network and the clock, one step at a
//! time. Automatic and manual networks are one mechanism: steps are chosen by
//! what is due, or by the script alone.

mod act;
mod clients;
mod faults;
mod look;

use std::rc::Rc;

use antipaxos_paxos::{Address, Chunked, ClientId, Effect, Input, NodeId, NodeSet, Wait};

use crate::action::{Action, Condition, Disk, Item, Trouble, Way};
use crate::chance::{Purpose, between, draw, one_in};
use crate::client::Client;
use crate::flight::{Flight, Flights};
use crate::history::{Recorder, StepOut};
use crate::links::Cuts;
use crate::node::{Behind, Node, Timers};
use crate::protocol::{ClientWord, Deed, EffectOf, Protocol};
use crate::queue::{Due, Queue};
use crate::script::{Progress, Script};
use crate::settings::{HORIZON_MS, MAX_CLIENTS, Settings};
use crate::step::{Ending, Happening, MessageId, Noted, Sent};

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
    /// Nothing comes by itself now.
    held: bool,
    /// What will come stands in the queue: not in a manual network, until it is
    /// released.
    schedules: bool,
    /// Somebody has calmed the network.
    calmed: bool,
    cuts: Cuts,
    /// The links that differ from the others, as soon as any does.
    ways: Vec<Way>,
    /// Messages sent on each directed link, clients' included.
    counts: Vec<u32>,
    next_message: u32,
    monitors: P::Monitors,
    script: Rc<Script>,
    progress: Progress,
    /// A run that does not come to rest ends here.
    horizon_ms: u32,
    /// The last message that each node took in, for `deliver ... again`.
    taken: Chunked<Flight<P>>,
    keep_taken: bool,
    setting_up: bool,
}

/// Buffers of a step, used again for the next.
#[derive(Debug)]
pub struct Scratch<P: Protocol> {
    effects: P::Effects,
    found: Vec<P::Finding>,
    out: StepOut<P>,
    /// Whether the recorder looks at `out`.
    keeps: bool,
}

impl<P: Protocol> Scratch<P> {
    /// Makes ready for a step that `recorder` is to see.
    fn prepare(&mut self, recorder: &impl Recorder<P>, monitors: bool) {
        self.keeps = recorder.keeps();
        P::want_facts(&mut self.effects, self.keeps || monitors);
    }
}

impl<P: Protocol> Default for Scratch<P> {
    fn default() -> Self {
        Self { effects: P::Effects::default(), found: Vec::new(), out: StepOut::default(), keeps: true }
    }
}

impl<P: Protocol> World<P> {
    /// The world before anything happened, and its step 0.
    pub fn new(settings: Rc<Settings<P>>, recorder: &mut impl Recorder<P>, scratch: &mut Scratch<P>) -> Self {
        let protocol = &settings.protocol;
        let stale = |item: &Item| match item.action {
            Action::Restart { disk, .. } | Action::Bounce { disk, .. } => disk == Disk::WithoutLastWrite,
            Action::Ask { .. } | Action::Start { .. } | Action::Timeout { .. } | Action::Crash { .. } => {
                false
            }
            Action::Deliver { .. } | Action::Drop { .. } | Action::Duplicate { .. } => false,
            Action::Delay { .. } => false,
            Action::Cut(_) | Action::Heal(_) | Action::Change(_) => false,
        };
        let keep_behind = settings.script.iter().any(stale);
        let first = |node| {
            let replica = protocol.initial(node, settings.leader, settings.past);
            let behind = keep_behind.then(|| Behind::new(P::disk(&replica)));
            Node {
                replica,
                up: true,
                timers: Timers::default(),
                draws: 0,
                doom: None,
                slow_ms: 0,
                clock_percent: 100,
                wrote: false,
                behind,
            }
        };
        let nodes: Vec<_> = settings.nodes().iter().map(first).collect();
        let ends = nodes.len() + usize::from(MAX_CLIENTS);
        let script = Script::new(&settings.script);
        let again = |item: &Item| matches!(item.action, Action::Deliver { again: true, .. });
        let mut world = Self {
            monitors: protocol.monitors(settings.monitors, settings.leader, settings.past),
            now_ms: 0,
            step: 0,
            nodes,
            clients: vec![Client::default(); usize::from(MAX_CLIENTS)],
            flights: Flights::default(),
            queue: Queue::default(),
            held: settings.network.manual,
            schedules: !settings.network.manual,
            calmed: false,
            cuts: Cuts::default(),
            ways: Vec::new(),
            counts: vec![0; ends * ends],
            next_message: 0,
            progress: Progress::new(&script),
            script: Rc::new(script),
            horizon_ms: HORIZON_MS,
            taken: Chunked::default(),
            keep_taken: settings.script.iter().any(again),
            setting_up: true,
            settings,
        };
        let given = Rc::clone(&world.settings);
        for change in &given.given {
            world.apply(change);
        }
        scratch.prepare(recorder, world.settings.monitors.looks());
        for node in world.settings.nodes().iter() {
            world.drive(node, Input::Boot, scratch);
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

    /// The links that differ from the others, by sender and receiver; empty
    /// as long as none does.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    #[must_use]
    pub const fn monitors(&self) -> &P::Monitors {
        &self.monitors
    }

    /// Nothing comes by itself now: the network is manual, or somebody holds it.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.held
    }

    /// The script alone says what happens, from the start to here.
    #[must_use]
    pub const fn is_scripted(&self) -> bool {
        !self.schedules
    }

    /// Whether chance or an odd link, inbox or clock has a say.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        let network = self.settings.network;
        let chance = network.loss_per_thousand > 0 || network.duplicate_per_thousand > 0;
        (self.calmed || !chance || !self.is_noisy())
            && self.ways.iter().all(|way| *way == Way::default())
            && self.nodes.iter().all(|node| node.slow_ms == 0 && node.clock_percent == 100)
    }

    #[must_use]
    pub fn up(&self) -> NodeSet {
        self.settings.nodes().iter().filter(|node| self.node(*node).up).collect()
    }

    /// Whether it is so now. What is chosen is known by the monitors alone.
    #[must_use]
    pub fn holds(&self, condition: Condition) -> bool {
        match condition {
            Condition::Crashed { node } => !self.node(node).up,
            Condition::Down { nodes } => {
                let down = self.nodes.iter().filter(|node| !node.up).count();
                u32::try_from(down).is_ok_and(|down| down >= nodes)
            }
            Condition::Answered { requests } => {
                self.clients.iter().map(|client| client.answered).sum::<u32>() >= requests
            }
            Condition::Chosen { slot } => P::is_chosen(&self.monitors, slot),
            Condition::Leads { node } => self.node(node).up && P::holds(&self.node(node).replica, condition),
            Condition::Promised { node, .. }
            | Condition::Voted { node, .. }
            | Condition::Learned { node, .. }
            | Condition::Executed { node, .. } => P::holds(&self.node(node).replica, condition),
        }
    }

    /// How many of the script's items that follow each other are done.
    #[must_use]
    pub const fn script_done(&self) -> usize {
        self.progress.in_order()
    }

    /// The line of the text that is done next among those for this very time.
    #[must_use]
    pub fn next_line_now(&self) -> Option<u32> {
        let (ms, at) = self.progress.next_timed(&self.script)?;
        (ms == self.now_ms).then(|| self.settings.script[at].line)
    }

    /// Does the next step.
    pub fn advance(&mut self, recorder: &mut impl Recorder<P>, scratch: &mut Scratch<P>) -> Advance {
        scratch.prepare(recorder, self.settings.monitors.looks());
        loop {
            if self.step >= self.settings.max_steps {
                return Advance::Ended;
            }
            let ready = self.ready_client();
            if let Some(at) = self.next_scripted(ready.is_some()) {
                let settings = Rc::clone(&self.settings);
                let Item { line, action, .. } = &settings.script[at];
                self.horizon_ms = self.now_ms.saturating_add(HORIZON_MS);
                match self.act(action, scratch) {
                    Ok(true) => {
                        self.finish(scratch, recorder);
                        return Advance::Stepped;
                    }
                    Ok(false) => continue,
                    Err((message, hint)) => return Advance::Trouble(Trouble { line: *line, message, hint }),
                }
            }
            if ready.is_some_and(|at| self.asks_next(at, scratch)) {
                self.finish(scratch, recorder);
                return Advance::Stepped;
            }
            if self.held || self.is_over() {
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

    /// Takes the script item that is due before anything else. Moves the clock
    /// where the script says when.
    /// `asks`: a client is about to ask.
    fn next_scripted(&mut self, asks: bool) -> Option<usize> {
        // Nothing is taken that lies behind the next event, or behind the end.
        let asked_ms = (asks || self.held).then_some(self.now_ms);
        let bound = [self.queue.next_ms(), self.settings.until_ms, asked_ms].into_iter().flatten().min();
        let (at, ms) = self.progress.take(&self.script, self.step, bound)?;
        self.now_ms = self.now_ms.max(ms.unwrap_or(0));
        Some(at)
    }

    /// Whether nothing but background would come, or time is up.
    fn is_over(&self) -> bool {
        let Some(next) = self.queue.next_ms() else { return true };
        if let Some(until) = self.settings.until_ms {
            return next > until;
        }
        if self.progress.waits(&self.script) {
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

    /// Whether any of the messages from one node to another arrive.
    #[must_use]
    pub fn gets_through(&self, from: NodeId, to: NodeId) -> bool {
        !self.cuts.is_link_cut(from, to) && !self.is_dead(from, to)
    }

    fn is_settled(&self) -> bool {
        let replicas: Vec<_> = self.nodes.iter().map(|node| &node.replica).collect();
        let linked = |from: NodeId, to: NodeId| self.gets_through(from, to);
        self.settings.protocol.is_settled(&replicas, self.up(), &linked)
    }

    /// Carries out what is due; false if it came to nothing.
    fn happen(&mut self, at_ms: u32, due: Due<P::Timer>, scratch: &mut Scratch<P>) -> bool {
        match due {
            // It was delayed since: it stands in the queue a second time.
            Due::Message { place, id } if self.flights.is_due_later(place, id, at_ms) => false,
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
        let timers = &mut self.nodes[usize::from(node.0)].timers;
        let Some(armed) = timers.get_mut(timer).filter(|armed| armed.queued_ms == Some(at_ms)) else {
            return false;
        };
        armed.queued_ms = None;
        match armed.due_ms {
            None => {
                timers.forget_idle(timer);
                false
            }
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
        if let Some(armed) = self.nodes[usize::from(node.0)].timers.get_mut(timer) {
            armed.due_ms = None;
            scratch.out.cause = Some(armed.cause);
        }
        scratch.out.happening = Happening::Timeout { node, timer };
        self.drive(node, Input::Timeout(timer), scratch);
        self.nodes[usize::from(node.0)].timers.forget_idle(timer);
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
                self.hear(flight.from, client, &flight.message, scratch);
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
                self.drive(node, Input::Deliver { from, message }, scratch);
            }
        }
    }

    /// Gives `node` an input and carries its effects out.
    fn drive(&mut self, node: NodeId, input: Input<P::Message, P::Timer>, scratch: &mut Scratch<P>) {
        // A node that boots after the set-up comes back from a crash.
        let restarted = matches!(input, Input::Boot) && !self.setting_up;
        let settings = Rc::clone(&self.settings);
        let state = &mut self.nodes[usize::from(node.0)];
        let before = state.doom.is_some().then(|| state.replica.clone());
        settings.protocol.step(&mut state.replica, input, &mut scratch.effects);
        let mut list = std::mem::take(P::effects(&mut scratch.effects));
        scratch.out.node = Some(node);
        let cut = before.and_then(|before| self.cut_short(node, before, &mut list));
        self.watch_over(node, &list, restarted, scratch);
        let mut first_write = true;
        for effect in list.drain(..) {
            match effect {
                Effect::Persist(record) => {
                    let state = &mut self.nodes[usize::from(node.0)];
                    state.wrote = true;
                    if let Some(behind) = &mut state.behind {
                        behind.write(record, std::mem::take(&mut first_write));
                    }
                }
                Effect::Send { to, message } => self.send(Address::Node(node), to, message, scratch),
                Effect::Arm { timer, wait } => self.arm(node, timer, wait),
                Effect::Disarm(timer) => self.disarm(node, timer),
                Effect::Fact(fact) => {
                    if scratch.keeps {
                        scratch.out.facts.push(Noted::At(node, fact));
                    }
                }
            }
        }
        *P::effects(&mut scratch.effects) = list;
        Self::note_found(scratch);
        if let Some(cut) = cut {
            self.fall(node, cut, scratch);
        }
    }

    /// Shows the monitors what the node does.
    fn watch_over(
        &mut self,
        node: NodeId,
        effects: &[EffectOf<P>],
        restarted: bool,
        scratch: &mut Scratch<P>,
    ) {
        if !self.settings.monitors.looks() {
            return;
        }
        let step = self.this_step();
        let replica = &self.nodes[usize::from(node.0)].replica;
        let deed = Deed { step, node, effects, replica, restarted };
        P::observe(&mut self.monitors, &deed, &mut scratch.found);
    }

    /// Shows the monitors what a client does or hears.
    fn watch_client(&mut self, word: ClientWord, scratch: &mut Scratch<P>) {
        if self.settings.monitors.looks() {
            let step = self.this_step();
            P::observe_client(&mut self.monitors, step, word, &mut scratch.found);
        }
    }

    /// What monitors found stands behind the facts that show it.
    fn note_found(scratch: &mut Scratch<P>) {
        if scratch.keeps {
            scratch.out.facts.extend(scratch.found.drain(..).map(Noted::Found));
        }
        scratch.found.clear();
    }

    fn arm(&mut self, node: NodeId, timer: P::Timer, wait: Wait) {
        let due_ms = self.now_ms.saturating_add(self.wait_ms(node, wait));
        let cause = self.this_step();
        let schedules = self.schedules;
        let timers = &mut self.nodes[usize::from(node.0)].timers;
        let armed = timers.entry(timer, cause);
        armed.due_ms = Some(due_ms);
        armed.cause = cause;
        if schedules && armed.queued_ms.is_none_or(|queued| queued > due_ms) {
            armed.queued_ms = Some(due_ms);
            self.queue.push(due_ms, Due::Timer { node, timer });
        }
    }

    fn disarm(&mut self, node: NodeId, timer: P::Timer) {
        let timers = &mut self.nodes[usize::from(node.0)].timers;
        if let Some(armed) = timers.get_mut(timer) {
            armed.due_ms = None;
            timers.forget_idle(timer);
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
        let waits_ms = match wait {
            Wait::Election => chance(timing.election.low_ms, timing.election.high_ms),
            Wait::Heartbeat => timing.heartbeat_ms,
            Wait::Resend { .. } => timing.resend_ms,
            Wait::Backoff { attempt } => {
                let factor = 1 << attempt.saturating_sub(1).min(6);
                chance(timing.backoff.low_ms, timing.backoff.high_ms.saturating_mul(factor))
            }
        };
        by_clock(waits_ms, state.clock_percent)
    }

    fn send(&mut self, from: Address, to: Address, message: P::Message, scratch: &mut Scratch<P>) {
        let (network, ends) = (self.settings.network, self.nodes.len() + usize::from(MAX_CLIENTS));
        let (a, b) = (self.end(from), self.end(to));
        let link = usize::from(a) * ends + usize::from(b);
        let way = self.ways.get(link).copied().unwrap_or_default();
        let by_chance = |usual: u32| if self.calmed { 0 } else { usual };
        let loss = way.loss_per_thousand.unwrap_or(by_chance(network.loss_per_thousand));
        let copies = way.duplicate_per_thousand.unwrap_or(by_chance(network.duplicate_per_thousand));
        let count = &mut self.counts[link];
        *count += 1;
        let count = *count;
        let chance = |purpose| draw(network.seed, purpose, count);
        let noisy = self.is_noisy();
        let lost = noisy && loss > 0 && one_in(chance(Purpose::Loss { from: a, to: b }), loss);
        let twice = noisy && copies > 0 && one_in(chance(Purpose::Duplicate { from: a, to: b }), copies);
        let delay = chance(Purpose::Delay { from: a, to: b });
        let mut doomed = lost || self.cuts.is_cut(from, to);
        let mut later_ms = 0;
        if self.script.watches() {
            let items = &self.settings.script;
            let fate = self.progress.notice(&self.script, items, from, to, P::tags(&message));
            doomed |= fate.dropped;
            later_ms = fate.later_ms;
        }
        if twice {
            let copy = Flight {
                id: MessageId(0),
                from,
                to,
                message: message.clone(),
                sent: self.this_step(),
                due_ms: later_ms,
                doomed,
            };
            self.launch(copy, delay.rotate_left(17), scratch);
        }
        let flight =
            Flight { id: MessageId(0), from, to, message, sent: self.this_step(), due_ms: later_ms, doomed };
        self.launch(flight, delay, scratch);
    }

    /// Sends a flight off, whose `due_ms` says how much longer than usual it takes.
    fn launch(&mut self, mut flight: Flight<P>, delay: u64, scratch: &mut Scratch<P>) {
        flight.id = MessageId(self.next_message);
        self.next_message += 1;
        let network = self.settings.network;
        let span = self.way(flight.from, flight.to).delay.unwrap_or(network.delay);
        let slow_ms = match flight.to {
            Address::Node(node) => self.node(node).slow_ms,
            Address::Client(_) => 0,
        };
        let takes_ms = between(delay, span.low_ms, span.high_ms).saturating_add(slow_ms);
        let due_ms = self.now_ms.saturating_add(takes_ms).saturating_add(flight.due_ms);
        flight.due_ms = due_ms;
        if scratch.keeps {
            scratch.out.sent.push(Sent {
                from: flight.from,
                to: flight.to,
                message: flight.message.clone(),
                sent: flight.sent,
                ended: None,
                depth: 0,
            });
        }
        let id = flight.id;
        let place = self.flights.add(flight);
        if self.schedules {
            self.queue.push(due_ms, Due::Message { place, id });
        }
    }

    fn end(&self, address: Address) -> u8 {
        match address {
            Address::Node(node) => node.0,
            Address::Client(client) => u8::try_from(self.nodes.len()).expect("at most 15 nodes") + client.0,
        }
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
        if self.progress.awaits() {
            let mut progress = std::mem::take(&mut self.progress);
            progress.judge(&self.settings.script, |condition| self.holds(condition));
            self.progress = progress;
        }
        let out = &mut scratch.out;
        out.facts.clear();
        out.sent.clear();
        out.happening = Happening::SetUp;
        out.cause = None;
        out.node = None;
        out.ends = None;
        out.folded = false;
    }
}

/// How long a wait lasts by a clock that runs at `percent` of true time.
fn by_clock(waits_ms: u32, percent: u32) -> u32 {
    if percent == 100 {
        return waits_ms;
    }
    let scaled = u64::from(waits_ms) * 100 / u64::from(percent.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(waits_ms.min(1))
}

fn client_id(at: usize) -> ClientId {
    ClientId(u8::try_from(at).expect("at most nine clients"))
}
