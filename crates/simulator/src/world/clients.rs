//! What clients do: ask, wait, ask elsewhere, take an answer in.

use antipaxos_paxos::{Address, ClientId, Command, NodeId, Op};

use super::{Scratch, World, client_id};
use crate::client::{Client, Pending};
use crate::protocol::{Answer, ClientWord, Protocol};
use crate::queue::Due;
use crate::settings::CLIENT_TRIES;
use crate::step::{Happening, Noted};

impl<P: Protocol> World<P> {
    /// The first client that has its answer and more to ask.
    pub(super) fn ready_client(&self) -> Option<usize> {
        let ready = |client: &Client| client.pending.is_none() && !client.queue.is_empty();
        self.clients.iter().position(ready)
    }

    /// A client that has its answer asks what it asks next.
    pub(super) fn asks_next(&mut self, at: usize, scratch: &mut Scratch<P>) -> bool {
        let Some((node, op)) = self.clients[at].queue.pop_front() else { return false };
        let client = client_id(at);
        self.ask(client, node, op, scratch);
        true
    }

    pub(super) fn ask(&mut self, client: ClientId, node: NodeId, op: Op, scratch: &mut Scratch<P>) {
        let asked = self.this_step();
        let state = &mut self.clients[usize::from(client.0)];
        state.sequence += 1;
        let command = Command { client, sequence: state.sequence, op };
        state.pending = Some(Pending { command, node, tries: 1, due_ms: 0, asked });
        self.watch_client(ClientWord::Asks(command), scratch);
        scratch.out.happening = Happening::Ask { client, node, again: false };
        scratch.out.facts.push(Noted::Asked { client, command });
        self.post(client, node, command, scratch);
    }

    /// Sends the client's request and sets its patience.
    pub(super) fn post(
        &mut self,
        client: ClientId,
        node: NodeId,
        command: Command,
        scratch: &mut Scratch<P>,
    ) {
        let due_ms = self.now_ms.saturating_add(self.settings.timing.client_ms);
        if let Some(pending) = &mut self.clients[usize::from(client.0)].pending {
            pending.node = node;
            pending.due_ms = due_ms;
            pending.asked = self.step + 1;
        }
        if self.schedules {
            self.queue.push(due_ms, Due::Client { client });
        }
        self.send(Address::Client(client), Address::Node(node), P::request(command), scratch);
    }

    pub(super) fn client_due(&mut self, at_ms: u32, client: ClientId, scratch: &mut Scratch<P>) -> bool {
        let state = &mut self.clients[usize::from(client.0)];
        let Some(pending) = state.pending.as_mut().filter(|pending| pending.due_ms == at_ms) else {
            return false;
        };
        scratch.out.cause = Some(pending.asked);
        if pending.tries >= CLIENT_TRIES {
            state.pending = None;
            state.gave_up += 1;
            scratch.out.happening = Happening::GiveUp { client };
            self.watch_client(ClientWord::GivesUp(client), scratch);
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
    pub(super) fn elsewhere(&self, last: NodeId) -> NodeId {
        let proposers = self.settings.protocol.proposers();
        proposers.iter().find(|node| *node > last).or_else(|| proposers.iter().next()).unwrap_or(last)
    }

    /// A client takes an answer in.
    pub(super) fn hear(
        &mut self,
        from: Address,
        client: ClientId,
        message: &P::Message,
        scratch: &mut Scratch<P>,
    ) {
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
                if let Address::Node(node) = from {
                    self.watch_client(ClientWord::Hears { client, sequence, outcome, node }, scratch);
                    Self::note_found(scratch);
                }
            }
            Answer::Redirect { to, .. } => self.post(client, to, pending.command, scratch),
        }
    }
}
