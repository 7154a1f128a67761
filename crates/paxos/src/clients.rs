//! Clients: their requests, and who waits for which answer.

use crate::config::{Config, Variant};
use crate::effect::{Effects, Sink};
use crate::fact::{Fact, Ignored};
use crate::message::Message;
use crate::node::{Address, ClientId};
use crate::replica::Replica;
use crate::value::{Command, Outcome};

/// Somebody who waits for an answer at this replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Waiting {
    pub command: Command,
    pub reply_to: Address,
    /// The leader answers; this replica only passes the answer on.
    pub forwarded: bool,
}

impl Replica {
    /// Answers whoever waits here for this command.
    pub(crate) fn respond(&mut self, command: &Command, outcome: Outcome, out: &mut Effects<impl Sink>) {
        let Command { client, sequence, .. } = *command;
        let at = self.waiting.iter().position(|waiting| {
            !waiting.forwarded && waiting.command.client == client && waiting.command.sequence == sequence
        });
        if let Some(at) = at {
            let waiting = self.waiting.remove(at);
            out.answer(waiting.reply_to, Message::Response { client, sequence, outcome });
        }
    }

    /// The leader's answer to a forwarded request goes on to the client.
    pub(crate) fn on_response(
        &mut self,
        client: ClientId,
        sequence: u32,
        outcome: Outcome,
        out: &mut Effects<impl Sink>,
    ) {
        let at =
            self.waiting.iter().position(|w| w.command.client == client && w.command.sequence == sequence);
        match at {
            Some(at) => {
                let waiting = self.waiting.remove(at);
                out.answer(waiting.reply_to, Message::Response { client, sequence, outcome });
            }
            None => out.fact(Fact::Ignored { reason: Ignored::NotWaiting }),
        }
    }

    /// An answer from the session table, if the command was executed before.
    pub(crate) fn answer_again(
        &self,
        command: &Command,
        reply_to: Address,
        out: &mut Effects<impl Sink>,
    ) -> bool {
        let Some(session) = self.learner.store().session(command.client) else { return false };
        if session.sequence == command.sequence {
            let (client, sequence, outcome) = (session.client, session.sequence, session.outcome);
            out.answer(reply_to, Message::Response { client, sequence, outcome });
        }
        session.sequence >= command.sequence
    }

    pub(crate) fn on_request(
        &mut self,
        config: &Config,
        command: Command,
        from: Address,
        out: &mut Effects<impl Sink>,
    ) {
        if !config.cluster.proposers.contains(self.me) {
            return out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
        }
        if self.answer_again(&command, from, out) {
            return out.fact(Fact::Ignored { reason: Ignored::Repeated });
        }
        match config.variant {
            Variant::Basic => self.propose_in_a_slot(config, command, from, out),
            Variant::Multi => self.serve(config, command, from, out),
        }
    }

    /// Notes who waits for a command; the newest way to reach it counts.
    pub(crate) fn await_answer(&mut self, command: Command, reply_to: Address, forwarded: bool) {
        let known = self.waiting.iter_mut().find(|waiting| waiting.command == command);
        match known {
            Some(waiting) => {
                waiting.reply_to = reply_to;
                waiting.forwarded = forwarded;
            }
            // A client has one request at a time: an older one is given up.
            None => {
                self.waiting.retain(|waiting| waiting.command.client != command.client);
                self.waiting.push(Waiting { command, reply_to, forwarded });
            }
        }
    }
}
