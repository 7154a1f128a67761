//! The lines that set a run up, and those that say what is expected of it.

use antipaxos_paxos::{Adopts, Forwarding, NodeSet, Rule, Rules, Variant};

use super::super::expect::{Claim, Expectation};
use super::super::lexer::Token;
use super::super::{Learners, MAX_PREFIX, ProtocolLine, Statement};
use super::cursor::{Cursor, nearest};
use super::examples;
use crate::diagnosis::Ailment;
use crate::diagnostic::{Code, Diagnostic};
use crate::monitor::Watch;
use crate::monitor::paxos::Monitor;
use crate::settings::{Network, Timing};

#[derive(Clone, Copy)]
enum Option_ {
    Learners,
    Forwarding,
    Nacks,
    Answers,
    Window,
    Prepare,
    Watermark,
    Prevote,
}

#[derive(Clone, Copy)]
enum NetworkOption {
    Manual,
    Delay,
    Loss,
    Duplicate,
    Calm,
    Seed,
}

#[derive(Clone, Copy)]
enum TimerOption {
    Election,
    Heartbeat,
    Resend,
    Backoff,
    Client,
}

impl Cursor<'_> {
    pub(super) fn equals(&mut self) -> Result<(), Diagnostic> {
        self.token(&Token::Equals, "“=” and a value")
    }

    pub(super) fn protocol(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let variant = self.one_of(&[("basic", Variant::Basic), ("multi", Variant::Multi)])?;
        let mut line = ProtocolLine::new(variant);
        while !self.is_done() {
            let option = self.one_of(&[
                ("learners", Option_::Learners),
                ("forwarding", Option_::Forwarding),
                ("nacks", Option_::Nacks),
                ("answers", Option_::Answers),
                ("window", Option_::Window),
                ("prepare", Option_::Prepare),
                ("watermark", Option_::Watermark),
                ("prevote", Option_::Prevote),
            ])?;
            self.equals()?;
            match option {
                Option_::Learners => {
                    line.learners = if self.eat("all") {
                        Learners::All
                    } else if self.eat("leader") {
                        Learners::Leader
                    } else {
                        Learners::One(self.node()?)
                    };
                }
                Option_::Forwarding => {
                    line.forwarding =
                        self.one_of(&[("forward", Forwarding::Forward), ("redirect", Forwarding::Redirect)])?;
                }
                Option_::Answers => {
                    line.direct_answers = self.one_of(&[("through", false), ("direct", true)])?;
                }
                Option_::Window => line.window = Some(self.number("how many slots at once", 1, 1_000)?),
                Option_::Nacks => line.nacks = self.one_of(&[("on", true), ("off", false)])?,
                Option_::Prevote => line.prevote = self.one_of(&[("on", true), ("off", false)])?,
                Option_::Watermark => line.watermark = self.one_of(&[("on", true), ("off", false)])?,
                Option_::Prepare => {
                    line.strict_prepare = self.one_of(&[("again", false), ("strict", true)])?;
                }
            }
        }
        Ok(Statement::Protocol(line))
    }

    pub(super) fn quorums(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let phase1 = self.number("the size of a phase-1 quorum", 1, 15)?;
        let phase2 = self.number("the size of a phase-2 quorum", 1, 15)?;
        let small = |number: u32| u8::try_from(number).expect("at most 15");
        Ok(Statement::Quorums { phase1: small(phase1), phase2: small(phase2) })
    }

    pub(super) fn network(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let mut network = Network::default();
        while !self.is_done() {
            let option = self.one_of(&[
                ("manual", NetworkOption::Manual),
                ("delay", NetworkOption::Delay),
                ("loss", NetworkOption::Loss),
                ("duplicate", NetworkOption::Duplicate),
                ("calm", NetworkOption::Calm),
                ("seed", NetworkOption::Seed),
            ])?;
            if let NetworkOption::Manual = option {
                network.manual = true;
                continue;
            }
            self.equals()?;
            match option {
                NetworkOption::Manual => {}
                NetworkOption::Delay => network.delay = self.span()?,
                NetworkOption::Loss => network.loss_per_thousand = self.percent()?,
                NetworkOption::Duplicate => network.duplicate_per_thousand = self.percent()?,
                NetworkOption::Calm => network.calm_ms = Some(self.duration()?),
                NetworkOption::Seed => network.seed = self.number("a seed", 0, u32::MAX)?,
            }
        }
        Ok(Statement::Network(network))
    }

    /// Rules by id or by name; `adopt-highest-ballot` in three ways.
    pub(super) fn rules(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let mut rules = Rules::ALL;
        while !self.is_done() {
            let rule = self.rule()?;
            self.equals()?;
            if rule == Rule::AdoptHighestBallot {
                rules = rules.adopting(self.one_of(&[
                    ("off", Adopts::Last),
                    ("last", Adopts::Last),
                    ("any", Adopts::Any),
                    ("lowest", Adopts::Lowest),
                    ("on", Adopts::Highest),
                ])?);
            } else if self.one_of(&[("off", true), ("on", false)])? {
                rules = rules.without(rule);
            } else {
                rules = rules.with(rule);
            }
        }
        Ok(Statement::Rules(rules))
    }

    /// Monitors by name, on or off.
    pub(super) fn monitors(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let mut watch = Watch::ALL;
        while !self.is_done() {
            let monitor = self.monitor()?;
            self.equals()?;
            let off = self.one_of(&[("off", true), ("on", false)])?;
            watch = if off { watch.but(monitor) } else { watch.and(monitor) };
        }
        Ok(Statement::Monitors(watch))
    }

    fn monitor(&mut self) -> Result<Monitor, Diagnostic> {
        self.one_of(&Monitor::ALL.map(|monitor| (monitor.name(), monitor)))
    }

    fn rule(&mut self) -> Result<Rule, Diagnostic> {
        let expected = "a rule's id, such as R1 or M2, or its name";
        let column = self.column();
        let word = self.any_word(expected)?;
        let known = || Rule::SWITCHES.into_iter().flat_map(|rule| [rule.id(), Some(rule.name())]).flatten();
        let of_word = |rule: &Rule| rule.id() == Some(word.as_str()) || rule.name() == word;
        Rule::SWITCHES.into_iter().find(of_word).ok_or_else(|| {
            let hint = nearest(&word, known());
            let message = format!("“{word}” is no rule that can be switched off");
            self.fault_at(column, Code::UnknownWord, message, Some(expected), hint.as_deref())
        })
    }

    pub(super) fn percent(&mut self) -> Result<u32, Diagnostic> {
        let column = self.column();
        let expected = "a share, such as 5%";
        let word = self.any_word(expected)?;
        let digits = word.strip_suffix('%').unwrap_or("");
        Ok(self.number_in(digits, column, "a share, 0% to 100%", 0, 100)? * 10)
    }

    pub(super) fn timers(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let mut timing = Timing::default();
        while !self.is_done() {
            let option = self.one_of(&[
                ("election", TimerOption::Election),
                ("heartbeat", TimerOption::Heartbeat),
                ("resend", TimerOption::Resend),
                ("backoff", TimerOption::Backoff),
                ("client", TimerOption::Client),
            ])?;
            self.equals()?;
            let column = self.column();
            let span = self.span()?;
            let least = span.high_ms.max(1);
            match option {
                TimerOption::Election => timing.election = span,
                TimerOption::Backoff => timing.backoff = span,
                TimerOption::Heartbeat => timing.heartbeat_ms = least,
                TimerOption::Resend => timing.resend_ms = least,
                TimerOption::Client => timing.client_ms = least,
            }
            let ranged = matches!(option, TimerOption::Election | TimerOption::Backoff);
            if !ranged && span.low_ms != span.high_ms {
                let message = "this time is not random".to_string();
                return Err(self.fault_at(
                    column,
                    Code::Syntax,
                    message,
                    Some("one time, such as 50ms"),
                    None,
                ));
            }
            if span.high_ms == 0 && !matches!(option, TimerOption::Backoff) {
                let message = "a timer of 0ms would fire for ever".to_string();
                return Err(self.fault_at(column, Code::BadNumber, message, Some("at least 1ms"), None));
            }
        }
        Ok(Statement::Timers(timing))
    }

    pub(super) fn prefix(&mut self) -> Result<Statement, Diagnostic> {
        self.next();
        let slots = self.number("how many slots are chosen before step 0", 1, MAX_PREFIX)?;
        if !self.eat("slots") {
            return Err(self.wanted("“slots”"));
        }
        Ok(Statement::Prefix { slots })
    }

    pub(super) fn expectation(&mut self) -> Result<Expectation, Diagnostic> {
        #[derive(Clone, Copy)]
        enum Name {
            Safe,
            Logs,
            Leader,
            Messages,
            Delays,
            Answered,
            Steps,
            Violation,
            Diagnosis,
            No,
            Store,
        }
        const NAMES: [(&str, Name); 11] = [
            ("safe", Name::Safe),
            ("logs", Name::Logs),
            ("leader", Name::Leader),
            ("messages", Name::Messages),
            ("delays", Name::Delays),
            ("answered", Name::Answered),
            ("steps", Name::Steps),
            ("violation", Name::Violation),
            ("diagnosis", Name::Diagnosis),
            ("no", Name::No),
            ("store", Name::Store),
        ];
        let Some(word) = self.peek_word() else { return Err(self.wanted("what is expected")) };
        if word.starts_with('#') {
            return self.slot_expectation();
        }
        if self.names().find(&word).is_some() {
            return self.node_expectation();
        }
        // “leader B” is another line, with an example of its own.
        if word != "leader" && NAMES.iter().any(|(name, _)| *name == word) {
            self.construct(match examples::key(&word) {
                "" => "expect",
                key => key,
            });
        }
        let most = 1_000_000;
        let claim = match self.one_of(&NAMES)? {
            Name::Safe => Claim::Safe,
            Name::Logs => {
                if !self.eat("equal") {
                    return Err(self.wanted("“equal”"));
                }
                Claim::LogsEqual
            }
            Name::Leader if self.eat("nobody") => Claim::Leader { node: None },
            Name::Leader => Claim::Leader { node: Some(self.node()?) },
            Name::Messages => Claim::Messages { count: self.number("a count", 0, most)? },
            Name::Delays => Claim::Delays { count: self.number("a count", 0, most)? },
            Name::Answered => Claim::Answered { count: self.number("a count", 0, most)? },
            Name::Steps => Claim::Steps { count: self.number("a count", 0, most)? },
            Name::Violation => {
                let monitor = self.monitor()?;
                let step = if self.eat("at") { Some(self.number("a step", 1, most)?) } else { None };
                Claim::Violation { monitor, step }
            }
            Name::Diagnosis => {
                let known = Ailment::ALL.map(|ailment| (ailment.name(), ailment));
                Claim::Diagnosis { ailment: Some(self.one_of(&known)?) }
            }
            Name::No => {
                if !self.eat("diagnosis") {
                    return Err(self.wanted("“diagnosis”"));
                }
                Claim::Diagnosis { ailment: None }
            }
            Name::Store => {
                let key = self.any_word("a key")?;
                Claim::Store { key, value: self.any_word("a value")? }
            }
        };
        Ok(Expectation { nodes: NodeSet::EMPTY, claim })
    }

    fn slot_expectation(&mut self) -> Result<Expectation, Diagnostic> {
        self.construct("chosen");
        let slot = self.slot()?;
        let claim = if self.one_of(&[("chosen", true), ("open", false)])? {
            let value = self.text("the value, such as \"set x 1\" or \"no-op\"")?;
            let ballot = if self.eat("in") { Some(self.ballot()?) } else { None };
            Claim::Chosen { slot, value, ballot }
        } else {
            Claim::Open { slot }
        };
        Ok(Expectation { nodes: NodeSet::EMPTY, claim })
    }

    fn node_expectation(&mut self) -> Result<Expectation, Diagnostic> {
        #[derive(Clone, Copy)]
        enum Name {
            Learned,
            Executed,
            Voted,
            Promised,
        }
        let node = self.node()?;
        if let Some(word) = self.peek_word() {
            self.construct(examples::key(&word));
        }
        let claim = match self.one_of(&[
            ("learned", Name::Learned),
            ("executed", Name::Executed),
            ("voted", Name::Voted),
            ("promised", Name::Promised),
        ])? {
            Name::Learned => {
                let slot = self.slot()?;
                Claim::Learned { slot, value: self.text("the value, such as \"set x 1\"")? }
            }
            Name::Executed if self.eat("nothing") => Claim::Executed { slot: None },
            Name::Executed => Claim::Executed { slot: Some(self.slot()?) },
            Name::Voted => {
                let slot = self.slot()?;
                let value = self.text("the value, such as \"set x 1\"")?;
                let ballot = if self.eat("in") { Some(self.ballot()?) } else { None };
                Claim::Voted { slot, value, ballot }
            }
            Name::Promised => Claim::Promised { ballot: self.ballot()? },
        };
        Ok(Expectation { nodes: NodeSet::EMPTY.with(node), claim })
    }
}
