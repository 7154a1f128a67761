//! Sentences about steps, in pieces that a page can colour.

use antipaxos_paxos::describe::{Names, all_of};
use antipaxos_paxos::{Address, Ballot, NodeId, Slot, Value};

use crate::action::{Change, CrashPoint, Disk};
use crate::history::History;
use crate::protocol::{Explanation, Protocol, Taken};
use crate::scenario::print;
use crate::settings::Settings;
use crate::step::{Happening, Noted};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Text(String),
    Ballot {
        text: String,
        owner: NodeId,
    },
    Node {
        text: String,
        node: NodeId,
    },
    Slot(String),
    Value(String),
    /// What a violation comes to.
    Broken(String),
}

/// Builds a sentence.
#[derive(Debug)]
pub struct Sentence<'a> {
    names: &'a Names,
    spans: Vec<Span>,
}

impl<'a> Sentence<'a> {
    #[must_use]
    pub const fn new(names: &'a Names) -> Self {
        Self { names, spans: Vec::new() }
    }

    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        match self.spans.last_mut() {
            Some(Span::Text(before)) => before.push_str(text),
            _ => self.spans.push(Span::Text(text.to_string())),
        }
        self
    }

    #[must_use]
    pub fn node(mut self, node: NodeId) -> Self {
        self.spans.push(Span::Node { text: self.names.node(node).to_string(), node });
        self
    }

    #[must_use]
    pub fn address(self, address: Address) -> Self {
        match address {
            Address::Node(node) => self.node(node),
            Address::Client(client) => {
                let name = self.names.show(client).to_string();
                self.text(&name)
            }
        }
    }

    #[must_use]
    pub fn ballot(mut self, ballot: Ballot) -> Self {
        self.spans.push(Span::Ballot { text: self.names.show(ballot).to_string(), owner: ballot.owner });
        self
    }

    #[must_use]
    pub fn slot(mut self, slot: Slot) -> Self {
        self.spans.push(Span::Slot(slot.to_string()));
        self
    }

    #[must_use]
    pub fn value(mut self, value: &Value) -> Self {
        self.spans.push(Span::Value(value.to_string()));
        self
    }

    #[must_use]
    pub fn quoted(mut self, text: &str) -> Self {
        self.spans.push(Span::Value(text.to_string()));
        self
    }

    #[must_use]
    pub fn end(self) -> Vec<Span> {
        self.spans
    }
}

/// A sentence as plain text.
#[must_use]
pub fn plain(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        match span {
            Span::Text(piece) | Span::Slot(piece) | Span::Broken(piece) => text.push_str(piece),
            Span::Ballot { text: piece, .. } | Span::Node { text: piece, .. } => text.push_str(piece),
            Span::Value(piece) => {
                text.push('“');
                text.push_str(piece);
                text.push('”');
            }
        }
    }
    text
}

/// Explains one step of a history, and ends with what it broke.
#[must_use]
pub fn explain<P: Protocol>(settings: &Settings<P>, history: &History<P>, step: u32) -> Explanation {
    let mut explained = explain_fall(settings, history, step);
    let facts = history.facts(step).iter();
    let found =
        facts.filter_map(|noted| if let Noted::Found(finding) = noted { Some(finding) } else { None });
    let found: Vec<&P::Finding> = found.collect();
    if let Some(outcome) = P::outcome(&settings.names, &found) {
        explained.sentence.extend([Span::Text(" ".to_string()), Span::Broken(outcome)]);
    }
    explained
}

fn explain_fall<P: Protocol>(settings: &Settings<P>, history: &History<P>, step: u32) -> Explanation {
    match history.fell(step) {
        None => explain_step(settings, history, step),
        Some((node, CrashPoint::BeforeWrite, back)) => {
            let mut sentence = Sentence::new(&settings.names).node(node);
            if let Happening::Deliver(id) = history.step(step).happening {
                let sent = history.message(id);
                let text = settings.protocol.caption(&settings.names, &sent.message).text;
                sentence = sentence.text(" hears ").quoted(&text).text(" from ").address(sent.from);
                sentence = sentence.text(" and");
            }
            let sentence = sentence.text(" crashes before it writes anything: its disk is as it was, ");
            let sentence = sentence.text("and no message leaves.");
            Explanation { sentence: back_at_once(sentence, back).end(), ..Explanation::default() }
        }
        Some((node, point, back)) => {
            let explained = explain_step(settings, history, step);
            let sentence = Sentence { names: &settings.names, spans: explained.sentence };
            let sentence = sentence.text(" Then ").node(node).text(match point {
                CrashPoint::BeforeWrite | CrashPoint::AfterWrite => {
                    " crashes: this is on its disk, but no message has left."
                }
                CrashPoint::AfterSend => " crashes: this is on its disk, and its messages are under way.",
            });
            Explanation { sentence: back_at_once(sentence, back).end(), ..explained }
        }
    }
}

fn back_at_once(sentence: Sentence<'_>, back: Option<Disk>) -> Sentence<'_> {
    match back {
        None => sentence,
        Some(disk) => restarted(sentence.text(" It restarts at once"), disk),
    }
}

fn explain_step<P: Protocol>(settings: &Settings<P>, history: &History<P>, step: u32) -> Explanation {
    let names = &settings.names;
    let record = history.step(step);
    let facts: Vec<P::Fact> =
        history.facts(step).iter().filter_map(Noted::at_node).map(|(_, fact)| fact.clone()).collect();
    let say = || Sentence::new(names);
    let only = |sentence: Sentence<'_>| Explanation { sentence: sentence.end(), ..Explanation::default() };
    let answers: Vec<&P::Message> = history.sent(step).map(|(_, sent)| &sent.message).collect();
    let at_node = |node: NodeId, from| {
        P::explain(settings, history, &Taken { step, node, from, facts: &facts, sent: &answers })
    };
    match record.happening {
        Happening::SetUp => only(set_up(settings, say())),
        Happening::Deliver(id) => {
            let sent = history.message(id);
            match sent.to {
                Address::Node(node) => at_node(node, Some((sent.from, &sent.message))),
                Address::Client(client) => answered(history, step, say().address(Address::Client(client))),
            }
        }
        Happening::Lose(id) => {
            let sent = history.message(id);
            let text = settings.protocol.caption(names, &sent.message).words();
            let sentence = say().text("The network loses ").quoted(&text).text(" from ");
            only(sentence.address(sent.from).text(" to ").address(sent.to).text("."))
        }
        Happening::Bounce(id) => {
            let sent = history.message(id);
            let text = settings.protocol.caption(names, &sent.message).words();
            only(
                say()
                    .quoted(&text)
                    .text(" reaches ")
                    .address(sent.to)
                    .text(", which is down. Nobody hears it."),
            )
        }
        Happening::Duplicate(id) => {
            let text = settings.protocol.caption(names, &history.message(id).message).words();
            only(say().text("The network makes a second copy of ").quoted(&text).text("."))
        }
        Happening::Delay { id, by_ms } => {
            let sent = history.message(id);
            let text = settings.protocol.caption(names, &sent.message).words();
            let sentence = say().text("The network holds ").quoted(&text).text(" from ").address(sent.from);
            let later = format!(" up: it arrives {by_ms} ms later.");
            only(sentence.text(" to ").address(sent.to).text(&later))
        }
        Happening::Ask { client, node, again } => {
            let asks = if again { " has waited long enough and asks " } else { " asks " };
            let mut sentence = say().address(Address::Client(client)).text(asks).node(node);
            // Of two copies one is enough.
            if let Some((_, sent)) = history.sent(step).next() {
                let text = settings.protocol.caption(names, &sent.message).detail;
                sentence = sentence.text(": ").quoted(&text);
            }
            only(sentence.text("."))
        }
        Happening::GiveUp { client } => {
            only(say().address(Address::Client(client)).text(" gives up: nobody answered."))
        }
        Happening::Timeout { node, .. } | Happening::Start { node } => at_node(node, None),
        Happening::Crash { node } => {
            only(say().node(node).text(" crashes. What is not on its disk is lost."))
        }
        Happening::Restart { node, disk } => only(restarted(say().node(node).text(" restarts"), disk)),
        Happening::CrashRestart { node, disk } => {
            only(restarted(say().node(node).text(" crashes and restarts"), disk))
        }
        Happening::Cut => only(
            say()
                .text("The network is cut")
                .text(&which(settings, history, step))
                .text(": messages across are lost."),
        ),
        Happening::Heal => only(
            say()
                .text("The network heals")
                .text(&which(settings, history, step))
                .text(": messages get through again."),
        ),
        Happening::Change => only(match history.change(step) {
            Some(change) => changed(say(), change),
            None => say(),
        }),
        Happening::Doom { node, point, back } => {
            let say = say().node(node).text(" is going to crash the next time it writes to its disk: ");
            let say = say.text(match point {
                CrashPoint::BeforeWrite => "just before.",
                CrashPoint::AfterWrite => "just after, before any message leaves.",
                CrashPoint::AfterSend => "once its messages have left.",
            });
            only(if back.is_some() { say.text(" It will restart at once.") } else { say })
        }
    }
}

/// ` at A | B C`, where the step is about some links only.
fn which<P: Protocol>(settings: &Settings<P>, history: &History<P>, step: u32) -> String {
    let mut noted = history.facts(step).iter();
    let links = noted.find_map(|noted| if let Noted::Links(links) = noted { Some(links) } else { None });
    let text = links.map_or_else(String::new, |links| print::links(links, &settings.names));
    if text.is_empty() { text } else { format!(" at {text}") }
}

fn changed(sentence: Sentence<'_>, change: Change) -> Sentence<'_> {
    match change {
        Change::Link { from, to, way } => {
            let mut parts = Vec::new();
            if let Some(delay) = way.delay {
                let (low, high) = (delay.low_ms, delay.high_ms);
                let range = if low == high { format!("{low}") } else { format!("{low} to {high}") };
                parts.push(format!("take {range} ms"));
            }
            if let Some(share) = way.loss_per_thousand {
                parts.push(format!("are lost in {} of 100 cases", share / 10));
            }
            if let Some(share) = way.duplicate_per_thousand {
                parts.push(format!("arrive twice in {} of 100 cases", share / 10));
            }
            let what = all_of(&parts);
            let sentence = sentence.text("From now on messages from ").address(from).text(" to ").address(to);
            sentence.text(&format!(" {what}."))
        }
        Change::Calm { from, to } => {
            let sentence = sentence.text("The link from ").address(from).text(" to ").address(to);
            sentence.text(" is like all others again.")
        }
        Change::Slow { node, by_ms: 0 } => {
            sentence.text("Messages to ").node(node).text(" take no longer than others again.")
        }
        Change::Slow { node, by_ms } => {
            let longer = format!(" takes {by_ms} ms longer.");
            sentence.text("From now on every message to ").node(node).text(&longer)
        }
        Change::Clock { node, percent: 100 } => {
            sentence.text("The clock of ").node(node).text(" keeps time again.")
        }
        Change::Clock { node, percent } => {
            let how = if percent > 100 { "sooner" } else { "later" };
            let runs = format!(" runs at {percent} % of true time: its timers fire {how}.");
            sentence.text("The clock of ").node(node).text(&runs)
        }
        Change::Hold => sentence.text("The network is held: from now on nothing arrives unless told. Whatever is under way waits to be delivered by hand."),
        Change::Release => sentence.text("The network goes on by itself."),
        Change::CalmAll => sentence.text(
            "The network is calm: of what is sent from now on nothing is slow, lost or duplicated by chance.",
        ),
    }
}

fn restarted(sentence: Sentence<'_>, disk: Disk) -> Sentence<'_> {
    sentence.text(match disk {
        Disk::Kept => " with what its disk holds.",
        Disk::Lost => " with an empty disk: its promises and votes are gone.",
        Disk::WithoutLastWrite => " with a disk that lost its last write.",
    })
}

fn set_up<'a, P: Protocol>(settings: &Settings<P>, sentence: Sentence<'a>) -> Sentence<'a> {
    match (settings.leader, settings.past) {
        (None, _) => sentence.text("Nothing has happened yet."),
        (Some(leader), 0) => sentence.node(leader).text(" leads. Nothing has been asked yet."),
        (Some(leader), past) => {
            let slots = format!(" leads, and the slots up to #{past} are chosen and executed everywhere.");
            sentence.node(leader).text(&slots)
        }
    }
}

fn answered<P: Protocol>(history: &History<P>, step: u32, sentence: Sentence<'_>) -> Explanation {
    let Some(outcome) = history.facts(step).iter().find_map(|noted| match noted {
        Noted::Answered { outcome, .. } => Some(outcome),
        Noted::At(..)
        | Noted::Found(_)
        | Noted::Asked { .. }
        | Noted::AnsweredTwice { .. }
        | Noted::Crashed { .. }
        | Noted::Changed(_)
        | Noted::Links(_) => None,
    }) else {
        let redirected = history.sent(step).next().is_some();
        let text =
            if redirected { " is sent to the leader, and asks there." } else { " has its answer already." };
        return Explanation { sentence: sentence.text(text).end(), ..Explanation::default() };
    };
    let sentence = sentence.text(" has its answer: ").quoted(&outcome.to_string()).text(".");
    let depth = history.step(step).depth;
    let detail = format!("{depth} one-way delays after it asked.");
    Explanation { sentence: sentence.end(), detail, rule: Some(antipaxos_paxos::Rule::AnswerWhenChosen) }
}
