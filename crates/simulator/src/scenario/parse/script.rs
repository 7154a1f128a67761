//! The lines that say what happens, and when.

use antipaxos_paxos::{Address, NodeSet};

use super::super::lexer::Token;
use super::super::{Act, Beat, MAX_ACTIONS, Statement, Verb, When};
use super::cursor::{Cursor, nearest};
use super::examples;
use crate::action::{Action, Change, Condition, CrashPoint, Disk, Links, Pattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::protocol::Protocol;
use crate::protocols::Paxos;
use crate::settings::MAX_STEPS;

const ORDINALS: [(&str, u32); 5] = [("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5)];

const VERBS: [&str; 17] = [
    "start",
    "timeout",
    "deliver",
    "drop",
    "duplicate",
    "delay",
    "crash",
    "restart",
    "bounce",
    "cut",
    "heal",
    "link",
    "slow",
    "clock",
    "hold",
    "release",
    "calm",
];

impl Cursor<'_> {
    /// An action, with or without a word on when.
    pub(super) fn scripted(&mut self, heads: &[&str]) -> Result<Statement, Diagnostic> {
        let when = self.when(heads)?;
        let act = self.act(Some(when))?;
        Ok(Statement::Do { when, act })
    }

    fn when(&mut self, heads: &[&str]) -> Result<When, Diagnostic> {
        if let Some(word) = ["at", "after", "on", "when", "repeat"].into_iter().find(|word| self.stands(word))
        {
            self.construct(word);
        }
        if self.eat("at") {
            return Ok(When::At { ms: self.duration()? });
        }
        if self.eat("after") {
            if !self.eat("step") {
                return Err(self.wanted("“step” and its number"));
            }
            return Ok(When::After { step: self.number("a step", 0, MAX_STEPS)? });
        }
        if self.eat("on") {
            let word = self.peek_word().unwrap_or_default();
            for (name, _) in ORDINALS {
                self.stands(name);
            }
            let ordinal = ORDINALS.iter().find(|(name, _)| *name == word).map(|(_, nth)| *nth);
            let nth = ordinal.or_else(|| counted(&word));
            if nth.is_some() {
                self.next();
            }
            let nth = nth.unwrap_or(1);
            let pattern = self.pattern()?;
            self.token(&Token::Colon, "“:” and what to do then")?;
            return Ok(When::On { nth, pattern });
        }
        if self.eat("when") {
            let condition = self.condition()?;
            self.token(&Token::Colon, "“:” and what to do then")?;
            return Ok(When::Once(condition));
        }
        if self.eat("repeat") {
            return self.repeat();
        }
        let word = self.peek_word().unwrap_or_default();
        let asks = self.is_ask();
        if !asks && !VERBS.contains(&word.as_str()) {
            let known = heads.iter().chain(&VERBS).chain(&["on", "after", "when", "repeat"]).copied();
            let hint = nearest(&word, known);
            let message = format!("“{word}” begins no line");
            let expected = "a line such as “protocol basic”, “at 10ms c1 asks A: set x 1” or “crash B”";
            return Err(self.fault_at(
                self.column(),
                Code::UnknownWord,
                message,
                Some(expected),
                hint.as_deref(),
            ));
        }
        Ok(When::Next)
    }

    /// `20 every 50ms from 100ms:`
    fn repeat(&mut self) -> Result<When, Diagnostic> {
        let column = self.column();
        let most = u32::try_from(MAX_ACTIONS).unwrap_or(u32::MAX);
        let count = self.number("how many times", 1, most)?;
        let every_ms = if self.eat("every") { Some(self.duration()?) } else { None };
        let from_ms = if self.eat("from") { Some(self.duration()?) } else { None };
        self.token(&Token::Colon, "“:” and what to repeat")?;
        let beat = match (every_ms, from_ms) {
            (None, None) => None,
            (every_ms, from_ms) => {
                Some(Beat { from_ms: from_ms.unwrap_or(0), every_ms: every_ms.unwrap_or(0) })
            }
        };
        let last_ms =
            beat.map_or(0, |beat| u64::from(beat.from_ms) + u64::from(beat.every_ms) * u64::from(count - 1));
        if last_ms > 1_000_000 {
            let message = format!("the last of these is due after {} s", last_ms / 1000);
            let expected = Some("all of them within 1000s");
            return Err(self.fault_at(column, Code::BadNumber, message, expected, None));
        }
        Ok(When::Repeat { count, beat })
    }

    /// `#1 chosen`, `B leads`, `A promised 2.B`, `2 crashed`
    fn condition(&mut self) -> Result<Condition, Diagnostic> {
        #[derive(Clone, Copy)]
        enum Name {
            Leads,
            Promised,
            Voted,
            Learned,
            Executed,
            Crashed,
        }
        const NAMES: [(&str, Name); 6] = [
            ("leads", Name::Leads),
            ("promised", Name::Promised),
            ("voted", Name::Voted),
            ("learned", Name::Learned),
            ("executed", Name::Executed),
            ("crashed", Name::Crashed),
        ];
        let expected = "what to wait for: a slot (#1 chosen), a node (B leads) or a number (2 crashed)";
        let Some(word) = self.peek_word() else { return Err(self.wanted(expected)) };
        if word.starts_with('#') {
            let slot = self.slot()?;
            self.one_of(&[("chosen", ())])?;
            return Ok(Condition::Chosen { slot });
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let column = self.column();
            let number = self.number("how many", 1, 1_000_000)?;
            if self.one_of(&[("crashed", true), ("answered", false)])? {
                let all = u32::try_from(self.names().len()).unwrap_or(u32::MAX);
                let nodes = self.number_in(&word, column, &format!("1 to {all} nodes"), 1, all)?;
                return Ok(Condition::Down { nodes });
            }
            return Ok(Condition::Answered { requests: number });
        }
        let node = self.node()?;
        Ok(match self.one_of(&NAMES)? {
            Name::Leads => Condition::Leads { node },
            Name::Promised => Condition::Promised { node, ballot: self.ballot()? },
            Name::Voted => {
                let slot = self.slot()?;
                let ballot = if self.eat("in") { Some(self.ballot()?) } else { None };
                Condition::Voted { node, slot, ballot }
            }
            Name::Learned => Condition::Learned { node, slot: self.slot()? },
            Name::Executed => Condition::Executed { node, slot: self.slot()? },
            Name::Crashed => Condition::Crashed { node },
        })
    }

    /// `c1 asks`
    fn is_ask(&self) -> bool {
        self.peek_word().is_some_and(|word| {
            word.len() == 2 && word.starts_with('c') && word.ends_with(|c: char| c.is_ascii_digit())
        })
    }

    pub(super) fn note(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let timed = ["at", "after", "on", "when"].into_iter().any(|word| self.stands(word));
        let when = if timed { self.when(&[])? } else { When::Next };
        self.construct("note");
        let column = self.column();
        let text = self.text("the note in quotes")?;
        if text.trim().is_empty() {
            return Err(self.fault_at(
                column,
                Code::Missing,
                "the note is empty".to_string(),
                Some("a sentence"),
                None,
            ));
        }
        Ok(Statement::Note { when, text })
    }

    /// `Accept 1.B #2 B->C`, from one to one.
    fn pattern(&mut self) -> Result<Pattern, Diagnostic> {
        let (kind, ballot, slot) = self.message()?;
        let from = self.address()?;
        self.token(&Token::Arrow, "“->” and the receiver")?;
        let to = self.address()?;
        Ok(Pattern { kind, ballot, slot, from, to })
    }

    #[expect(clippy::type_complexity, reason = "the parts of a message as they stand in a line")]
    fn message(
        &mut self,
    ) -> Result<(&'static str, Option<(u32, antipaxos_paxos::NodeId)>, Option<u32>), Diagnostic> {
        let kinds: Vec<(&'static str, &'static str)> =
            Paxos::kinds().iter().map(|kind| (*kind, *kind)).collect();
        let kind = self.one_of(&kinds)?;
        let starts_with_digit = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
        let ballot = match self.peek_word() {
            Some(word) if starts_with_digit(&word) => Some(self.ballot()?),
            Some(_) | None => None,
        };
        let slot = match self.peek_word() {
            Some(word) if word.starts_with('#') => Some(self.slot()?),
            Some(_) | None => None,
        };
        Ok((kind, ballot, slot))
    }

    fn addresses(&mut self) -> Result<Vec<Address>, Diagnostic> {
        let mut list = vec![self.address()?];
        let is_name = |word: String| !word.starts_with(|c: char| c.is_ascii_digit());
        while !self.stands("again") && self.peek_word().is_some_and(is_name) {
            list.push(self.address()?);
        }
        Ok(list)
    }

    /// An action; of an `on` line, `drop` and `duplicate` may stand alone.
    pub(super) fn act(&mut self, when: Option<When>) -> Result<Act, Diagnostic> {
        if self.is_ask() {
            self.construct("asks");
            let client = self.client()?;
            if !self.eat("asks") {
                return Err(self.wanted("“asks”, a node, “:” and a command"));
            }
            let node = self.node()?;
            self.token(&Token::Colon, "“:” and a command, such as set x 1")?;
            return Ok(Act::One(Action::Ask { client, node, op: self.op()? }));
        }
        if matches!(self.peek_word().as_deref(), Some("link" | "slow" | "clock")) {
            return Ok(Act::One(Action::Change(self.change()?)));
        }
        let verbs: Vec<(&'static str, &'static str)> = VERBS.iter().map(|verb| (*verb, *verb)).collect();
        if let Some(word) = self.peek_word() {
            self.construct(examples::key(&word));
        }
        let verb = self.one_of(&verbs)?;
        let by_event = matches!(when, Some(When::On { .. }));
        let alone = self.is_done() && by_event;
        let timed = self.peek_word().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let action = match verb {
            "start" => self.start()?,
            "timeout" => Action::Timeout { node: self.node()? },
            "drop" if alone => return Ok(Act::It(Verb::Drop)),
            "duplicate" if alone => return Ok(Act::It(Verb::Duplicate)),
            "delay" if by_event && timed => return Ok(Act::It(Verb::Delay { by_ms: self.duration()? })),
            "delay" => return self.delay(),
            "deliver" => return self.messages(Verb::Deliver),
            "drop" => return self.messages(Verb::Drop),
            "duplicate" => return self.messages(Verb::Duplicate),
            "crash" => Action::Crash { node: self.node()?, point: self.point()? },
            "restart" => Action::Restart { node: self.node()?, disk: self.disk()? },
            "bounce" => Action::Bounce { node: self.node()?, point: self.point()?, disk: self.disk()? },
            "cut" => Action::Cut(self.links()?),
            "hold" => Action::Change(Change::Hold),
            "release" => Action::Change(Change::Release),
            "calm" => Action::Change(Change::CalmAll),
            _ if self.is_done() => Action::Heal(Links::All),
            _ => Action::Heal(self.links()?),
        };
        Ok(Act::One(action))
    }

    /// `start P1`, `start P1: set x 1`, `start P2 round 2: set y 2`
    fn start(&mut self) -> Result<Action, Diagnostic> {
        let node = self.node()?;
        let round = if self.eat("round") { Some(self.number("a round", 1, 1_000_000)?) } else { None };
        let op = if self.eat_token(&Token::Colon) { Some(self.op()?) } else { None };
        Ok(Action::Start { node, round, op })
    }

    /// Where in its next step that writes a node crashes; nothing: at once.
    fn point(&mut self) -> Result<Option<CrashPoint>, Diagnostic> {
        if self.is_done() || self.peek_word().as_deref() == Some("without") {
            return Ok(None);
        }
        let point = self.one_of(&[
            ("before-write", CrashPoint::BeforeWrite),
            ("after-write", CrashPoint::AfterWrite),
            // The same moment by its other name.
            ("before-send", CrashPoint::AfterWrite),
            ("after-send", CrashPoint::AfterSend),
        ])?;
        Ok(Some(point))
    }

    fn disk(&mut self) -> Result<Disk, Diagnostic> {
        if !self.eat("without") {
            return Ok(Disk::Kept);
        }
        self.one_of(&[("disk", Disk::Lost), ("last-write", Disk::WithoutLastWrite)])
    }

    fn messages(&mut self, verb: Verb) -> Result<Act, Diagnostic> {
        let (kind, ballot, slot) = self.message()?;
        let from = self.addresses()?;
        self.token(&Token::Arrow, "“->” and the receiver")?;
        let to = self.addresses()?;
        let again = verb == Verb::Deliver && self.eat("again");
        let verb = if again { Verb::DeliverAgain } else { verb };
        Ok(Act::Messages { verb, kind, ballot, slot, from, to })
    }

    /// `delay Accept A->B 40ms`
    fn delay(&mut self) -> Result<Act, Diagnostic> {
        let Act::Messages { kind, ballot, slot, from, to, .. } = self.messages(Verb::Drop)? else {
            return Err(self.wanted("a message"));
        };
        let by_ms = self.duration()?;
        Ok(Act::Messages { verb: Verb::Delay { by_ms }, kind, ballot, slot, from, to })
    }

    /// `A | B C` or `A->B`
    fn links(&mut self) -> Result<Links, Diagnostic> {
        let mut groups = vec![self.group()?];
        if groups[0].len() == 1 && self.eat_token(&Token::Arrow) {
            let from = groups[0].iter().next().expect("a group is not empty");
            let column = self.column();
            let to = self.node()?;
            self.two_ends(column, Address::Node(from), Address::Node(to))?;
            return Ok(Links::OneWay { from, to });
        }
        while self.eat_token(&Token::Bar) {
            groups.push(self.group()?);
        }
        if groups.len() < 2 {
            return Err(self.wanted("“|” and the other side, or “->” and a node"));
        }
        Ok(Links::Between(groups))
    }

    fn group(&mut self) -> Result<NodeSet, Diagnostic> {
        let mut group = NodeSet::EMPTY;
        loop {
            let column = self.column();
            if !group.insert(self.node()?) {
                let message = "this node stands here twice".to_string();
                return Err(self.fault_at(column, Code::Contradiction, message, None, Some("name it once")));
            }
            if self.peek_word().is_none() {
                return Ok(group);
            }
        }
    }
}

/// `7th`
fn counted(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let number = digits.parse().ok()?;
    (matches!(suffix, "st" | "nd" | "rd" | "th") && (1..=1_000_000).contains(&number)).then_some(number)
}
