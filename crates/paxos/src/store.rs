//! The replicated state machine: a key-value store and the table of sessions
//! that makes retried commands count once.

use alloc::vec::Vec;

use crate::node::ClientId;
use crate::rules::{Rule, Rules};
use crate::value::{Command, Op, Outcome, Value, Word};

/// The last command of a client that was executed, and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    pub client: ClientId,
    pub sequence: u32,
    pub outcome: Outcome,
}

/// A replica's copy of the state. Equal logs give equal stores.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Store {
    /// In the order of the keys.
    entries: Vec<(Word, Word)>,
    /// In the order in which clients first came.
    sessions: Vec<Session>,
}

impl Store {
    #[must_use]
    pub fn get(&self, key: Word) -> Option<Word> {
        let at = self.entries.binary_search_by_key(&key, |entry| entry.0).ok()?;
        Some(self.entries[at].1)
    }

    /// Keys and values, in the order of the keys.
    #[must_use]
    pub fn entries(&self) -> &[(Word, Word)] {
        &self.entries
    }

    #[must_use]
    pub fn session(&self, client: ClientId) -> Option<&Session> {
        self.sessions.iter().find(|session| session.client == client)
    }

    /// Whether the client's command of this number, or a later one, was executed.
    #[must_use]
    pub fn has_executed(&self, client: ClientId, sequence: u32) -> bool {
        self.session(client).is_some_and(|session| session.sequence >= sequence)
    }

    /// Executes a chosen value. A command that was executed before changes
    /// nothing and gives its first answer again; the flag tells.
    #[inline]
    pub(crate) fn apply(&mut self, rules: Rules, value: &Value) -> (Outcome, bool) {
        let Value::Command(Command { client, sequence, op }) = *value else {
            return (Outcome::Done, false);
        };
        let at = self.sessions.iter().position(|session| session.client == client);
        if let Some(at) = at
            && self.sessions[at].sequence >= sequence
            && rules.keeps(Rule::ApplyOnce)
        {
            return (self.sessions[at].outcome, true);
        }
        let outcome = self.execute(op);
        let session = Session { client, sequence, outcome };
        match at {
            Some(at) => self.sessions[at] = session,
            None => self.sessions.push(session),
        }
        (outcome, false)
    }

    #[inline]
    fn execute(&mut self, op: Op) -> Outcome {
        match op {
            Op::Set { key, value } => {
                self.put(key, value);
                Outcome::Done
            }
            Op::Add { key, amount } => {
                let sum = self.get(key).map_or(0, |word| word.number()) + amount.number();
                let sum = Word::of_number(sum);
                self.put(key, sum);
                Outcome::Found(sum)
            }
            Op::Get { key } => self.get(key).map_or(Outcome::Missing, Outcome::Found),
        }
    }

    fn put(&mut self, key: Word, value: Word) {
        match self.entries.binary_search_by_key(&key, |entry| entry.0) {
            Ok(at) => self.entries[at].1 = value,
            Err(at) => self.entries.insert(at, (key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word::new(text).unwrap()
    }

    fn command(sequence: u32, op: Op) -> Value {
        Value::Command(Command { client: ClientId(0), sequence, op })
    }

    #[test]
    fn a_command_counts_once_and_answers_alike() {
        let mut store = Store::default();
        let add = command(1, Op::Add { key: word("x"), amount: word("5") });
        assert_eq!(store.apply(Rules::ALL, &add), (Outcome::Found(word("5")), false));
        assert_eq!(store.apply(Rules::ALL, &add), (Outcome::Found(word("5")), true));
        assert_eq!(store.get(word("x")), Some(word("5")));
    }

    #[test]
    fn an_older_command_never_counts_after_a_newer_one() {
        let mut store = Store::default();
        store.apply(Rules::ALL, &command(2, Op::Set { key: word("x"), value: word("new") }));
        let (_, again) = store.apply(Rules::ALL, &command(1, Op::Set { key: word("x"), value: word("old") }));
        assert!(again);
        assert_eq!(store.get(word("x")), Some(word("new")));
    }

    #[test]
    fn a_no_op_does_nothing() {
        let mut store = Store::default();
        assert_eq!(store.apply(Rules::ALL, &Value::NoOp), (Outcome::Done, false));
        assert_eq!(store, Store::default());
    }
}
