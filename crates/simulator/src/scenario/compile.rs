//! Scenario to settings: what the world is given. Checks what no line can
//! check alone.

use antipaxos_paxos::{Cluster, Config, Learning, NodeId, NodeSet, Quorums, Rule, Rules, Variant};

use super::{Act, Beat, Learners, Line, MAX_ACTIONS, RoleLine, Scenario, Statement, Verb, When};
use crate::action::{Action, Change, Condition, Item, Pattern, Trigger};
use crate::diagnostic::{Code, Diagnostic};
use crate::protocols::Paxos;
use crate::settings::Settings;

fn fault(line: u32, code: Code, message: impl Into<String>, hint: &str) -> Diagnostic {
    let hint = Some(hint.to_string());
    Diagnostic { code, line, column: 1, message: message.into(), expected: None, hint }
}

impl Scenario {
    /// What the scenario's run depends on.
    ///
    /// # Errors
    /// A contradiction between lines, or too much of something.
    pub fn compile(&self) -> Result<Settings<Paxos>, Diagnostic> {
        self.check_single_lines()?;
        let cluster = self.cluster()?;
        let line = self.protocol();
        let learning = match line.learners {
            Learners::All => Learning::All,
            Learners::Leader => Learning::Leader,
            Learners::One(node) if cluster.learners.contains(node) => Learning::Distinguished(node),
            Learners::One(node) => {
                let message = format!("{} is no learner", self.names.node(node));
                return Err(fault(
                    self.line_of(&is_protocol),
                    Code::Contradiction,
                    message,
                    "name one that is",
                ));
            }
        };
        let config = Config {
            variant: line.variant,
            cluster,
            learning,
            forwarding: line.forwarding,
            nacks: line.nacks,
            window: line.window.unwrap_or(u32::MAX),
            direct_answers: line.direct_answers,
            strict_prepare: line.strict_prepare,
            rules: self.rules(),
            watermark: line.watermark,
            prevote: line.prevote,
        };
        let mut settings = Settings::new(Paxos { config }, self.names.clone());
        settings.network = self.network();
        for statement in self.statements() {
            match statement {
                Statement::Timers(timing) => settings.timing = *timing,
                Statement::Monitors(watch) => settings.monitors = *watch,
                Statement::Leader(node) => settings.leader = Some(*node),
                Statement::Prefix { slots } => settings.past = *slots,
                Statement::Until { ms } => settings.until_ms = Some(*ms),
                Statement::Given(change) => settings.given.push(*change),
                Statement::Protocol(_)
                | Statement::Roles(..)
                | Statement::Quorums { .. }
                | Statement::Network(_)
                | Statement::Rules(_)
                | Statement::Do { .. }
                | Statement::Note { .. }
                | Statement::Expect(_) => {}
            }
        }
        self.check_leader(&settings)?;
        self.check_given(&settings)?;
        settings.script = self.script(&settings)?;
        Ok(settings)
    }

    fn line_of(&self, of: &dyn Fn(&Statement) -> bool) -> u32 {
        let lines = (1..).zip(&self.lines);
        let mut found = lines.filter(|(_, line)| line.statement.as_ref().is_some_and(of));
        found.next().map_or(1, |(number, _)| number)
    }

    /// Lines that may stand once.
    fn check_single_lines(&self) -> Result<(), Diagnostic> {
        let name = |statement: &Statement| match statement {
            Statement::Protocol(_) => Some("protocol"),
            Statement::Roles(RoleLine::Replicas, _) => Some("replicas"),
            Statement::Roles(RoleLine::Proposers, _) => Some("proposers"),
            Statement::Roles(RoleLine::Acceptors, _) => Some("acceptors"),
            Statement::Roles(RoleLine::Learners, _) => Some("learners"),
            Statement::Quorums { .. } => Some("quorums"),
            Statement::Network(_) => Some("network"),
            Statement::Rules(_) => Some("rules"),
            Statement::Monitors(_) => Some("monitors"),
            Statement::Timers(_) => Some("timers"),
            Statement::Leader(_) => Some("leader"),
            Statement::Prefix { .. } => Some("prefix"),
            Statement::Until { .. } => Some("until"),
            Statement::Given(_) | Statement::Do { .. } | Statement::Note { .. } | Statement::Expect(_) => {
                None
            }
        };
        let mut seen: Vec<&str> = Vec::new();
        for (number, line) in (1..).zip(&self.lines) {
            let Some(name) = line.statement.as_ref().and_then(name) else { continue };
            if seen.contains(&name) {
                let message = format!("there is a “{name}” line already");
                return Err(fault(number, Code::Contradiction, message, "keep one of them"));
            }
            seen.push(name);
        }
        Ok(())
    }

    fn cluster(&self) -> Result<Cluster, Diagnostic> {
        let role = |wanted: RoleLine| {
            self.statements().find_map(|statement| {
                let Statement::Roles(role, nodes) = statement else { return None };
                (*role == wanted).then(|| nodes.iter().copied().collect::<NodeSet>())
            })
        };
        let count = u8::try_from(self.names.len()).expect("at most 15 nodes");
        let lines = [RoleLine::Proposers, RoleLine::Acceptors, RoleLine::Learners].map(role);
        let replicas = role(RoleLine::Replicas)
            .or_else(|| lines.iter().all(Option::is_none).then(|| NodeSet::first(count)));
        let [proposers, acceptors, learners] =
            lines.map(|line| line.unwrap_or_default().or(replicas.unwrap_or_default()));
        let at = self.line_of(&|statement| matches!(statement, Statement::Roles(..)));
        if proposers.is_empty() {
            return Err(fault(at, Code::Missing, "no node proposes", "add a line such as “proposers P1”"));
        }
        if acceptors.is_empty() {
            return Err(fault(
                at,
                Code::Missing,
                "no node accepts",
                "add a line such as “acceptors A1 A2 A3”",
            ));
        }
        // Whoever proposes wants to know what became of it.
        let learners = if learners.is_empty() { proposers } else { learners };
        let quorums = self.quorums(acceptors.len())?;
        Ok(Cluster { proposers, acceptors, learners, quorums })
    }

    /// The rules that the run keeps.
    #[must_use]
    pub fn rules(&self) -> Rules {
        let line = self.statements().find_map(|statement| {
            let Statement::Rules(rules) = statement else { return None };
            Some(*rules)
        });
        line.unwrap_or_default()
    }

    fn quorums(&self, acceptors: u8) -> Result<Quorums, Diagnostic> {
        let found = self.statements().find_map(|statement| {
            let Statement::Quorums { phase1, phase2 } = statement else { return None };
            Some(Quorums { phase1: *phase1, phase2: *phase2 })
        });
        let Some(quorums) = found else { return Ok(Quorums::majority(acceptors)) };
        let at = self.line_of(&|statement| matches!(statement, Statement::Quorums { .. }));
        let largest = quorums.phase1.max(quorums.phase2);
        if largest > acceptors {
            let message = format!("a quorum of {largest}, but only {acceptors} acceptors");
            return Err(fault(at, Code::Contradiction, message, "make it smaller"));
        }
        if !quorums.intersect(acceptors) && self.rules().keeps(Rule::QuorumsIntersect) {
            let (one, two) = (quorums.phase1, quorums.phase2);
            let message = format!("quorums of {one} and {two} among {acceptors} acceptors need not meet");
            return Err(fault(
                at,
                Code::Contradiction,
                message,
                "together they must be more than all acceptors; to see why, add the line “rules R7=off”",
            ));
        }
        Ok(quorums)
    }

    fn check_leader(&self, settings: &Settings<Paxos>) -> Result<(), Diagnostic> {
        let config = &settings.protocol.config;
        let at = self.line_of(&|statement| matches!(statement, Statement::Leader(_)));
        match settings.leader {
            Some(_) if config.variant == Variant::Basic => Err(fault(
                at,
                Code::Contradiction,
                "Basic Paxos has no leader",
                "use “protocol multi”, or take the line out",
            )),
            Some(leader) if !config.cluster.proposers.contains(leader) => {
                let message = format!("{} does not propose, so it cannot lead", self.names.node(leader));
                Err(fault(at, Code::Contradiction, message, "name a proposer"))
            }
            None if settings.past > 0 => {
                let at = self.line_of(&|statement| matches!(statement, Statement::Prefix { .. }));
                Err(fault(at, Code::Missing, "a past needs a leader", "add a line such as “leader A”"))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What is set up for a link or a node stands in one line.
    fn check_given(&self, settings: &Settings<Paxos>) -> Result<(), Diagnostic> {
        let mut seen: Vec<Change> = Vec::new();
        for (number, line) in (1..).zip(&self.lines) {
            let Some(Statement::Given(change)) = line.statement else { continue };
            check_clock(number, settings)?;
            if seen.iter().any(|other| same_thing(other, &change)) {
                let text = super::print::change(&change, &self.names);
                let what = text.split(' ').take(2).collect::<Vec<_>>().join(" ");
                let message = format!("there is a “{what}” line already");
                return Err(fault(number, Code::Contradiction, message, "keep one of them"));
            }
            seen.push(change);
        }
        Ok(())
    }

    fn script(&self, settings: &Settings<Paxos>) -> Result<Vec<Item>, Diagnostic> {
        let mut script = Vec::new();
        let has_clock = !settings.network.manual || is_released(&self.lines);
        let proposers = settings.protocol.config.cluster.proposers;
        for (number, line) in (1..).zip(&self.lines) {
            let (when, act) = match &line.statement {
                Some(Statement::Do { when, act }) => (*when, Some(act)),
                Some(Statement::Note { when, .. }) => (*when, None),
                Some(_) | None => continue,
            };
            self.check_condition(number, when, settings)?;
            let Some(act) = act else { continue };
            check_when(number, when, settings.network.manual)?;
            // Before any of them is made: two long lists are many pairs.
            if script.len().saturating_add(count(act)) > MAX_ACTIONS {
                let message = format!("more than {MAX_ACTIONS} actions");
                return Err(fault(number, Code::TooMany, message, "take some out"));
            }
            let actions = expand(act, when);
            for action in &actions {
                check_proposer(number, action, proposers, self)?;
                if !has_clock && needs_clock(action) {
                    return Err(no_clock(number));
                }
            }
            let mut part = 0;
            for trigger in triggers(when) {
                for action in &actions {
                    if script.len() >= MAX_ACTIONS {
                        let message = format!("more than {MAX_ACTIONS} actions");
                        return Err(fault(number, Code::TooMany, message, "take some out"));
                    }
                    script.push(Item { trigger, action: action.clone(), line: number, part });
                    part += 1;
                }
            }
        }
        Ok(script)
    }

    /// Who is waited for to lead must be able to.
    fn check_condition(&self, line: u32, when: When, settings: &Settings<Paxos>) -> Result<(), Diagnostic> {
        let When::Once(Condition::Leads { node }) = when else { return Ok(()) };
        let config = &settings.protocol.config;
        if config.variant == Variant::Basic {
            let hint = "wait for something else, such as “when #1 chosen”, or use “protocol multi”";
            return Err(fault(line, Code::Contradiction, "nobody leads in Basic Paxos", hint));
        }
        if !config.cluster.proposers.contains(node) {
            let message = format!("{} does not propose, so it cannot lead", self.names.node(node));
            return Err(fault(line, Code::Contradiction, message, "name a proposer"));
        }
        Ok(())
    }
}

/// Whether the word on when, or its absence, fits the network.
fn check_when(line: u32, when: When, manual: bool) -> Result<(), Diagnostic> {
    let no_clock = |hint| Err(fault(line, Code::Contradiction, "a manual network has no clock", hint));
    let no_time = |hint| Err(fault(line, Code::Missing, "this line does not say when", hint));
    match when {
        When::Next if !manual => no_time("write “at 0ms …” before it, or make the network manual"),
        When::Repeat { beat: None, .. } if !manual => {
            no_time("say how often: “repeat 3 every 50ms: …”, or “repeat 3 every 50ms from 100ms: …”")
        }
        When::At { .. } if manual => {
            no_clock("leave “at …” out: in a manual network the lines follow each other")
        }
        When::Repeat { beat: Some(_), .. } if manual => {
            no_clock("leave “every …” and “from …” out: in a manual network the lines follow each other")
        }
        When::Next | When::At { .. } | When::After { .. } | When::On { .. } => Ok(()),
        When::Once(_) | When::Repeat { .. } => Ok(()),
    }
}

/// What triggers a line's actions, once for each time that they are done.
fn triggers(when: When) -> Vec<Trigger> {
    match when {
        When::Next => vec![Trigger::Next],
        When::At { ms } => vec![Trigger::At { ms }],
        When::After { step } => vec![Trigger::After { step }],
        When::On { nth, pattern } => vec![Trigger::On { nth, pattern }],
        When::Once(condition) => vec![Trigger::Once(condition)],
        When::Repeat { count, beat } => (0..count)
            .map(|turn| match beat {
                None => Trigger::Next,
                Some(Beat { from_ms, every_ms }) => {
                    Trigger::At { ms: from_ms.saturating_add(turn.saturating_mul(every_ms)) }
                }
            })
            .collect(),
    }
}

fn is_protocol(statement: &Statement) -> bool {
    matches!(statement, Statement::Protocol(_))
}

/// Delays, chance and timers are for networks that have a clock.
fn check_clock(line: u32, settings: &Settings<Paxos>) -> Result<(), Diagnostic> {
    if !settings.network.manual {
        return Ok(());
    }
    let hint = "take the line out, or say when, after a “release”: “after step 9 slow B 5ms”";
    Err(Diagnostic { hint: Some(hint.to_string()), ..no_clock(line) })
}

fn no_clock(line: u32) -> Diagnostic {
    let message = "in a manual network nothing takes time, and nothing is lost by chance";
    fault(line, Code::Contradiction, message, "take the line out, or “release” the network first")
}

pub(super) const fn needs_clock(action: &Action) -> bool {
    match action {
        Action::Delay { .. } => true,
        Action::Change(change) => match change {
            Change::Hold | Change::Release | Change::CalmAll => false,
            Change::Link { .. } | Change::Calm { .. } | Change::Slow { .. } | Change::Clock { .. } => true,
        },
        Action::Ask { .. } | Action::Start { .. } | Action::Timeout { .. } | Action::Crash { .. } => false,
        Action::Deliver { .. } | Action::Drop { .. } | Action::Duplicate { .. } => false,
        Action::Restart { .. } | Action::Bounce { .. } | Action::Cut(_) | Action::Heal(_) => false,
    }
}

/// A manual network that is released at some line goes on by itself from there.
pub(super) fn is_released(lines: &[Line]) -> bool {
    let release = Act::One(Action::Change(Change::Release));
    lines.iter().any(|line| matches!(&line.statement, Some(Statement::Do { act, .. }) if *act == release))
}

/// Whether both are about the same link, inbox or clock.
fn same_thing(one: &Change, other: &Change) -> bool {
    let link = |change: &Change| match *change {
        Change::Link { from, to, .. } | Change::Calm { from, to } => Some((from, to)),
        Change::Slow { .. } | Change::Clock { .. } => None,
        Change::Hold | Change::Release | Change::CalmAll => None,
    };
    match (one, other) {
        (Change::Slow { node, .. }, Change::Slow { node: same, .. })
        | (Change::Clock { node, .. }, Change::Clock { node: same, .. }) => node == same,
        _ => link(one).is_some() && link(one) == link(other),
    }
}

fn check_proposer(
    line: u32,
    action: &Action,
    proposers: NodeSet,
    scenario: &Scenario,
) -> Result<(), Diagnostic> {
    let node: Option<NodeId> = match action {
        Action::Ask { node, .. } | Action::Start { node, .. } => Some(*node),
        Action::Timeout { .. }
        | Action::Deliver { .. }
        | Action::Drop { .. }
        | Action::Duplicate { .. }
        | Action::Delay { .. }
        | Action::Crash { .. }
        | Action::Restart { .. }
        | Action::Bounce { .. }
        | Action::Cut(_)
        | Action::Heal(_)
        | Action::Change(_) => None,
    };
    match node.filter(|node| !proposers.contains(*node)) {
        None => Ok(()),
        Some(node) => {
            let message = format!("{} does not propose", scenario.names.node(node));
            let list = scenario.names.list(proposers);
            Err(fault(line, Code::Contradiction, message, &format!("name one of {list}")))
        }
    }
}

/// How many single actions a line is.
const fn count(act: &Act) -> usize {
    match act {
        Act::One(_) | Act::It(_) => 1,
        Act::Messages { from, to, .. } => from.len().saturating_mul(to.len()),
    }
}

/// A line's single actions, in order: those of one turn, where it is repeated.
pub(super) fn expand(act: &Act, when: When) -> Vec<Action> {
    let of = |verb: Verb, pattern: Pattern| match verb {
        Verb::Deliver => Action::Deliver { pattern, again: false },
        Verb::DeliverAgain => Action::Deliver { pattern, again: true },
        Verb::Drop => Action::Drop { pattern },
        Verb::Duplicate => Action::Duplicate { pattern },
        Verb::Delay { by_ms } => Action::Delay { pattern, by_ms },
    };
    match act {
        Act::One(action) => vec![action.clone()],
        Act::It(verb) => match when {
            When::On { pattern, .. } => vec![of(*verb, pattern)],
            When::Next | When::At { .. } | When::After { .. } => Vec::new(),
            When::Once(_) | When::Repeat { .. } => Vec::new(),
        },
        Act::Messages { verb, kind, ballot, slot, from, to } => from
            .iter()
            .flat_map(|from| to.iter().map(move |to| (*from, *to)))
            .map(|(from, to)| of(*verb, Pattern { kind, ballot: *ballot, slot: *slot, from, to }))
            .collect(),
    }
}
