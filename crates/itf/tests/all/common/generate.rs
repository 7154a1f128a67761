//! Behaviours of Lamport's Paxos.tla, drawn by chance: written from the
//! specification, and not from what the import takes.

use antipaxos_simulator::storm::Dice;
use serde_json::{Map, Value, json};

/// The variables of the specification; acceptors by their numbers, none for -1.
struct Behaviour {
    max_bal: Vec<Option<u32>>,
    votes: Vec<Option<(u32, u32)>>,
    sent: Vec<Sent>,
    spelling: Spelling,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Prepare { ballot: u32 },
    Promise { acceptor: usize, ballot: u32, vote: Option<(u32, u32)> },
    Accept { ballot: u32, value: u32 },
    Accepted { acceptor: usize, ballot: u32, value: u32 },
}

/// The same things, as one tool or another writes them.
#[derive(Clone, Copy)]
struct Spelling {
    numbers_as_text: bool,
    named: bool,
    objects: bool,
}

impl Spelling {
    fn integer(self, number: Option<u32>) -> Value {
        let number = number.map_or(-1, i64::from);
        if self.numbers_as_text { json!({"#bigint": number.to_string()}) } else { json!(number) }
    }

    fn acceptor(self, at: usize) -> Value {
        if self.named { json!(format!("a{}", at + 1)) } else { self.integer(u32::try_from(at).ok()) }
    }

    fn value(self, value: Option<u32>) -> Value {
        value.map_or(json!("None"), |value| json!(format!("v{value}")))
    }

    /// A function of the acceptors.
    fn function(self, values: Vec<Value>) -> Value {
        if self.objects && self.named {
            let keys = (1..).map(|at| format!("a{at}"));
            Value::Object(keys.zip(values).collect::<Map<_, _>>())
        } else {
            let pairs = values.into_iter().enumerate().map(|(at, value)| json!([self.acceptor(at), value]));
            json!({"#map": pairs.collect::<Vec<_>>()})
        }
    }

    fn message(self, sent: Sent) -> Value {
        match sent {
            Sent::Prepare { ballot } => json!({"type": "1a", "bal": self.integer(Some(ballot))}),
            Sent::Promise { acceptor, ballot, vote } => json!({
                "type": "1b",
                "acc": self.acceptor(acceptor),
                "bal": self.integer(Some(ballot)),
                "mbal": self.integer(vote.map(|(ballot, _)| ballot)),
                "mval": self.value(vote.map(|(_, value)| value)),
            }),
            Sent::Accept { ballot, value } => {
                json!({"type": "2a", "bal": self.integer(Some(ballot)), "val": self.value(Some(value))})
            }
            Sent::Accepted { acceptor, ballot, value } => json!({
                "type": "2b",
                "acc": self.acceptor(acceptor),
                "bal": self.integer(Some(ballot)),
                "val": self.value(Some(value)),
            }),
        }
    }
}

impl Behaviour {
    fn state(&self) -> Value {
        let how = self.spelling;
        let ballots = self.max_bal.iter().map(|ballot| how.integer(*ballot));
        let voted = self.votes.iter().map(|vote| how.integer(vote.map(|(ballot, _)| ballot)));
        let values = self.votes.iter().map(|vote| how.value(vote.map(|(_, value)| value)));
        json!({
            "maxBal": how.function(ballots.collect()),
            "maxVBal": how.function(voted.collect()),
            "maxVal": how.function(values.collect()),
            "msgs": {"#set": self.sent.iter().map(|sent| how.message(*sent)).collect::<Vec<_>>()},
        })
    }

    /// Every message that the next step may send: the four actions of the
    /// specification. For `Phase2a`, a quorum is tried by chance.
    fn next(&self, ballots: &[u32], dice: &mut Dice) -> Vec<Sent> {
        let mut next = Vec::new();
        let count = self.max_bal.len();
        for ballot in ballots {
            let ballot = *ballot;
            next.push(Sent::Prepare { ballot });
            if self.sent.contains(&Sent::Prepare { ballot }) {
                next.extend(
                    (0..count)
                        .filter(|acceptor| self.max_bal[*acceptor] < Some(ballot))
                        .map(|acceptor| Sent::Promise { acceptor, ballot, vote: self.votes[acceptor] }),
                );
            }
            next.extend(self.proposal(ballot, dice));
        }
        for sent in &self.sent {
            let Sent::Accept { ballot, value } = *sent else { continue };
            let may = (0..count).filter(|acceptor| self.max_bal[*acceptor] <= Some(ballot));
            next.extend(may.map(|acceptor| Sent::Accepted { acceptor, ballot, value }));
        }
        next.retain(|sent| !self.sent.contains(sent));
        next
    }

    fn proposal(&self, ballot: u32, dice: &mut Dice) -> Option<Sent> {
        let proposed = |sent: &Sent| matches!(sent, Sent::Accept { ballot: other, .. } if *other == ballot);
        let mut promises: Vec<Option<(u32, u32)>> = self
            .sent
            .iter()
            .filter_map(|sent| match sent {
                Sent::Promise { ballot: other, vote, .. } if *other == ballot => Some(*vote),
                Sent::Prepare { .. } | Sent::Promise { .. } | Sent::Accept { .. } | Sent::Accepted { .. } => {
                    None
                }
            })
            .collect();
        let quorum = self.max_bal.len() / 2 + 1;
        if self.sent.iter().any(proposed) || promises.len() < quorum {
            return None;
        }
        while promises.len() > quorum {
            let at = dice.roll(0, u32::try_from(promises.len()).expect("few") - 1);
            promises.remove(at as usize);
        }
        let highest = promises.into_iter().flatten().max();
        let value = highest.map_or_else(|| dice.roll(1, 3), |(_, value)| value);
        Some(Sent::Accept { ballot, value })
    }

    fn send(&mut self, sent: Sent) {
        self.sent.push(sent);
        match sent {
            Sent::Prepare { .. } | Sent::Accept { .. } => {}
            Sent::Promise { acceptor, ballot, .. } => self.max_bal[acceptor] = Some(ballot),
            Sent::Accepted { acceptor, ballot, value } => {
                self.max_bal[acceptor] = Some(ballot);
                self.votes[acceptor] = Some((ballot, value));
            }
        }
    }
}

/// A trace: one to five acceptors, one to four ballots, at most 24 steps.
pub fn trace(seed: u32) -> Value {
    let mut dice = Dice::new(seed);
    let spelling =
        Spelling { numbers_as_text: dice.chance(30), named: dice.chance(70), objects: dice.chance(40) };
    let acceptors = dice.roll(1, 5) as usize;
    let first = *dice.pick(&[0, 1, 7, 999_000]);
    let apart = dice.roll(1, 3);
    let ballots: Vec<u32> = (0..dice.roll(1, 4)).map(|at| first + at * apart).collect();
    let mut behaviour = Behaviour {
        max_bal: vec![None; acceptors],
        votes: vec![None; acceptors],
        sent: Vec::new(),
        spelling,
    };
    let mut states = vec![behaviour.state()];
    for _ in 0..dice.roll(0, 24) {
        let next = behaviour.next(&ballots, &mut dice);
        if next.is_empty() {
            break;
        }
        let sent = *dice.pick(&next);
        behaviour.send(sent);
        states.push(behaviour.state());
    }
    json!({"vars": ["maxBal", "maxVBal", "maxVal", "msgs"], "states": states})
}
