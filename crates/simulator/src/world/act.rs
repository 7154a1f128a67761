//! Actions carried out: what a scenario or a person asks for.

use antipaxos_paxos::{Address, ClientId, Command, Input, NodeId, Op};

use super::{Scratch, World};
use crate::action::{Action, Pattern};
use crate::chance::{Purpose, draw};
use crate::flight::Flight;
use crate::protocol::{ClientWord, Protocol};
use crate::queue::Due;
use crate::step::{Happening, Noted};

impl<P: Protocol> World<P> {
    /// Carries an action out. False if it makes no step now.
    pub(super) fn act(
        &mut self,
        action: &Action,
        scratch: &mut Scratch<P>,
    ) -> Result<bool, (String, String)> {
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
                self.must_be_linked(pattern)?;
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
            Action::Delay { pattern, by_ms } => {
                let flight = self.find(pattern)?;
                self.delay(flight, *by_ms, scratch);
            }
            Action::Crash { node, point: None } => {
                self.must_be_up(*node)?;
                self.crash(*node);
                scratch.out.node = Some(*node);
                scratch.out.happening = Happening::Crash { node: *node };
            }
            Action::Crash { node, point: Some(point) } => self.doom(*node, *point, None, scratch)?,
            Action::Restart { node, disk } => {
                self.must_be_down(*node)?;
                scratch.out.happening = Happening::Restart { node: *node, disk: *disk };
                self.restart(*node, *disk, scratch);
            }
            Action::Bounce { node, point: None, disk } => {
                self.must_be_up(*node)?;
                self.crash(*node);
                scratch.out.happening = Happening::CrashRestart { node: *node, disk: *disk };
                self.restart(*node, *disk, scratch);
            }
            Action::Bounce { node, point: Some(point), disk } => {
                self.doom(*node, *point, Some(*disk), scratch)?;
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
            Action::Change(change) => {
                self.apply(change);
                scratch.out.happening = Happening::Change;
                scratch.out.facts.push(Noted::Changed(*change));
            }
        }
        Ok(true)
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
            self.watch_client(ClientWord::Asks(command), scratch);
            scratch.out.facts.push(Noted::Asked { client, command });
        }
        scratch.out.happening = Happening::Start { node };
        self.drive(node, Input::Start { command, round }, scratch);
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

    fn must_be_linked(&self, pattern: &Pattern) -> Result<(), (String, String)> {
        if !self.cuts.is_cut(pattern.from, pattern.to) {
            return Ok(());
        }
        let names = &self.settings.names;
        let (from, to) = (names.show(pattern.from), names.show(pattern.to));
        Err((format!("the link {from}->{to} is cut"), "heal it first, or drop the message".to_string()))
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
            let wanted = crate::scenario::print::pattern(pattern, &self.settings.names);
            let step = self.step;
            let message = format!("after step {step} no {wanted} has arrived yet");
            return Err((message, "only what arrived before can arrive again".to_string()));
        };
        self.must_be_linked(pattern)?;
        scratch.out.happening = Happening::Deliver(flight.id);
        scratch.out.cause = Some(flight.sent);
        match flight.to {
            Address::Node(node) => {
                self.must_be_up(node)?;
                let Flight { from, message, .. } = flight;
                self.drive(node, Input::Deliver { from, message }, scratch);
            }
            Address::Client(client) => self.hear(flight.from, client, &flight.message, scratch),
        }
        Ok(())
    }

    /// It arrives later. Its old place in the queue comes to nothing.
    fn delay(&mut self, mut flight: Flight<P>, by_ms: u32, scratch: &mut Scratch<P>) {
        let id = flight.id;
        scratch.out.happening = Happening::Delay { id, by_ms };
        scratch.out.cause = Some(flight.sent);
        flight.due_ms = flight.due_ms.saturating_add(by_ms);
        let due_ms = flight.due_ms;
        let place = self.flights.add(flight);
        self.queue.push(due_ms, Due::Message { place, id });
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
        self.launch(Flight { sent: self.this_step(), due_ms: 0, ..copy }, delay, scratch);
    }
}
