//! A place in a line, and the small things that lines are made of.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, ClientId, NodeId, Op, Word};

use super::super::lexer::{Lexed, Token};
use super::examples;
use crate::diagnostic::{Code, Diagnostic};
use crate::settings::{MAX_CLIENTS, Span};

pub(super) struct Cursor<'a> {
    line: u32,
    lexed: &'a Lexed,
    at: usize,
    /// Words that would have fitted, by where they were looked for.
    tried: Vec<(usize, &'static str)>,
    /// What the line turned out to be, for the example that goes with a fault.
    construct: &'static str,
    names: Option<&'a Names>,
}

/// The known word nearest to `word`, if it is near at all.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let scored = known.into_iter().map(|known| (strsim::osa_distance(word, known), known));
    let (distance, best) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= word.len().max(3) / 2).then(|| format!("did you mean “{best}”?"))
}

impl<'a> Cursor<'a> {
    pub fn new(line: u32, lexed: &'a Lexed, names: Option<&'a Names>) -> Self {
        Self { line, lexed, at: 0, tried: Vec::new(), construct: "", names }
    }

    pub fn names(&self) -> &'a Names {
        self.names.expect("names are known once nodes are declared")
    }

    pub fn is_done(&self) -> bool {
        self.at >= self.lexed.tokens.len()
    }

    pub fn column(&self) -> u32 {
        self.lexed.tokens.get(self.at).map_or(self.lexed.end, |(column, _)| *column)
    }

    pub fn peek(&self) -> Option<&'a Token> {
        self.lexed.tokens.get(self.at).map(|(_, token)| token)
    }

    pub fn peek_word(&self) -> Option<String> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word.clone()),
            Some(Token::Text(_) | Token::Arrow | Token::Colon | Token::Bar | Token::Equals) | None => None,
        }
    }

    pub fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek();
        self.at += 1;
        token
    }

    pub fn fault_at(
        &self,
        column: u32,
        code: Code,
        message: String,
        expected: Option<&str>,
        hint: Option<&str>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            line: self.line,
            column,
            message,
            expected: expected.map(str::to_string),
            hint: hint.map(str::to_string),
        }
    }

    pub fn fault(&self, code: Code, message: &str, expected: Option<&str>, hint: Option<&str>) -> Diagnostic {
        self.fault_at(self.column(), code, message.to_string(), expected, hint)
    }

    /// What stands here, for a message.
    pub fn found(&self) -> String {
        match self.peek() {
            None => "the line ends here".to_string(),
            Some(Token::Word(word)) => format!("“{word}” does not fit here"),
            Some(Token::Text(_)) => "a text does not fit here".to_string(),
            Some(Token::Arrow) => "“->” does not fit here".to_string(),
            Some(Token::Colon) => "“:” does not fit here".to_string(),
            Some(Token::Bar) => "“|” does not fit here".to_string(),
            Some(Token::Equals) => "“=” does not fit here".to_string(),
        }
    }

    pub fn wanted(&self, expected: &str) -> Diagnostic {
        let hint = self.peek_word().and_then(|word| self.nearest_at(self.at, &word, []));
        self.fault_at(self.column(), Code::Syntax, self.found(), Some(expected), hint.as_deref())
    }

    /// The nearest of the words that were looked for at `at`, and of `known`.
    fn nearest_at<'w>(
        &self,
        at: usize,
        word: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) -> Option<String> {
        let tried = self.tried.iter().filter(|(there, _)| *there == at).map(|(_, word)| *word);
        nearest(word, tried.chain(known))
    }

    /// From here on the line is about that; faults without a hint get its
    /// example.
    pub fn construct(&mut self, construct: &'static str) {
        self.construct = construct;
    }

    /// A fault of this line, with an example where nothing else says what to do.
    pub fn taught(&self, mut fault: Diagnostic) -> Diagnostic {
        if fault.hint.is_none() {
            fault.hint = examples::of(self.construct).map(|example| format!("for example: {example}"));
        }
        fault
    }

    pub fn done(&self) -> Result<(), Diagnostic> {
        if self.is_done() { Ok(()) } else { Err(self.wanted("the end of the line")) }
    }

    pub fn any_word(&mut self, expected: &str) -> Result<String, Diagnostic> {
        let word = self.peek_word().ok_or_else(|| self.wanted(expected))?;
        self.at += 1;
        Ok(word)
    }

    /// Takes `word` if it stands here.
    pub fn eat(&mut self, word: &'static str) -> bool {
        let here = self.stands(word);
        self.at += usize::from(here);
        here
    }

    /// Whether `word` stands here. If not, it is suggested for what does.
    pub fn stands(&mut self, word: &'static str) -> bool {
        let here = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        if !here {
            self.tried.push((self.at, word));
        }
        here
    }

    pub fn eat_token(&mut self, token: &Token) -> bool {
        let here = self.peek() == Some(token);
        self.at += usize::from(here);
        here
    }

    pub fn token(&mut self, token: &Token, expected: &str) -> Result<(), Diagnostic> {
        if self.eat_token(token) { Ok(()) } else { Err(self.wanted(expected)) }
    }

    /// One of some words; the nearest is suggested for any other.
    pub fn one_of<T: Copy>(&mut self, known: &[(&'static str, T)]) -> Result<T, Diagnostic> {
        let list = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let column = self.column();
        let word = self.any_word(&list)?;
        let found = known.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let hint = self.nearest_at(self.at - 1, &word, known.iter().map(|(name, _)| *name));
            let message = format!("“{word}” is not known here");
            self.fault_at(column, Code::UnknownWord, message, Some(&list), hint.as_deref())
        })
    }

    pub fn node(&mut self) -> Result<NodeId, Diagnostic> {
        let column = self.column();
        let word = self.any_word("a node's name")?;
        self.node_named(&word, column)
    }

    pub fn node_named(&self, word: &str, column: u32) -> Result<NodeId, Diagnostic> {
        let names = self.names();
        names.find(word).ok_or_else(|| {
            let all: Vec<&str> =
                (0..names.len()).map(|at| names.node(NodeId(u8::try_from(at).unwrap_or(0)))).collect();
            let hint = self.nearest_at(self.at - 1, word, all.iter().copied());
            let message = format!("there is no node “{word}”");
            self.fault_at(column, Code::UnknownNode, message, Some(&all.join(", ")), hint.as_deref())
        })
    }

    /// A node or a client.
    pub fn address(&mut self) -> Result<Address, Diagnostic> {
        let column = self.column();
        let word = self.any_word("a node or a client")?;
        match client_of(&word) {
            Some(client) => Ok(Address::Client(client)),
            None => self.node_named(&word, column).map(Address::Node),
        }
    }

    pub fn client(&mut self) -> Result<ClientId, Diagnostic> {
        let column = self.column();
        let word = self.any_word("a client, c1 to c9")?;
        client_of(&word).ok_or_else(|| {
            let message = format!("“{word}” is no client");
            self.fault_at(
                column,
                Code::UnknownWord,
                message,
                Some("a client, c1 to c9"),
                Some("clients are c1 to c9"),
            )
        })
    }

    /// A whole number from `low` to `high`.
    pub fn number(&mut self, what: &str, low: u32, high: u32) -> Result<u32, Diagnostic> {
        let expected = format!("{what}, {low} to {high}");
        let column = self.column();
        let word = self.any_word(&expected)?;
        self.number_in(&word, column, &expected, low, high)
    }

    pub fn number_in(
        &self,
        word: &str,
        column: u32,
        expected: &str,
        low: u32,
        high: u32,
    ) -> Result<u32, Diagnostic> {
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let number = if digits { word.parse::<u32>().ok() } else { None };
        number.filter(|number| (low..=high).contains(number)).ok_or_else(|| {
            self.fault_at(
                column,
                Code::BadNumber,
                format!("“{word}” is no such number"),
                Some(expected),
                None,
            )
        })
    }

    /// `30ms` or `2s`.
    pub fn duration(&mut self) -> Result<u32, Diagnostic> {
        let column = self.column();
        let word = self.any_word("a time, such as 30ms or 2s")?;
        self.duration_in(&word, column)
    }

    pub fn duration_in(&self, word: &str, column: u32) -> Result<u32, Diagnostic> {
        let expected = "a time, such as 30ms or 2s, up to 1000s";
        let (digits, factor) = match (word.strip_suffix("ms"), word.strip_suffix('s')) {
            (Some(digits), _) => (digits, 1),
            (None, Some(digits)) => (digits, 1000),
            (None, None) => ("", 1),
        };
        let number = self.number_in(digits, column, expected, 0, 1_000_000 / factor);
        number.map(|number| number * factor).map_err(|mut fault| {
            fault.message = format!("“{word}” is no such time");
            fault
        })
    }

    /// `10ms` or `10..20ms`.
    pub fn span(&mut self) -> Result<Span, Diagnostic> {
        let column = self.column();
        let word = self.any_word("a time or a range, such as 10ms or 10..20ms")?;
        let Some((low, high)) = word.split_once("..") else {
            return self.duration_in(&word, column).map(Span::exactly);
        };
        let high_ms = self.duration_in(high, column)?;
        let unit = if high.ends_with("ms") { "ms" } else { "s" };
        let bare = low.bytes().all(|b| b.is_ascii_digit());
        let low_ms =
            self.duration_in(&if bare { format!("{low}{unit}") } else { low.to_string() }, column)?;
        if low_ms > high_ms {
            let message = format!("the range {word} ends before it begins");
            return Err(self.fault_at(
                column,
                Code::BadNumber,
                message,
                Some("the smaller time first"),
                None,
            ));
        }
        Ok(Span { low_ms, high_ms })
    }

    pub fn text(&mut self, expected: &str) -> Result<String, Diagnostic> {
        match self.peek() {
            Some(Token::Text(text)) => {
                self.at += 1;
                Ok(text.clone())
            }
            Some(Token::Word(_) | Token::Arrow | Token::Colon | Token::Bar | Token::Equals) | None => {
                Err(self.wanted(expected))
            }
        }
    }

    /// `#3`
    pub fn slot(&mut self) -> Result<u32, Diagnostic> {
        let column = self.column();
        let word = self.any_word("a slot, such as #1")?;
        let digits = word.strip_prefix('#').unwrap_or("");
        self.number_in(digits, column, "a slot, such as #1", 1, 1_000_000).map_err(|mut fault| {
            fault.message = format!("“{word}” is no slot");
            fault
        })
    }

    /// `2.B`
    pub fn ballot(&mut self) -> Result<(u32, NodeId), Diagnostic> {
        let column = self.column();
        let word = self.any_word("a ballot, such as 1.A")?;
        let bad = |message: String| {
            let hint = "a ballot has a round and an owner";
            self.fault_at(column, Code::BadBallot, message, Some("round.owner, such as 1.A"), Some(hint))
        };
        let Some((round, owner)) = word.split_once('.').filter(|(_, owner)| !owner.is_empty()) else {
            return Err(bad(format!("the ballot “{word}” has no owner")));
        };
        let round = self.number_in(round, column, "a round, 1 to 1000000", 1, 1_000_000)?;
        Ok((round, self.node_named(owner, column)?))
    }

    /// `set x 1`, `add x 1`, `get x`
    pub fn op(&mut self) -> Result<Op, Diagnostic> {
        #[derive(Clone, Copy)]
        enum Name {
            Set,
            Add,
            Get,
        }
        let name = self.one_of(&[("set", Name::Set), ("add", Name::Add), ("get", Name::Get)])?;
        let key = self.word("a key")?;
        Ok(match name {
            Name::Set => Op::Set { key, value: self.word("a value")? },
            Name::Add => Op::Add { key, amount: self.word("a number to add")? },
            Name::Get => Op::Get { key },
        })
    }

    fn word(&mut self, what: &str) -> Result<Word, Diagnostic> {
        let expected = format!("{what} of 1 to 8 letters, digits, - or _");
        let column = self.column();
        let word = self.any_word(&expected)?;
        Word::new(&word).ok_or_else(|| {
            self.fault_at(column, Code::Syntax, format!("“{word}” does not fit here"), Some(&expected), None)
        })
    }
}

fn client_of(word: &str) -> Option<ClientId> {
    let digits = word.strip_prefix('c')?;
    let number = digits.parse::<u8>().ok().filter(|_| digits.len() == 1)?;
    (1..=MAX_CLIENTS).contains(&number).then(|| ClientId(number - 1))
}
