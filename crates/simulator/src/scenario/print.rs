//! Scenario to text: the canonical form. `parse(print(s)) == s`.

use std::fmt::Write;

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, Adopts, Forwarding, NodeId, NodeSet, Rule, Rules, Variant};

use super::expect::{Claim, Expectation};
use super::{Act, Learners, ProtocolLine, RoleLine, Scenario, Statement, Verb, When};
use crate::action::{Action, Change, Condition, CrashPoint, Disk, Links, Pattern};
use crate::flight::Flight;
use crate::monitor::Watch;
use crate::protocol::Protocol;
use crate::settings::{Network, Span, Timing};

/// The whole text.
#[must_use]
pub fn print(scenario: &Scenario) -> String {
    let names = &scenario.names;
    let mut text = String::new();
    for line in &scenario.lines {
        let mut parts = Vec::new();
        if let Some(known) = &line.statement {
            parts.push(statement(known, names));
        }
        if let Some(comment) = &line.comment {
            parts.push(if comment.is_empty() { "#".to_string() } else { format!("# {comment}") });
        }
        text += &parts.join("  ");
        text.push('\n');
    }
    text
}

#[must_use]
pub fn statement(statement: &Statement, names: &Names) -> String {
    match statement {
        Statement::Protocol(line) => protocol(line, names),
        Statement::Roles(role, nodes) => {
            let word = match role {
                RoleLine::Replicas => "replicas",
                RoleLine::Proposers => "proposers",
                RoleLine::Acceptors => "acceptors",
                RoleLine::Learners => "learners",
            };
            let list: Vec<&str> = nodes.iter().map(|node| names.node(*node)).collect();
            format!("{word} {}", list.join(" "))
        }
        Statement::Quorums { phase1, phase2 } => format!("quorums {phase1} {phase2}"),
        Statement::Network(line) => network(line),
        Statement::Rules(line) => rules(*line),
        Statement::Monitors(watch) => monitors(*watch),
        Statement::Timers(timing) => timers(timing),
        Statement::Leader(node) => format!("leader {}", names.node(*node)),
        Statement::Prefix { slots } => format!("prefix {slots} slots"),
        Statement::Until { ms } => format!("until {ms}ms"),
        Statement::Given(change) => self::change(change, names),
        Statement::Do { when, act } => {
            let act = self::act(act, names);
            match when {
                When::On { .. } | When::Once(_) | When::Repeat { .. } => {
                    format!("{}: {act}", self::when(when, names))
                }
                When::Next => act,
                When::At { .. } | When::After { .. } => format!("{} {act}", self::when(when, names)),
            }
        }
        Statement::Note { when, text } => match when {
            When::Next => format!("note \"{text}\""),
            When::On { .. } | When::Once(_) | When::Repeat { .. } => {
                format!("note {}: \"{text}\"", self::when(when, names))
            }
            When::At { .. } | When::After { .. } => format!("note {} \"{text}\"", self::when(when, names)),
        },
        Statement::Expect(expectation) => format!("expect {}", claim(expectation, names)),
    }
}

fn protocol(line: &ProtocolLine, names: &Names) -> String {
    let mut text = String::from(match line.variant {
        Variant::Basic => "protocol basic",
        Variant::Multi => "protocol multi",
    });
    match line.learners {
        Learners::All => {}
        Learners::Leader => text += " learners=leader",
        Learners::One(node) => text += &format!(" learners={}", names.node(node)),
    }
    if line.forwarding == Forwarding::Redirect {
        text += " forwarding=redirect";
    }
    if line.direct_answers {
        text += " answers=direct";
    }
    if let Some(window) = line.window {
        text += &format!(" window={window}");
    }
    if !line.nacks {
        text += " nacks=off";
    }
    if line.strict_prepare {
        text += " prepare=strict";
    }
    if line.watermark {
        text += " watermark=on";
    }
    if line.prevote {
        text += " prevote=on";
    }
    text
}

fn rules(rules: Rules) -> String {
    let mut text = String::from("rules");
    for rule in rules.broken() {
        let how = match rules.adopts() {
            Adopts::Any if rule == Rule::AdoptHighestBallot => "any",
            Adopts::Lowest if rule == Rule::AdoptHighestBallot => "lowest",
            Adopts::Highest | Adopts::Last | Adopts::Any | Adopts::Lowest => "off",
        };
        text += &format!(" {}={how}", rule.id().unwrap_or_default());
    }
    text
}

fn monitors(watch: Watch) -> String {
    let off = watch.blind().map(|monitor| format!(" {}=off", monitor.name()));
    format!("monitors{}", off.collect::<String>())
}

fn span(span: Span) -> String {
    if span.low_ms == span.high_ms {
        format!("{}ms", span.low_ms)
    } else {
        format!("{}..{}ms", span.low_ms, span.high_ms)
    }
}

fn network(network: &Network) -> String {
    let normal = Network::default();
    let mut text = String::from("network");
    if network.manual {
        text += " manual";
    }
    if network.delay != normal.delay || (!network.manual && *network == normal) {
        text += &format!(" delay={}", span(network.delay));
    }
    for (name, share) in [("loss", network.loss_per_thousand), ("duplicate", network.duplicate_per_thousand)]
    {
        if share > 0 {
            text += &format!(" {name}={}%", share / 10);
        }
    }
    if let Some(calm_ms) = network.calm_ms {
        text += &format!(" calm={calm_ms}ms");
    }
    if network.seed != normal.seed {
        text += &format!(" seed={}", network.seed);
    }
    text
}

fn timers(timing: &Timing) -> String {
    let normal = Timing::default();
    let all = [
        ("election", span(timing.election), span(normal.election)),
        ("heartbeat", format!("{}ms", timing.heartbeat_ms), format!("{}ms", normal.heartbeat_ms)),
        ("resend", format!("{}ms", timing.resend_ms), format!("{}ms", normal.resend_ms)),
        ("backoff", span(timing.backoff), span(normal.backoff)),
        ("client", format!("{}ms", timing.client_ms), format!("{}ms", normal.client_ms)),
    ];
    let other = all.iter().filter(|(_, value, normal)| value != normal);
    let mut text = String::from("timers");
    for (name, value, _) in other {
        text += &format!(" {name}={value}");
    }
    text
}

fn when(when: &When, names: &Names) -> String {
    match when {
        When::Next => String::new(),
        When::At { ms } => format!("at {ms}ms"),
        When::After { step } => format!("after step {step}"),
        When::On { nth, pattern } => format!("on {} {}", ordinal(*nth), self::pattern(pattern, names)),
        When::Once(condition) => format!("when {}", self::condition(*condition, names)),
        When::Repeat { count, beat: None } => format!("repeat {count}"),
        When::Repeat { count, beat: Some(beat) } => {
            let from = if beat.from_ms == 0 { String::new() } else { format!(" from {}ms", beat.from_ms) };
            format!("repeat {count} every {}ms{from}", beat.every_ms)
        }
    }
}

/// `B leads`, `#1 chosen`, `2 crashed`
#[must_use]
pub fn condition(condition: Condition, names: &Names) -> String {
    let ballot = |(round, owner): (u32, NodeId)| format!("{round}.{}", names.node(owner));
    match condition {
        Condition::Chosen { slot } => format!("#{slot} chosen"),
        Condition::Leads { node } => format!("{} leads", names.node(node)),
        Condition::Promised { node, ballot: of } => format!("{} promised {}", names.node(node), ballot(of)),
        Condition::Voted { node, slot, ballot: None } => format!("{} voted #{slot}", names.node(node)),
        Condition::Voted { node, slot, ballot: Some(of) } => {
            format!("{} voted #{slot} in {}", names.node(node), ballot(of))
        }
        Condition::Learned { node, slot } => format!("{} learned #{slot}", names.node(node)),
        Condition::Executed { node, slot } => format!("{} executed #{slot}", names.node(node)),
        Condition::Crashed { node } => format!("{} crashed", names.node(node)),
        Condition::Down { nodes } => format!("{nodes} crashed"),
        Condition::Answered { requests } => format!("{requests} answered"),
    }
}

fn ordinal(nth: u32) -> String {
    match nth {
        1 => "first".to_string(),
        2 => "second".to_string(),
        3 => "third".to_string(),
        4 => "fourth".to_string(),
        5 => "fifth".to_string(),
        more => {
            let suffix = match (more % 10, more % 100) {
                (1, rest) if rest != 11 => "st",
                (2, rest) if rest != 12 => "nd",
                (3, rest) if rest != 13 => "rd",
                _ => "th",
            };
            format!("{more}{suffix}")
        }
    }
}

fn ballot_and_slot(text: &mut String, ballot: Option<(u32, NodeId)>, slot: Option<u32>, names: &Names) {
    if let Some((round, owner)) = ballot {
        let _ = write!(text, " {round}.{}", names.node(owner));
    }
    if let Some(slot) = slot {
        let _ = write!(text, " #{slot}");
    }
}

/// `Accept 1.B #2 B->C`
#[must_use]
pub fn pattern(pattern: &Pattern, names: &Names) -> String {
    let mut text = pattern.kind.to_string();
    ballot_and_slot(&mut text, pattern.ballot, pattern.slot, names);
    let _ = write!(text, " {}->{}", names.show(pattern.from), names.show(pattern.to));
    text
}

/// A message under way, as a pattern that fits it.
#[must_use]
pub fn message_of<P: Protocol>(flight: &Flight<P>, names: &Names) -> String {
    let tags = P::tags(&flight.message);
    let known =
        Pattern { kind: tags.kind, ballot: tags.ballot, slot: tags.slot, from: flight.from, to: flight.to };
    pattern(&known, names)
}

fn list(addresses: &[Address], names: &Names) -> String {
    addresses.iter().map(|address| names.show(*address).to_string()).collect::<Vec<_>>().join(" ")
}

#[must_use]
pub fn act(act: &Act, names: &Names) -> String {
    match act {
        Act::One(action) => self::action(action, names),
        Act::It(verb) => format!("{}{}", verb_name(*verb), by(*verb)),
        Act::Messages { verb, kind, ballot, slot, from, to } => {
            let mut text = format!("{} {kind}", verb_name(*verb));
            ballot_and_slot(&mut text, *ballot, *slot, names);
            let _ = write!(text, " {}->{}", list(from, names), list(to, names));
            if *verb == Verb::DeliverAgain {
                text += " again";
            }
            text + &by(*verb)
        }
    }
}

const fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Deliver | Verb::DeliverAgain => "deliver",
        Verb::Drop => "drop",
        Verb::Duplicate => "duplicate",
        Verb::Delay { .. } => "delay",
    }
}

/// How long a delay is, behind what is delayed.
fn by(verb: Verb) -> String {
    match verb {
        Verb::Delay { by_ms } => format!(" {by_ms}ms"),
        Verb::Deliver | Verb::DeliverAgain | Verb::Drop | Verb::Duplicate => String::new(),
    }
}

#[must_use]
pub fn action(action: &Action, names: &Names) -> String {
    let at = |point: Option<CrashPoint>| {
        point.map_or_else(String::new, |point| format!(" {}", crash_point(point)))
    };
    match action {
        Action::Ask { client, node, op } => {
            format!("{} asks {}: {op}", names.show(*client), names.node(*node))
        }
        Action::Start { node, round, op } => {
            let mut text = format!("start {}", names.node(*node));
            if let Some(round) = round {
                let _ = write!(text, " round {round}");
            }
            if let Some(op) = op {
                let _ = write!(text, ": {op}");
            }
            text
        }
        Action::Timeout { node } => format!("timeout {}", names.node(*node)),
        Action::Deliver { pattern, again } => {
            format!("deliver {}{}", self::pattern(pattern, names), if *again { " again" } else { "" })
        }
        Action::Drop { pattern } => format!("drop {}", self::pattern(pattern, names)),
        Action::Duplicate { pattern } => format!("duplicate {}", self::pattern(pattern, names)),
        Action::Delay { pattern, by_ms } => format!("delay {} {by_ms}ms", self::pattern(pattern, names)),
        Action::Crash { node, point } => format!("crash {}{}", names.node(*node), at(*point)),
        Action::Restart { node, disk } => format!("restart {}{}", names.node(*node), self::disk(*disk)),
        Action::Bounce { node, point, disk } => {
            format!("bounce {}{}{}", names.node(*node), at(*point), self::disk(*disk))
        }
        Action::Cut(links) => format!("cut {}", self::links(links, names)),
        Action::Heal(Links::All) => "heal".to_string(),
        Action::Heal(links) => format!("heal {}", self::links(links, names)),
        Action::Change(change) => self::change(change, names),
    }
}

/// `link A->B delay=30ms`, `slow B 50ms`, `clock B 150%`
#[must_use]
pub fn change(change: &Change, names: &Names) -> String {
    match change {
        Change::Link { from, to, way } => {
            let mut text = format!("link {}->{}", names.show(*from), names.show(*to));
            if let Some(delay) = way.delay {
                text += &format!(" delay={}", span(delay));
            }
            for (name, share) in [("loss", way.loss_per_thousand), ("duplicate", way.duplicate_per_thousand)]
            {
                if let Some(share) = share {
                    text += &format!(" {name}={}%", share / 10);
                }
            }
            text
        }
        Change::Calm { from, to } => format!("link {}->{} calm", names.show(*from), names.show(*to)),
        Change::Slow { node, by_ms } => format!("slow {} {by_ms}ms", names.node(*node)),
        Change::Clock { node, percent } => format!("clock {} {percent}%", names.node(*node)),
        Change::Hold => "hold".to_string(),
        Change::Release => "release".to_string(),
        Change::CalmAll => "calm".to_string(),
    }
}

/// `before-write`
#[must_use]
pub const fn crash_point(point: CrashPoint) -> &'static str {
    match point {
        CrashPoint::BeforeWrite => "before-write",
        CrashPoint::AfterWrite => "after-write",
        CrashPoint::AfterSend => "after-send",
    }
}

/// ` without disk`, or nothing where it is kept.
#[must_use]
pub const fn disk(disk: Disk) -> &'static str {
    match disk {
        Disk::Lost => " without disk",
        Disk::Kept => "",
        Disk::WithoutLastWrite => " without last-write",
    }
}

fn group(nodes: NodeSet, names: &Names) -> String {
    nodes.iter().map(|node| names.node(node)).collect::<Vec<_>>().join(" ")
}

/// `A | B C`, or nothing where all are meant.
#[must_use]
pub fn links(links: &Links, names: &Names) -> String {
    match links {
        Links::All => String::new(),
        Links::OneWay { from, to } => format!("{}->{}", names.node(*from), names.node(*to)),
        Links::Between(groups) => {
            groups.iter().map(|nodes| group(*nodes, names)).collect::<Vec<_>>().join(" | ")
        }
    }
}

/// An expectation without the word `expect`.
#[must_use]
pub fn claim(expectation: &Expectation, names: &Names) -> String {
    let node = expectation.nodes.iter().next().map_or("", |node| names.node(node));
    let in_ballot = |ballot: Option<(u32, NodeId)>| {
        ballot.map_or_else(String::new, |(round, owner)| format!(" in {round}.{}", names.node(owner)))
    };
    match &expectation.claim {
        Claim::Chosen { slot, value, ballot } => format!("#{slot} chosen \"{value}\"{}", in_ballot(*ballot)),
        Claim::Open { slot } => format!("#{slot} open"),
        Claim::Learned { slot, value } => format!("{node} learned #{slot} \"{value}\""),
        Claim::Executed { slot: Some(slot) } => format!("{node} executed #{slot}"),
        Claim::Executed { slot: None } => format!("{node} executed nothing"),
        Claim::Voted { slot, value, ballot } => {
            format!("{node} voted #{slot} \"{value}\"{}", in_ballot(*ballot))
        }
        Claim::Promised { ballot: (round, owner) } => {
            format!("{node} promised {round}.{}", names.node(*owner))
        }
        Claim::LogsEqual => "logs equal".to_string(),
        Claim::Safe => "safe".to_string(),
        Claim::Leader { node: None } => "leader nobody".to_string(),
        Claim::Leader { node: Some(node) } => format!("leader {}", names.node(*node)),
        Claim::Messages { count } => format!("messages {count}"),
        Claim::Delays { count } => format!("delays {count}"),
        Claim::Answered { count } => format!("answered {count}"),
        Claim::Steps { count } => format!("steps {count}"),
        Claim::Store { key, value } => format!("store {key} {value}"),
        Claim::Diagnosis { ailment: None } => "no diagnosis".to_string(),
        Claim::Diagnosis { ailment: Some(ailment) } => format!("diagnosis {}", ailment.name()),
        Claim::Violation { monitor, step } => {
            let at = step.map_or_else(String::new, |step| format!(" at {step}"));
            format!("violation {}{at}", monitor.name())
        }
    }
}
