//! Scenarios of every construct, made of bytes: the same bytes give the same
//! text, fewer bytes a shorter one, and every sequence of bytes gives one.
//! What comes out is a text, as a person might write it; most of them parse.

use std::fmt::Write;

use antipaxos_paxos::Rule;
use antipaxos_simulator::monitor::paxos::Monitor;
use antipaxos_simulator::protocol::Protocol;
use antipaxos_simulator::{Paxos, scenario};

/// Choices, read off bytes; when they are used up, the first of each.
#[derive(Clone, Debug)]
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    const fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    fn below(&mut self, count: usize) -> usize {
        if count > 256 {
            return (usize::from(self.byte()) << 8 | usize::from(self.byte())) % count;
        }
        usize::from(self.byte()) % count
    }

    fn yes(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    /// Once in a while.
    fn rarely(&mut self) -> bool {
        self.byte() % 8 == 7
    }

    fn pick<'b, T: ?Sized>(&mut self, list: &[&'b T]) -> &'b T {
        list[self.below(list.len())]
    }

    /// Small numbers more often than large ones.
    fn number(&mut self, low: u32, high: u32) -> u32 {
        let span = high - low;
        let more = match self.byte() % 8 {
            0..=4 => u32::from(self.byte()) % 8,
            5 => u32::from(self.byte()) * 10,
            6 => u32::from_be_bytes([0, self.byte(), self.byte(), self.byte()]),
            _ => span,
        };
        low + more.min(span)
    }
}

struct Maker<'a> {
    from: Choices<'a>,
    text: String,
    nodes: Vec<String>,
    proposers: Vec<String>,
    manual: bool,
}

/// A text made of `bytes`.
pub fn text(bytes: &[u8]) -> String {
    let from = Choices::new(bytes);
    let mut maker =
        Maker { from, text: String::new(), nodes: Vec::new(), proposers: Vec::new(), manual: false };
    maker.all();
    maker.text
}

/// The scenario of that text, if it is one.
pub fn scenario(bytes: &[u8]) -> Option<scenario::Scenario> {
    scenario::parse(&text(bytes)).ok()
}

const NOTES: [&str; 9] = [
    "A vote is kept.",
    "x",
    "The promise of 2.B binds A, and nobody else.",
    "“Ä” 日本語 — \u{1f600}!",
    " two  blanks, ~`^_|{}[]<>\\/@$%&*+=;?'# ",
    "deliver Accept 1.A #1 A->B",
    "ALL CAPITALS, 0123456789",
    "a\ttab",
    "#",
];

impl Maker<'_> {
    fn line(&mut self, line: &str) {
        self.text += line;
        if self.from.rarely() {
            let comment = self.from.pick(&NOTES);
            let _ = write!(self.text, "  # {comment}");
        }
        self.text.push('\n');
    }

    fn node(&mut self) -> String {
        let at = self.from.below(self.nodes.len());
        self.nodes[at].clone()
    }

    fn proposer(&mut self) -> String {
        let at = self.from.below(self.proposers.len());
        self.proposers[at].clone()
    }

    fn client(&mut self) -> String {
        format!("c{}", self.from.below(9) + 1)
    }

    fn address(&mut self) -> String {
        if self.from.rarely() { self.client() } else { self.node() }
    }

    /// Two different ends, not both clients, where there are two nodes.
    fn ends(&mut self) -> (String, String) {
        let (one, two) = (self.node(), self.address());
        let two = if one == two { self.client() } else { two };
        if self.from.yes() { (one, two) } else { (two, one) }
    }

    fn ms(&mut self) -> String {
        if self.from.rarely() {
            format!("{}s", self.from.number(0, 1_000))
        } else {
            format!("{}ms", self.from.number(0, 1_000_000))
        }
    }

    fn span(&mut self, low: u32) -> String {
        let first = self.from.number(low, 100_000);
        if self.from.yes() {
            return format!("{first}ms");
        }
        let last = first + self.from.number(0, 100_000);
        format!("{first}..{last}ms")
    }

    fn word(&mut self) -> String {
        match self.from.byte() % 8 {
            0..=2 => self.from.pick(&["x", "y", "z", "1", "2", "3"]).to_string(),
            3 | 4 => self.from.number(0, 99_999_999).to_string(),
            5 => self.from.pick(&["007", "-1", "_", "a-b", "Key", "longword", "set"]).to_string(),
            _ => {
                let length = self.from.below(8) + 1;
                let digits = b"ABCxyz0189-_";
                (0..length).map(|_| char::from(digits[self.from.below(digits.len())])).collect()
            }
        }
    }

    fn op(&mut self) -> String {
        let (key, value) = (self.word(), self.word());
        match self.from.byte() % 3 {
            0 => format!("set {key} {value}"),
            1 => format!("add {key} {value}"),
            _ => format!("get {key}"),
        }
    }

    fn all(&mut self) {
        for _ in 0..self.from.below(4) {
            let comment = self.from.pick(&NOTES);
            let _ = writeln!(self.text, "# {comment}");
        }
        if self.from.rarely() {
            self.text.push('\n');
        }
        let multi = self.from.yes();
        self.roles();
        self.manual = self.from.yes();
        self.protocol(multi);
        self.network();
        self.set_up(multi);
        while !self.from.is_done() {
            self.body();
        }
    }

    fn roles(&mut self) {
        let apart = self.from.rarely() || self.from.yes();
        let count = self.from.below(15) + 1;
        if !apart {
            let style = self.from.byte() % 4;
            let name = |at: usize| match style {
                0 | 1 => char::from(b'A' + u8::try_from(at).expect("small")).to_string(),
                2 => format!("N{at}"),
                _ => format!("no{at}"),
            };
            self.nodes = (0..count).map(name).collect();
            self.proposers = self.nodes.clone();
            if count == 3 && style == 0 && self.from.yes() {
                return;
            }
            return self.line(&format!("replicas {}", self.nodes.join(" ")));
        }
        let (proposers, acceptors) = (count.div_ceil(4), (count / 2).max(1));
        let numbered = |letter: &str, count: usize| -> Vec<String> {
            (1..=count).map(|number| format!("{letter}{number}")).collect()
        };
        let mut lines =
            vec![("proposers", numbered("P", proposers)), ("acceptors", numbered("A", acceptors))];
        if self.from.yes() {
            let learners = (count - proposers).saturating_sub(acceptors).max(1);
            lines.push(("learners", numbered("L", learners)));
        }
        if self.from.rarely() {
            lines[1].1.push("P1".to_string());
        }
        if self.from.rarely() {
            lines.reverse();
        }
        for (role, names) in lines {
            if role == "proposers" {
                self.proposers.clone_from(&names);
            }
            for name in &names {
                if !self.nodes.contains(name) {
                    self.nodes.push(name.clone());
                }
            }
            self.line(&format!("{role} {}", names.join(" ")));
        }
    }

    fn protocol(&mut self, multi: bool) {
        if !multi && self.from.rarely() {
            return;
        }
        let mut line = format!("protocol {}", if multi { "multi" } else { "basic" });
        match self.from.byte() % 8 {
            5 => line += " learners=leader",
            // Which nodes learn is not looked into: many of these do not parse.
            6 => line = format!("{line} learners={}", self.node()),
            _ => {}
        }
        for option in [
            "forwarding=redirect",
            "answers=direct",
            "nacks=off",
            "prepare=strict",
            "watermark=on",
            "prevote=on",
        ] {
            if self.from.rarely() {
                line = format!("{line} {option}");
            }
        }
        if self.from.rarely() {
            line = format!("{line} window={}", self.from.number(1, 1_000));
        }
        self.line(&line);
    }

    fn network(&mut self) {
        if !self.manual && self.from.yes() {
            return;
        }
        let mut line = String::from(if self.manual { "network manual" } else { "network" });
        if self.from.yes() {
            line = format!("{line} delay={}", self.span(0));
        }
        for option in ["loss", "duplicate"] {
            if self.from.rarely() {
                line = format!("{line} {option}={}%", self.from.number(0, 100));
            }
        }
        if self.from.rarely() {
            line = format!("{line} calm={}", self.ms());
        }
        if self.from.yes() {
            line = format!("{line} seed={}", self.from.number(0, u32::MAX));
        }
        self.line(&line);
    }

    fn set_up(&mut self, multi: bool) {
        if self.from.rarely() {
            let mut line = String::from("rules");
            while self.from.yes() {
                let rule = Rule::SWITCHES[self.from.below(Rule::SWITCHES.len())];
                let how = if rule == Rule::AdoptHighestBallot {
                    self.from.pick(&["off", "any", "lowest"])
                } else {
                    "off"
                };
                line = format!("{line} {}={how}", rule.id().expect("a switch"));
            }
            self.line(&line);
        }
        if self.from.rarely() {
            let mut line = String::from("monitors");
            while self.from.yes() {
                let monitor = Monitor::ALL[self.from.below(Monitor::ALL.len())];
                line = format!("{line} {}=off", monitor.name());
            }
            self.line(&line);
        }
        if self.from.rarely() {
            let mut line = String::from("timers");
            for (name, low) in [("election", 1), ("backoff", 0)] {
                if self.from.yes() {
                    line = format!("{line} {name}={}", self.span(low));
                }
            }
            for name in ["heartbeat", "resend", "client"] {
                if self.from.yes() {
                    line = format!("{line} {name}={}ms", self.from.number(1, 1_000_000));
                }
            }
            self.line(&line);
        }
        if self.from.rarely() {
            let (one, two) = (self.from.number(1, 15), self.from.number(1, 15));
            self.line(&format!("quorums {one} {two}"));
        }
        if multi && self.from.yes() {
            let leader = self.proposer();
            self.line(&format!("leader {leader}"));
            if self.from.rarely() {
                let slots = self.from.number(1, 1_000);
                self.line(&format!("prefix {slots} slots"));
            }
        }
        if self.from.rarely() {
            let until = self.ms();
            self.line(&format!("until {until}"));
        }
        while !self.manual && self.from.rarely() {
            let change = self.change();
            self.line(&change);
        }
    }

    fn change(&mut self) -> String {
        let node = self.node();
        match self.from.byte() % 4 {
            0 => format!("slow {node} {}", self.ms()),
            1 => format!("clock {node} {}%", self.from.number(10, 1_000)),
            kind => {
                let (from, to) = self.ends();
                if kind == 2 {
                    return format!("link {from}->{to} calm");
                }
                let mut line = format!("link {from}->{to} loss={}%", self.from.number(0, 100));
                if self.from.yes() {
                    line = format!("{line} delay={}", self.span(0));
                }
                if self.from.yes() {
                    line = format!("{line} duplicate={}%", self.from.number(0, 100));
                }
                line
            }
        }
    }

    fn ballot(&mut self) -> String {
        format!("{}.{}", self.from.number(1, 1_000_000), self.node())
    }

    fn message(&mut self) -> String {
        let mut text = self.from.pick(Paxos::kinds()).to_string();
        if self.from.yes() {
            text = format!("{text} {}", self.ballot());
        }
        if self.from.yes() {
            text = format!("{text} #{}", self.from.number(1, 1_000_000));
        }
        text
    }

    fn pattern(&mut self) -> String {
        let (message, (from, to)) = (self.message(), self.ends());
        format!("{message} {from}->{to}")
    }

    /// Words on when, with what ends them, and whether they wait for a message.
    fn when(&mut self) -> (String, bool) {
        match self.from.byte() % 8 {
            5 => (format!("after step {} ", self.from.number(0, 1_000_000)), false),
            6 | 7 => {
                let nth = match self.from.number(1, 1_000) {
                    1 => "first".to_string(),
                    5 => "fifth".to_string(),
                    nth => format!("{nth}th"),
                };
                (format!("on {nth} {}: ", self.pattern()), true)
            }
            4 if self.from.yes() => (format!("when {}: ", self.condition()), false),
            3 if self.from.rarely() => (self.repetition(), false),
            _ if self.manual => (String::new(), false),
            _ => (format!("at {} ", self.ms()), false),
        }
    }

    fn repetition(&mut self) -> String {
        let count = self.from.number(1, 20);
        if self.manual {
            return format!("repeat {count}: ");
        }
        format!("repeat {count} every {}ms from {}ms: ", self.from.number(1, 500), self.from.number(0, 500))
    }

    fn condition(&mut self) -> String {
        let (node, slot) = (self.node(), self.from.number(1, 1_000_000));
        match self.from.byte() % 9 {
            0 => format!("#{slot} chosen"),
            1 => format!("{node} leads"),
            2 => format!("{node} promised {}", self.ballot()),
            3 => format!("{node} voted #{slot}"),
            4 => format!("{node} voted #{slot} in {}", self.ballot()),
            5 => format!("{node} learned #{slot}"),
            6 => format!("{node} executed #{slot}"),
            7 => format!("{node} crashed"),
            _ => format!("{} answered", self.from.number(1, 100)),
        }
    }

    fn body(&mut self) {
        match self.from.byte() % 8 {
            0 => {
                let note = self.from.pick(&NOTES).replace('"', "");
                let (when, _) = if self.from.yes() { self.when() } else { (String::new(), false) };
                self.line(&format!("note {when}\"{note}\""));
            }
            1 => {
                let claim = self.claim();
                self.line(&format!("expect {claim}"));
            }
            2 if self.from.rarely() => self.text.push('\n'),
            _ => {
                let (when, waits) = self.when();
                let act = self.act(waits);
                self.line(&format!("{when}{act}"));
            }
        }
    }

    fn list(&mut self) -> String {
        let mut list = self.address();
        while self.from.yes() {
            list = format!("{list} {}", self.address());
        }
        list
    }

    fn group(&mut self) -> String {
        let mask = self.from.number(1, (1 << self.nodes.len()) - 1);
        let members = self.nodes.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
        members.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn links(&mut self) -> String {
        if self.from.yes() {
            let (one, two) = (self.node(), self.node());
            return format!("{one}->{two}");
        }
        let mut links = format!("{} | {}", self.group(), self.group());
        while self.from.rarely() {
            links = format!("{links} | {}", self.group());
        }
        links
    }

    fn act(&mut self, waits: bool) -> String {
        const POINTS: [&str; 4] = ["", " before-write", " after-write", " after-send"];
        const DISKS: [&str; 3] = ["", " without disk", " without last-write"];
        let node = self.node();
        match self.from.byte() % 16 {
            0..=3 => {
                if !self.manual && self.from.rarely() {
                    let by = self.from.number(1, 900);
                    if waits && self.from.yes() {
                        return format!("delay {by}ms");
                    }
                    return format!("delay {} {}->{} {by}ms", self.message(), self.list(), self.list());
                }
                let verb = self.from.pick(&["deliver", "drop", "duplicate"]);
                let again = if verb == "deliver" && self.from.rarely() { " again" } else { "" };
                if waits && verb != "deliver" && self.from.yes() {
                    return verb.to_string();
                }
                format!("{verb} {} {}->{}{again}", self.message(), self.list(), self.list())
            }
            4..=7 => format!("{} asks {}: {}", self.client(), self.proposer(), self.op()),
            8 => format!("timeout {node}"),
            9 => format!("crash {node}{}", self.from.pick(&POINTS)),
            10 => format!("restart {node}{}", self.from.pick(&DISKS)),
            11 => format!("bounce {node}{}{}", self.from.pick(&POINTS), self.from.pick(&DISKS)),
            12 => format!("cut {}", self.links()),
            13 if self.from.yes() => "heal".to_string(),
            13 => format!("heal {}", self.links()),
            14 if self.from.rarely() => self.from.pick(&["hold", "release", "calm"]).to_string(),
            14 if !self.manual => self.change(),
            _ => {
                let mut line = format!("start {}", self.proposer());
                if self.from.yes() {
                    line = format!("{line} round {}", self.from.number(1, 1_000_000));
                }
                if self.from.yes() { format!("{line}: {}", self.op()) } else { line }
            }
        }
    }

    fn value(&mut self) -> String {
        match self.from.byte() % 8 {
            6 => "no-op".to_string(),
            7 => self.from.pick(&NOTES).replace('"', ""),
            _ => self.op(),
        }
    }

    fn claim(&mut self) -> String {
        let slot = self.from.number(1, 1_000_000);
        let node = self.node();
        let in_ballot = |to: &mut Self| {
            if to.from.yes() { format!(" in {}", to.ballot()) } else { String::new() }
        };
        match self.from.byte() % 16 {
            0 => format!("#{slot} chosen \"{}\"{}", self.value(), in_ballot(self)),
            1 => format!("#{slot} open"),
            2 => format!("{node} learned #{slot} \"{}\"", self.value()),
            3 => format!("{node} executed #{slot}"),
            4 => format!("{node} executed nothing"),
            5 => format!("{node} voted #{slot} \"{}\"{}", self.value(), in_ballot(self)),
            6 => format!("{node} promised {}", self.ballot()),
            7 => "logs equal".to_string(),
            8 => "safe".to_string(),
            9 if self.from.rarely() => "leader nobody".to_string(),
            9 => format!("leader {node}"),
            10 => format!("store {} {}", self.word(), self.word()),
            11 => format!("store {} a.b%c#longer", self.word()),
            12 => format!("violation {}", Monitor::ALL[self.from.below(Monitor::ALL.len())].name()),
            13 => {
                let monitor = Monitor::ALL[self.from.below(Monitor::ALL.len())].name();
                format!("violation {monitor} at {}", self.from.number(1, 1_000_000))
            }
            14 => {
                let all = ["no diagnosis", "diagnosis duel", "diagnosis churn", "diagnosis gap-stall"];
                self.from.pick(&all).to_string()
            }
            _ => {
                let what = self.from.pick(&["messages", "delays", "answered", "steps"]);
                format!("{what} {}", self.from.number(0, 1_000_000))
            }
        }
    }
}
