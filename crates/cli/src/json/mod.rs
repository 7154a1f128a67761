//! What `--format json` writes. The keys are described in docs/CLI.md and
//! relied on by others: add to them, don't change them.

mod fact;

use antipaxos_paxos::Rule;
use antipaxos_simulator::monitor::paxos::Finding;
use antipaxos_simulator::narrate::{explain, plain};
use antipaxos_simulator::scenario::Scenario;
use antipaxos_simulator::storm::Damage;
use antipaxos_simulator::transcript::happening;
use antipaxos_simulator::{Ending, Happening, MessageId, Paxos, Protocol, Session};
use serde::Serialize;

use crate::input::{Kind, Source};
use fact::{Fact, Violated};

/// A scenario of the gallery.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    pub slug: &'static str,
    pub title: String,
    pub description: String,
}

impl Listed {
    pub fn of(slug: &'static str, scenario: &Scenario) -> Self {
        Self { slug, title: scenario.title().to_string(), description: scenario.description() }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    scenario: ScenarioText,
    steps: Vec<Step>,
    messages: Vec<Message>,
    notes: Vec<Note>,
    judgements: Vec<Judgement>,
    violations: Vec<Violated>,
    diagnoses: Vec<Diagnosed>,
    trouble: Option<Trouble>,
    bound: Option<String>,
    last_step: u32,
    fingerprint: String,
}

/// What kept the run from getting on.
#[derive(Debug, Serialize)]
struct Diagnosed {
    name: &'static str,
    text: String,
    steps: Vec<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ScenarioText {
    slug: Option<String>,
    title: String,
    description: String,
    text: String,
    rules_off: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleText {
    name: &'static str,
    sentence: &'static str,
    source: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    step: u32,
    at_ms: u32,
    kind: &'static str,
    text: String,
    sentence: String,
    rule: Option<RuleText>,
    node: Option<String>,
    message: Option<u32>,
    cause: Option<u32>,
    delays: u32,
    folded: bool,
    facts: Vec<Fact>,
    sent: Vec<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message: u32,
    from: String,
    to: String,
    kind: &'static str,
    ballot: Option<String>,
    slot: Option<u32>,
    text: String,
    sent: u32,
    ended: Option<u32>,
    ending: Option<&'static str>,
    background: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    step: u32,
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Judgement {
    line: u32,
    text: String,
    holds: bool,
    found: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Trouble {
    line: u32,
    message: String,
    hint: String,
}

/// The whole run, up to step `last`; judged as a whole.
pub fn run(session: &Session, source: &Source, last: u32) -> Run {
    let played = session.run();
    let scenario = session.scenario();
    let judgements = session.judgements().into_iter().map(|judgement| Judgement {
        line: judgement.line,
        text: judgement.text,
        holds: judgement.holds,
        found: judgement.found,
    });
    let violations = played.violations().filter_map(|(step, finding)| match finding {
        Finding::Violated(violation) => Some(Violated::new(session, step, violation)),
        Finding::Chosen { .. } => None,
    });
    let diagnoses = played.diagnoses().into_iter().map(|found| Diagnosed {
        name: found.ailment.name(),
        text: found.sentence,
        steps: found.steps,
    });
    let notes = session.notes().iter().filter(|note| note.step <= last);
    Run {
        scenario: ScenarioText {
            slug: (source.kind == Kind::Slug).then(|| source.name.clone()),
            title: scenario.title().to_string(),
            description: scenario.description(),
            text: session.text(),
            rules_off: scenario.rules().broken().filter_map(Rule::id).collect(),
        },
        steps: (0..=last).map(|at| step(session, at)).collect(),
        messages: messages(session, last),
        notes: notes.map(|note| Note { step: note.step, text: note.text.clone() }).collect(),
        judgements: judgements.collect(),
        violations: violations.collect(),
        diagnoses: diagnoses.collect(),
        trouble: played.trouble().map(|trouble| Trouble {
            line: trouble.line,
            message: trouble.message.clone(),
            hint: trouble.hint.clone(),
        }),
        bound: played.bound().map(|bound| bound.to_string()),
        last_step: played.last(),
        fingerprint: format!("{:016x}", played.history().fingerprint(last)),
    }
}

fn step(session: &Session, at: u32) -> Step {
    let run = session.run();
    let (history, names) = (run.history(), run.names());
    let record = history.step(at);
    let told = explain(run.settings(), history, at);
    let (kind, message) = kind(&record.happening);
    Step {
        step: at,
        at_ms: record.at_ms,
        kind,
        text: happening(run, at),
        sentence: plain(&told.sentence),
        rule: told.rule.map(|rule| RuleText {
            name: rule.name(),
            sentence: rule.sentence(),
            source: rule.source(),
        }),
        // All nodes take part in the set-up.
        node: record.node.filter(|_| at > 0).map(|node| names.node(node).to_string()),
        message: message.map(|id| id.0),
        cause: record.cause,
        delays: record.depth,
        folded: record.folded,
        facts: history.facts(at).iter().map(|noted| Fact::new(session, at, noted)).collect(),
        sent: history.sent(at).map(|(id, _)| id.0).collect(),
    }
}

/// What kind of step it is, and the message that it is about.
const fn kind<T>(of: &Happening<T>) -> (&'static str, Option<MessageId>) {
    match of {
        Happening::SetUp => ("set-up", None),
        Happening::Deliver(id) => ("deliver", Some(*id)),
        Happening::Lose(id) => ("lose", Some(*id)),
        Happening::Bounce(id) => ("dead", Some(*id)),
        Happening::Duplicate(id) => ("duplicate", Some(*id)),
        Happening::Ask { .. } => ("ask", None),
        Happening::GiveUp { .. } => ("give-up", None),
        Happening::Timeout { .. } => ("timer", None),
        Happening::Start { .. } => ("start", None),
        Happening::Crash { .. } => ("crash", None),
        Happening::Restart { .. } => ("restart", None),
        Happening::CrashRestart { .. } => ("bounce", None),
        Happening::Cut => ("cut", None),
        Happening::Heal => ("heal", None),
        Happening::Doom { .. } => ("doom", None),
        Happening::Change => ("change", None),
        Happening::Delay { id, .. } => ("delay", Some(*id)),
    }
}

fn messages(session: &Session, last: u32) -> Vec<Message> {
    let run = session.run();
    let (protocol, names) = (&run.settings().protocol, run.names());
    let sent_by_then = (0..).zip(run.history().messages()).take_while(|(_, sent)| sent.sent <= last);
    let one = |(message, sent): (u32, &antipaxos_simulator::Sent<Paxos>)| {
        let tags = Paxos::tags(&sent.message);
        let ended = sent.ended.filter(|(at, _)| *at <= last);
        Message {
            message,
            from: names.show(sent.from).to_string(),
            to: names.show(sent.to).to_string(),
            kind: tags.kind,
            ballot: tags.ballot.map(|(round, owner)| format!("{round}.{}", names.node(owner))),
            slot: tags.slot,
            text: protocol.caption(names, &sent.message).text,
            sent: sent.sent,
            ended: ended.map(|(at, _)| at),
            ending: ended.map(|(_, ending)| match ending {
                Ending::Arrived => "arrived",
                Ending::Lost => "lost",
                Ending::Dead => "dead",
            }),
            background: Paxos::is_background(&sent.message),
        }
    };
    sent_by_then.map(one).collect()
}

/// What became of some storms.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Storms {
    pub from: u32,
    pub seeds: u32,
    pub found: Option<FoundStorm>,
}

/// The first one that ended badly.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundStorm {
    pub seed: u32,
    pub after: u32,
    pub damages: Vec<DamageText>,
    pub scenario: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DamageText {
    kind: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    monitor: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u32>,
}

impl DamageText {
    pub fn new(of: &Damage) -> Self {
        let (kind, monitor, step) = match of {
            Damage::Violation { monitor, step } => ("violation", Some(monitor.name()), Some(*step)),
            Damage::Unmet { .. } => ("unmet", None, None),
            Damage::Stuck { .. } => ("stuck", None, None),
            Damage::Unsettled => ("unsettled", None, None),
        };
        Self { kind, text: of.to_string(), monitor, step }
    }
}
