//! What both ends of a link know at each point of it: what came before makes
//! what comes next short.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Op, Word};

/// Words in the order in which they came first, and the one that is likely to
/// be the next new one.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub words: Vec<Word>,
    pub next: Option<Word>,
}

impl Seen {
    fn new(first: &str) -> Self {
        Self { words: Vec::new(), next: Word::new(first) }
    }

    pub fn add(&mut self, word: Word) {
        self.words.push(word);
        self.next = successor(word);
    }
}

/// The number that `word` writes in the shortest way, if it is one.
pub(super) fn plain_number(word: Word) -> Option<u32> {
    let text = word.as_str();
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    if digits { text.parse().ok() } else { None }
}

/// The lower-case letter that `word` is, from 0, if it is one.
pub(super) fn letter(word: Word) -> Option<u32> {
    match word.as_str().as_bytes() {
        [letter @ b'a'..=b'z'] => Some(u32::from(letter - b'a')),
        _ => None,
    }
}

pub(super) fn letter_word(letter: u32) -> Option<Word> {
    let letter = u8::try_from(letter).ok().filter(|letter| *letter < 26)?;
    Word::new(&char::from(b'a' + letter).to_string())
}

/// 2 after 1, y after x, a after z.
fn successor(word: Word) -> Option<Word> {
    match (plain_number(word), letter(word)) {
        (Some(number), _) => Word::new(&(number + 1).to_string()),
        (None, Some(letter)) => letter_word((letter + 1) % 26),
        (None, None) => None,
    }
}

/// Invariant: after the same statements it is the same at both ends.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    /// How many nodes there are, at least one.
    pub nodes: u32,
    pub manual: bool,
    /// How many nodes the role lines have named so far.
    pub declared: u32,
    pub keys: Seen,
    pub values: Seen,
    pub ops: Vec<Op>,
    /// The slot that was named last.
    pub slot: u32,
    /// The times of the last action and of the last note, and the last step
    /// that something comes after.
    pub action_ms: u32,
    pub note_ms: u32,
    pub after: u32,
    /// How many single actions there were.
    pub actions: usize,
}

impl Memory {
    pub fn new(names: &Names, manual: bool) -> Self {
        Self {
            nodes: u32::try_from(names.len()).expect("at most 15 nodes"),
            manual,
            declared: 0,
            keys: Seen::new("x"),
            values: Seen::new("1"),
            ops: Vec::new(),
            slot: 1,
            action_ms: 0,
            note_ms: 0,
            after: 0,
            actions: 0,
        }
    }

    pub fn note_op(&mut self, op: Op) {
        if !self.ops.contains(&op) {
            self.ops.push(op);
        }
    }
}

/// The command that `text` writes, if it is one as it prints.
pub(super) fn op_of(text: &str) -> Option<Op> {
    let mut words = text.split(' ');
    let (name, key) = (words.next()?, Word::new(words.next()?)?);
    let last = words.next();
    let op = match (name, last) {
        ("set", Some(value)) => Op::Set { key, value: Word::new(value)? },
        ("add", Some(amount)) => Op::Add { key, amount: Word::new(amount)? },
        ("get", None) => Op::Get { key },
        _ => return None,
    };
    words.next().is_none().then_some(op)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word::new(text).expect("a word")
    }

    #[test]
    fn words_follow_each_other() {
        let next = |text: &str| successor(word(text)).map(|next| next.as_str().to_string());
        let pairs = [("1", "2"), ("0", "1"), ("9999999", "10000000"), ("x", "y"), ("z", "a")];
        for (one, two) in pairs {
            assert_eq!(next(one).as_deref(), Some(two));
        }
        for none in ["01", "99999999", "X", "xy", "-1"] {
            assert_eq!(next(none), None, "{none}");
        }
    }

    #[test]
    fn a_text_is_a_command_only_as_it_prints() {
        for text in ["set x 1", "add key-1 -7", "get x"] {
            assert_eq!(op_of(text).map(|op| op.to_string()).as_deref(), Some(text));
        }
        for text in ["", "no-op", "set x", "set x 1 ", "set  x 1", "get x 1", "put x 1", "set x 123456789"] {
            assert_eq!(op_of(text), None, "{text}");
        }
    }
}
