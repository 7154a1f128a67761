//! Links, inboxes and clocks unlike the others: from the start, or from some
//! time on.

use antipaxos_paxos::Address;

use super::super::lexer::Token;
use super::cursor::Cursor;
use crate::action::{Change, Way};
use crate::diagnostic::{Code, Diagnostic};

impl Cursor<'_> {
    /// `link A->B delay=30..40ms loss=20%`, `slow B 50ms`, `clock B 150%`
    pub(super) fn change(&mut self) -> Result<Change, Diagnostic> {
        #[derive(Clone, Copy)]
        enum What {
            Link,
            Slow,
            Clock,
        }
        match self.one_of(&[("link", What::Link), ("slow", What::Slow), ("clock", What::Clock)])? {
            What::Link => self.link(),
            What::Slow => Ok(Change::Slow { node: self.node()?, by_ms: self.duration()? }),
            What::Clock => {
                let node = self.node()?;
                let expected = "how fast its timers run, such as 150%";
                let column = self.column();
                let word = self.any_word(expected)?;
                let digits = word.strip_suffix('%').unwrap_or("");
                let expected = "a share of the usual speed, 10% to 1000%";
                Ok(Change::Clock { node, percent: self.number_in(digits, column, expected, 10, 1_000)? })
            }
        }
    }

    fn link(&mut self) -> Result<Change, Diagnostic> {
        #[derive(Clone, Copy)]
        enum Option_ {
            Delay,
            Loss,
            Duplicate,
        }
        let from = self.address()?;
        self.token(&Token::Arrow, "“->” and the receiver")?;
        let column = self.column();
        let to = self.address()?;
        self.two_ends(column, from, to)?;
        if self.eat("calm") {
            return Ok(Change::Calm { from, to });
        }
        if self.is_done() {
            return Err(self.wanted("“delay=”, “loss=”, “duplicate=” or “calm”"));
        }
        let mut way = Way::default();
        while !self.is_done() {
            let option = self.one_of(&[
                ("delay", Option_::Delay),
                ("loss", Option_::Loss),
                ("duplicate", Option_::Duplicate),
            ])?;
            self.equals()?;
            match option {
                Option_::Delay => way.delay = Some(self.span()?),
                Option_::Loss => way.loss_per_thousand = Some(self.percent()?),
                Option_::Duplicate => way.duplicate_per_thousand = Some(self.percent()?),
            }
        }
        Ok(Change::Link { from, to, way })
    }

    /// A link leads from one place to another, and not between clients.
    pub(super) fn two_ends(&self, column: u32, from: Address, to: Address) -> Result<(), Diagnostic> {
        let fault = |message: &str, hint: &str| {
            Err(self.fault_at(column, Code::Contradiction, message.to_string(), None, Some(hint)))
        };
        match (from, to) {
            (Address::Client(_), Address::Client(_)) => {
                fault("there is no link between clients", "name a node")
            }
            (from, to) if from == to => {
                fault("a node has no link to itself: what it tells itself never travels", "name another node")
            }
            (Address::Node(_) | Address::Client(_), _) => Ok(()),
        }
    }
}
