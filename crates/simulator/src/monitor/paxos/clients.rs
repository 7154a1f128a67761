//! What clients asked and were told.

use antipaxos_paxos::few::FewSet;
use antipaxos_paxos::{Chunked, ClientId, Command, NodeId, Op, Outcome, Value, Word};

use super::Monitor;
use super::finding::{Charge, Report};
use super::linear::{Event, LONGEST, MAX_VISITED, MAX_WORK, Verdict, What, key, proof, search, spec};

/// Clients, stand-ins for nodes included.
const CLIENTS: usize = 32;

#[derive(Clone, Copy, Debug)]
struct Asked {
    sequence: u32,
    op: Op,
}

/// A request that is not answered.
#[derive(Clone, Copy, Debug)]
struct Open {
    sequence: u32,
    op: Op,
    /// What its first execution must have answered.
    executed: Option<Outcome>,
}

#[derive(Clone, Debug, Default)]
struct Client {
    asked: Chunked<Asked>,
    /// What it waits for.
    open: Option<Open>,
    /// What it gave up, as long as nobody executed it; rising.
    lapsed: Vec<Open>,
}

/// One key, and what clients know of it.
#[derive(Clone, Debug)]
struct Key {
    word: Word,
    events: Chunked<Event>,
    /// Its value before step 0.
    first: Option<Word>,
    /// Up to there every request was answered, with one of these values.
    settled: usize,
    starts: FewSet<Option<Word>>,
    /// The value by the order in which commands were first executed: the order
    /// that explains all answers as long as nothing is wrong.
    value: Option<Word>,
    /// Whether that order explained every answer since `settled`.
    plain: bool,
    /// How much may be looked at for it yet; none left: it is not looked at.
    left: u32,
}

impl Key {
    /// The steps that prove that no order fits. `events`: those since all was
    /// answered last.
    fn proof(&self, events: Vec<Event>) -> Vec<u32> {
        // With what was written before, unless that is very long.
        if self.events.len() <= LONGEST {
            let all: Vec<Event> = self.events.iter().copied().collect();
            return proof(&FewSet::from([self.first]), all);
        }
        proof(&self.starts, events)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Clients {
    clients: Vec<Client>,
    /// In the order of the words.
    keys: Vec<Key>,
}

impl Clients {
    pub fn new(past: &[Value]) -> Self {
        let mut clients = Self { clients: vec![Client::default(); CLIENTS], keys: Vec::new() };
        for value in past {
            let Value::Command(command) = value else { continue };
            let key = clients.key(key(command.op));
            key.value = spec(key.value, command.op).0;
            key.first = key.value;
            key.starts = FewSet::from([key.value]);
        }
        clients
    }

    fn key(&mut self, word: Word) -> &mut Key {
        let at = self.keys.binary_search_by_key(&word, |key| key.word).unwrap_or_else(|at| {
            let fresh = Key {
                word,
                events: Chunked::default(),
                first: None,
                settled: 0,
                starts: FewSet::from([None]),
                value: None,
                plain: true,
                left: MAX_WORK,
            };
            self.keys.insert(at, fresh);
            at
        });
        &mut self.keys[at]
    }

    /// Whether somebody asked for `command`.
    pub fn asked_for(&self, command: &Command) -> bool {
        let client = self.clients.get(usize::from(command.client.0));
        let asked = client.and_then(|client| client.asked.find(command.sequence, |asked| asked.sequence));
        asked.is_some_and(|asked| asked.op == command.op)
    }

    pub fn asked(&mut self, command: Command, seeks: bool, step: u32) {
        let Command { client: id, sequence, op } = command;
        self.gave_up(id);
        let client = &mut self.clients[usize::from(id.0)];
        client.asked.push(Asked { sequence, op });
        if !seeks {
            return;
        }
        let open = Open { sequence, op, executed: None };
        if id.as_node().is_some() {
            // Nobody is told what came of a node's own command.
            client.lapsed.push(open);
        } else {
            client.open = Some(open);
        }
        self.key(key(op)).events.push(Event { client: id, sequence, step, what: What::Ask(op) });
    }

    pub fn gave_up(&mut self, client: ClientId) {
        let client = &mut self.clients[usize::from(client.0)];
        client.lapsed.extend(client.open.take().filter(|open| open.executed.is_none()));
    }

    /// A command is executed somewhere.
    pub fn executed(&mut self, command: &Command) {
        let Some(client) = self.clients.get_mut(usize::from(command.client.0)) else { return };
        let sequence = command.sequence;
        let op = match client.open.as_mut().filter(|open| open.sequence == sequence) {
            Some(open) if open.executed.is_some() => return,
            Some(open) => open.op,
            None => {
                let Ok(at) = client.lapsed.binary_search_by_key(&sequence, |open| open.sequence) else {
                    return;
                };
                client.lapsed.remove(at).op
            }
        };
        let key = self.key(key(op));
        let (value, outcome) = spec(key.value, op);
        key.value = value;
        let open = self.clients[usize::from(command.client.0)].open.as_mut();
        if let Some(open) = open.filter(|open| open.sequence == sequence) {
            open.executed = Some(outcome);
        }
    }

    /// `client` is told by `node` what came of its request.
    pub fn answered(
        &mut self,
        id: ClientId,
        sequence: u32,
        outcome: Outcome,
        node: NodeId,
        report: &mut Report,
    ) {
        let client = &mut self.clients[usize::from(id.0)];
        let Some(open) = client.open.take_if(|open| open.sequence == sequence) else { return };
        if open.executed.is_none() {
            // It will be, perhaps, and the order of execution must know it.
            client.lapsed.push(open);
        }
        let step = report.step;
        let key = self.key(key(open.op));
        key.events.push(Event { client: id, sequence, step, what: What::Answer(outcome) });
        key.plain &= open.executed == Some(outcome);
        if key.plain || key.left == 0 {
            return;
        }
        let events: Vec<Event> = key.events.iter_from(key.settled).map(|(_, event)| *event).collect();
        let share = key.left.min(MAX_VISITED);
        let mut rest = share;
        let verdict = search(&key.starts, &events, &mut rest);
        key.left -= share - rest;
        match verdict {
            Verdict::Fits(None) => {}
            Verdict::Fits(Some((count, starts))) => {
                key.settled += count;
                // From here on the order of execution may do again.
                key.plain = key.settled == key.events.len() && starts == FewSet::from([key.value]);
                key.starts = starts;
            }
            Verdict::Unknown => key.left = 0,
            Verdict::Broken => {
                let steps = key.proof(events);
                let command = Command { client: id, sequence, op: open.op };
                report.broken(Charge {
                    values: (Some(Value::Command(command)), None),
                    outcome: Some(outcome),
                    steps,
                    ..Charge::new(Monitor::Linearizable, node)
                });
            }
        }
    }
}
