//! Statements to bits. `decode.rs` reads them back in the same order.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, ClientId, Forwarding, NodeId, NodeSet, Op, Rules, Variant, Word};

use super::base64url;
use super::bits::Writer;
use super::memory::{Memory, Seen, letter, op_of, plain_number};
use super::tables::{self, DISKS, END, KINDS, POINTS, ROLES, claim, network, opcode, place, timer, way};
use super::words;
use crate::action::{Action, Change, CrashPoint, Disk, Links, Pattern, Way};
use crate::scenario::expect::{Claim, Expectation};
use crate::scenario::{Act, Learners, ProtocolLine, RoleLine, Statement, Verb, When};
use crate::settings::{Network, Span, Timing};

pub(super) struct Encoder {
    pub out: Writer,
    pub memory: Memory,
}

/// The names that most scenarios use: A, B, C and so on; P1, P2, A1, A2, A3,
/// L1 and so on.
pub(super) fn letters(count: u32) -> impl Iterator<Item = String> {
    (b'A'..=b'Z').take(count as usize).map(|letter| char::from(letter).to_string())
}

pub(super) fn numbered(counts: [u32; 3]) -> impl Iterator<Item = String> {
    let groups = ["P", "A", "L"].into_iter().zip(counts);
    groups.flat_map(|(letter, count)| (1..=count).map(move |number| format!("{letter}{number}")))
}

/// The nodes' names, at most 15.
pub(super) fn names(out: &mut Writer, names: &Names) {
    let all: Vec<&str> = (0..15).take(names.len()).map(|at| names.node(NodeId(at))).collect();
    let count = u32::try_from(all.len()).expect("at most 15 nodes");
    out.bits(count - 1, 4);
    let counts = ["P", "A", "L"].map(|letter| {
        let of_letter = all.iter().filter(|name| name.starts_with(letter));
        u32::try_from(of_letter.count()).expect("at most 15 nodes")
    });
    if letters(count).eq(all.iter().copied()) {
        out.ones(0);
    } else if numbered(counts).eq(all.iter().copied()) {
        out.ones(1);
        out.one_of(counts[0], count + 1);
        out.one_of(counts[1], count - counts[0] + 1);
    } else {
        out.ones(2);
        for name in all {
            out.bits(u32::try_from(name.len()).expect("a short name") - 1, 2);
            characters(out, name);
        }
    }
}

fn characters(out: &mut Writer, text: &str) {
    for byte in text.bytes() {
        out.bits(base64url::value(byte).map_or(0, u32::from), 6);
    }
}

/// A time that stands alone.
pub(super) fn time(out: &mut Writer, ms: u32) {
    let in_tens = ms.is_multiple_of(10);
    out.bit(!in_tens);
    if in_tens { out.number(ms / 10, 3) } else { out.number(ms, 4) }
}

fn span(out: &mut Writer, span: Span) {
    out.bit(span.low_ms != span.high_ms);
    time(out, span.low_ms);
    if span.low_ms != span.high_ms {
        time(out, span.high_ms.wrapping_sub(span.low_ms));
    }
}

/// A number near the one before.
pub(super) fn delta(out: &mut Writer, from: u32, to: u32) {
    let apart = from.abs_diff(to);
    let in_tens = apart.is_multiple_of(10);
    out.ones(match (to.cmp(&from), in_tens) {
        (std::cmp::Ordering::Equal, _) => return out.ones(0),
        (std::cmp::Ordering::Greater, true) => 1,
        (std::cmp::Ordering::Greater, false) => 2,
        (std::cmp::Ordering::Less, true) => 3,
        (std::cmp::Ordering::Less, false) => 4,
    });
    if in_tens { out.number(apart / 10 - 1, 1) } else { out.number(apart - 1, 3) }
}

/// A share in thousandths; most are whole per cents.
fn share(out: &mut Writer, per_thousand: u32) {
    let whole = per_thousand.is_multiple_of(10);
    out.bit(!whole);
    out.number(if whole { per_thousand / 10 } else { per_thousand }, 4);
}

fn word(out: &mut Writer, seen: &mut Seen, word: Word) {
    let known = seen.words.iter().position(|known| *known == word);
    let count = u32::try_from(seen.words.len()).expect("bounded by the text");
    if count > 0 {
        out.bit(known.is_none());
    }
    if let Some(at) = known {
        return out.one_of(u32::try_from(at).expect("bounded by the text"), count);
    }
    if seen.next == Some(word) {
        out.bits(0, 2);
    } else if let Some(number) = plain_number(word) {
        out.bits(1, 2);
        out.number(number, 3);
    } else if let Some(letter) = letter(word) {
        out.bits(2, 2);
        out.one_of(letter, 26);
    } else {
        out.bits(3, 2);
        out.bits(u32::try_from(word.as_str().len()).expect("at most 8") - 1, 3);
        characters(out, word.as_str());
    }
    seen.add(word);
}

impl Encoder {
    pub fn new(names: &Names, manual: bool) -> Self {
        Self { out: Writer::default(), memory: Memory::new(names, manual) }
    }

    /// Takes note of a statement that the other end has already.
    pub fn learn(&mut self, statement: &Statement) {
        let out = std::mem::take(&mut self.out);
        self.statement(statement);
        self.out = out;
    }

    pub(super) fn node(&mut self, node: NodeId) {
        self.out.one_of(u32::from(node.0), self.memory.nodes);
    }

    fn client(&mut self, client: ClientId) {
        self.out.bits(u32::from(client.0), 4);
    }

    fn op(&mut self, op: Op) {
        let (name, key, value) = match op {
            Op::Set { key, value } => (0, key, Some(value)),
            Op::Add { key, amount } => (1, key, Some(amount)),
            Op::Get { key } => (2, key, None),
        };
        self.out.ones(name);
        word(&mut self.out, &mut self.memory.keys, key);
        if let Some(value) = value {
            word(&mut self.out, &mut self.memory.values, value);
        }
        self.memory.note_op(op);
    }

    pub(super) fn slot(&mut self, slot: u32) {
        let last = self.memory.slot;
        if slot == last {
            self.out.ones(0);
        } else if Some(slot) == last.checked_add(1) {
            self.out.ones(1);
        } else {
            self.out.ones(2);
            self.out.number(slot, 2);
        }
        self.memory.slot = slot;
    }

    pub(super) fn ballot(&mut self, (round, owner): (u32, NodeId)) {
        self.out.number(round.wrapping_sub(1), 0);
        self.node(owner);
    }

    pub(super) fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.out.bit(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// The ends of links, clients seldom among them.
    fn addresses(&mut self, lists: &[&[Address]], with_counts: bool) {
        let is_client = |address: &Address| matches!(address, Address::Client(_));
        let clients = lists.iter().any(|list| list.iter().any(is_client));
        self.out.bit(clients);
        for list in lists {
            if with_counts {
                self.out.number(u32::try_from(list.len()).expect("bounded by the text").wrapping_sub(1), 0);
            }
            for address in *list {
                if clients {
                    self.out.bit(is_client(address));
                }
                match *address {
                    Address::Node(node) => self.node(node),
                    Address::Client(client) => self.client(client),
                }
            }
        }
    }

    fn message(&mut self, kind: &str, ballot: Option<(u32, NodeId)>, slot: Option<u32>) {
        self.out.rank(place(&KINDS, &kind));
        self.maybe(ballot, Self::ballot);
        self.maybe(slot, Self::slot);
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        self.message(pattern.kind, pattern.ballot, pattern.slot);
        self.addresses(&[&[pattern.from], &[pattern.to]], false);
    }

    pub fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Protocol(line) => self.protocol(line),
            Statement::Roles(role, nodes) => self.roles(*role, nodes),
            Statement::Quorums { phase1, phase2 } => {
                self.out.rank(opcode::QUORUMS);
                self.out.bits(u32::from(*phase1), 4);
                self.out.bits(u32::from(*phase2), 4);
            }
            Statement::Network(line) => self.network(line),
            Statement::Rules(rules) => self.rules(*rules),
            Statement::Monitors(watch) => {
                self.out.rank(opcode::MONITORS);
                for monitor in watch.blind() {
                    self.out.number(tables::monitor_place(monitor) + 1, 2);
                }
                self.out.number(END, 2);
            }
            Statement::Timers(timing) => self.timers(timing),
            Statement::Leader(node) => {
                self.out.rank(opcode::LEADER);
                self.node(*node);
            }
            Statement::Prefix { slots } => {
                self.out.rank(opcode::PREFIX);
                self.out.number(slots.wrapping_sub(1), 5);
                self.memory.slot = slots.wrapping_add(1);
            }
            Statement::Given(change) => {
                self.out.rank(opcode::GIVEN);
                self.change(change);
            }
            Statement::Until { ms } => {
                self.out.rank(opcode::UNTIL);
                time(&mut self.out, *ms);
            }
            Statement::Do { when, act } => self.act(when, act),
            Statement::Note { when, text } => {
                self.out.rank(opcode::NOTE);
                self.when(when, true);
                words::write(&mut self.out, text);
            }
            Statement::Expect(expectation) => {
                self.out.rank(opcode::EXPECT);
                self.expectation(expectation);
            }
        }
    }

    fn protocol(&mut self, line: &ProtocolLine) {
        use tables::protocol;
        // Taken apart here and below, so that nothing new is forgotten.
        let ProtocolLine {
            variant,
            learners,
            forwarding,
            nacks,
            window,
            direct_answers,
            strict_prepare,
            watermark,
            prevote,
        } = *line;
        self.out.rank(opcode::PROTOCOL);
        self.out.ones(match variant {
            Variant::Basic => 0,
            Variant::Multi => 1,
        });
        match learners {
            Learners::All => {}
            Learners::Leader => self.out.rank(protocol::LEARNERS_LEADER),
            Learners::One(node) => {
                self.out.rank(protocol::LEARNERS_ONE);
                self.node(node);
            }
        }
        if forwarding == Forwarding::Redirect {
            self.out.rank(protocol::REDIRECT);
        }
        if direct_answers {
            self.out.rank(protocol::DIRECT_ANSWERS);
        }
        if let Some(window) = window {
            self.out.rank(protocol::WINDOW);
            self.out.number(window, 2);
        }
        if !nacks {
            self.out.rank(protocol::NACKS_OFF);
        }
        if strict_prepare {
            self.out.rank(protocol::STRICT_PREPARE);
        }
        if watermark {
            self.out.rank(protocol::WATERMARK);
        }
        if prevote {
            self.out.rank(protocol::PREVOTE);
        }
        self.out.rank(END);
    }

    /// Most lines name the next few nodes in their order.
    fn roles(&mut self, role: RoleLine, nodes: &[NodeId]) {
        self.out.rank(opcode::ROLES);
        self.out.bits(place(&ROLES, &role), 2);
        let declared = self.memory.declared;
        let numbers = || nodes.iter().map(|node| u32::from(node.0));
        let in_order = (declared..).take(nodes.len()).eq(numbers());
        self.out.bit(!in_order);
        self.out.one_of(u32::try_from(nodes.len()).expect("at most 15 nodes") - 1, self.memory.nodes);
        if !in_order {
            for node in nodes {
                self.node(*node);
            }
        }
        self.memory.declared = numbers().map(|number| number + 1).fold(declared, u32::max);
    }

    fn network(&mut self, line: &Network) {
        // `manual` is in the head.
        let Network { manual: _, delay, loss_per_thousand, duplicate_per_thousand, calm_ms, seed } = *line;
        let normal = Network::default();
        self.out.rank(opcode::NETWORK);
        if delay != normal.delay {
            self.out.rank(network::DELAY);
            span(&mut self.out, delay);
        }
        for (option, per_thousand) in
            [(network::LOSS, loss_per_thousand), (network::DUPLICATE, duplicate_per_thousand)]
        {
            if per_thousand > 0 {
                self.out.rank(option);
                share(&mut self.out, per_thousand);
            }
        }
        if let Some(calm_ms) = calm_ms {
            self.out.rank(network::CALM);
            time(&mut self.out, calm_ms);
        }
        if seed != normal.seed {
            self.out.rank(network::SEED);
            self.out.number(seed, 3);
        }
        self.out.rank(END);
    }

    fn rules(&mut self, rules: Rules) {
        self.out.rank(opcode::RULES);
        for place in tables::rule_places(rules) {
            self.out.number(place + 1, 2);
        }
        self.out.number(END, 2);
    }

    fn timers(&mut self, timing: &Timing) {
        self.out.rank(opcode::TIMERS);
        let normal = Timing::default();
        let Timing { election, heartbeat_ms, resend_ms, backoff, client_ms } = *timing;
        let single = Span::exactly;
        let all = [
            (timer::ELECTION, election, normal.election),
            (timer::HEARTBEAT, single(heartbeat_ms), single(normal.heartbeat_ms)),
            (timer::RESEND, single(resend_ms), single(normal.resend_ms)),
            (timer::BACKOFF, backoff, normal.backoff),
            (timer::CLIENT, single(client_ms), single(normal.client_ms)),
        ];
        for (option, value, _) in all.into_iter().filter(|(_, value, normal)| value != normal) {
            self.out.rank(option);
            span(&mut self.out, value);
        }
        self.out.rank(END);
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Link { from, to, way } => {
                self.out.ones(0);
                self.addresses(&[&[*from], &[*to]], false);
                self.way(way);
            }
            Change::Slow { node, by_ms } => {
                self.out.ones(1);
                self.node(*node);
                time(&mut self.out, *by_ms);
            }
            Change::Clock { node, percent } => {
                self.out.ones(2);
                self.node(*node);
                time(&mut self.out, *percent);
            }
            Change::Calm { from, to } => {
                self.out.ones(3);
                self.addresses(&[&[*from], &[*to]], false);
            }
            Change::Hold => self.out.ones(4),
            Change::Release => self.out.ones(5),
            Change::CalmAll => self.out.ones(6),
        }
    }

    fn way(&mut self, way: &Way) {
        let Way { delay, loss_per_thousand, duplicate_per_thousand } = *way;
        if let Some(delay) = delay {
            self.out.rank(way::DELAY);
            span(&mut self.out, delay);
        }
        for (option, per_thousand) in
            [(way::LOSS, loss_per_thousand), (way::DUPLICATE, duplicate_per_thousand)]
        {
            if let Some(per_thousand) = per_thousand {
                self.out.rank(option);
                share(&mut self.out, per_thousand);
            }
        }
        self.out.rank(END);
    }

    fn links(&mut self, links: &Links) {
        match links {
            Links::Between(groups) => {
                self.out.ones(0);
                self.out.number(u32::try_from(groups.len()).expect("bounded by the text").wrapping_sub(2), 0);
                for NodeSet(group) in groups {
                    self.out.bits(u32::from(*group), self.memory.nodes);
                }
            }
            Links::OneWay { from, to } => {
                self.out.ones(1);
                self.node(*from);
                self.node(*to);
            }
            Links::All => self.out.ones(2),
        }
    }

    fn crash(&mut self, point: Option<CrashPoint>) {
        self.out.ones(place(&POINTS, &point));
    }

    fn disk(&mut self, disk: Disk) {
        self.out.ones(place(&DISKS, &disk));
    }

    fn act(&mut self, when: &When, act: &Act) {
        match act {
            Act::One(action) => self.action(when, action),
            Act::It(verb) => {
                self.out.rank(verb_opcode(*verb));
                self.when(when, false);
                self.delay_of(*verb);
                self.out.bit(true);
            }
            Act::Messages { verb, kind, ballot, slot, from, to } => {
                self.messages(when, *verb, (kind, *ballot, *slot), from, to);
            }
        }
    }

    fn messages(
        &mut self,
        when: &When,
        verb: Verb,
        (kind, ballot, slot): (&str, Option<(u32, NodeId)>, Option<u32>),
        from: &[Address],
        to: &[Address],
    ) {
        self.out.rank(verb_opcode(verb));
        self.when(when, false);
        self.delay_of(verb);
        if matches!(when, When::On { .. }) {
            self.out.bit(false);
        }
        self.message(kind, ballot, slot);
        self.addresses(&[from, to], true);
    }

    /// One message, written as a list of one.
    fn one_message(&mut self, when: &When, verb: Verb, pattern: &Pattern) {
        let message = (pattern.kind, pattern.ballot, pattern.slot);
        self.messages(when, verb, message, &[pattern.from], &[pattern.to]);
    }

    fn action(&mut self, when: &When, action: &Action) {
        let mut begin = |opcode| {
            self.out.rank(opcode);
            self.when(when, false);
        };
        match action {
            Action::Ask { client, node, op } => {
                begin(opcode::ASK);
                self.client(*client);
                self.node(*node);
                self.op(*op);
            }
            Action::Start { node, round, op } => {
                begin(opcode::START);
                self.node(*node);
                self.maybe(*round, |to, round| to.out.number(round.wrapping_sub(1), 1));
                self.maybe(*op, Self::op);
            }
            Action::Timeout { node } => {
                begin(opcode::TIMEOUT);
                self.node(*node);
            }
            Action::Deliver { pattern, again: false } => self.one_message(when, Verb::Deliver, pattern),
            Action::Deliver { pattern, again: true } => self.one_message(when, Verb::DeliverAgain, pattern),
            Action::Drop { pattern } => self.one_message(when, Verb::Drop, pattern),
            Action::Duplicate { pattern } => self.one_message(when, Verb::Duplicate, pattern),
            Action::Delay { pattern, by_ms } => {
                self.one_message(when, Verb::Delay { by_ms: *by_ms }, pattern);
            }
            Action::Crash { node, point } => {
                begin(opcode::CRASH);
                self.node(*node);
                self.crash(*point);
            }
            Action::Restart { node, disk } => {
                begin(opcode::RESTART);
                self.node(*node);
                self.disk(*disk);
            }
            Action::Bounce { node, point, disk } => {
                begin(opcode::BOUNCE);
                self.node(*node);
                self.crash(*point);
                self.disk(*disk);
            }
            Action::Cut(links) => {
                begin(opcode::CUT);
                self.links(links);
            }
            Action::Heal(links) => {
                begin(opcode::HEAL);
                self.links(links);
            }
            Action::Change(change) => {
                begin(opcode::CHANGE);
                self.change(change);
            }
        }
    }

    /// A value as an expectation writes it: most often a command that was
    /// asked for.
    fn value(&mut self, text: &str) {
        let op = op_of(text);
        let known = op.and_then(|op| self.memory.ops.iter().position(|known| *known == op));
        if let Some(at) = known {
            let count = u32::try_from(self.memory.ops.len()).expect("bounded by the text");
            self.out.ones(0);
            self.out.one_of(u32::try_from(at).expect("bounded by the text"), count);
        } else if let Some(op) = op {
            self.out.ones(1);
            self.op(op);
        } else if text == "no-op" {
            self.out.ones(2);
        } else {
            self.out.ones(3);
            words::write(&mut self.out, text);
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        let about = |to: &mut Self| {
            for node in expectation.nodes.iter().take(1) {
                to.node(node);
            }
        };
        let mut counted = |claim, count, k| {
            self.out.rank(claim);
            self.out.number(count, k);
        };
        match &expectation.claim {
            Claim::Chosen { slot, value, ballot } => {
                self.out.rank(claim::CHOSEN);
                self.slot(*slot);
                self.value(value);
                self.maybe(*ballot, Self::ballot);
            }
            Claim::Learned { slot, value } => {
                self.out.rank(claim::LEARNED);
                about(self);
                self.slot(*slot);
                self.value(value);
            }
            Claim::Voted { slot, value, ballot } => {
                self.out.rank(claim::VOTED);
                about(self);
                self.slot(*slot);
                self.value(value);
                self.maybe(*ballot, Self::ballot);
            }
            Claim::Safe => self.out.rank(claim::SAFE),
            Claim::Answered { count } => counted(claim::ANSWERED, *count, 1),
            Claim::Executed { slot } => {
                self.out.rank(claim::EXECUTED);
                about(self);
                self.maybe(*slot, Self::slot);
            }
            Claim::LogsEqual => self.out.rank(claim::LOGS_EQUAL),
            Claim::Store { key, value } => {
                self.out.rank(claim::STORE);
                let words = (Word::new(key), Word::new(value));
                self.out.bit(!matches!(words, (Some(_), Some(_))));
                if let (Some(key), Some(value)) = words {
                    word(&mut self.out, &mut self.memory.keys, key);
                    word(&mut self.out, &mut self.memory.values, value);
                } else {
                    words::write(&mut self.out, key);
                    words::write(&mut self.out, value);
                }
            }
            Claim::Leader { node: Some(node) } => {
                self.out.rank(claim::LEADER);
                self.node(*node);
            }
            Claim::Leader { node: None } => self.out.rank(claim::NO_LEADER),
            Claim::Messages { count } => counted(claim::MESSAGES, *count, 3),
            Claim::Delays { count } => counted(claim::DELAYS, *count, 2),
            Claim::Steps { count } => counted(claim::STEPS, *count, 5),
            Claim::Open { slot } => {
                self.out.rank(claim::OPEN);
                self.slot(*slot);
            }
            Claim::Promised { ballot } => {
                self.out.rank(claim::PROMISED);
                about(self);
                self.ballot(*ballot);
            }
            Claim::Diagnosis { ailment: Some(ailment) } => {
                self.out.rank(claim::DIAGNOSIS);
                self.out.rank(tables::ailment_place(*ailment));
            }
            Claim::Diagnosis { ailment: None } => self.out.rank(claim::NO_DIAGNOSIS),
            Claim::Violation { monitor, step } => {
                self.out.rank(claim::VIOLATION);
                self.out.rank(tables::monitor_place(*monitor));
                self.maybe(*step, |to, step| to.out.number(step, 4));
            }
        }
    }
}

const fn verb_opcode(verb: Verb) -> u32 {
    match verb {
        Verb::Deliver => opcode::DELIVER,
        Verb::DeliverAgain => opcode::DELIVER_AGAIN,
        Verb::Drop => opcode::DROP,
        Verb::Duplicate => opcode::DUPLICATE,
        Verb::Delay { .. } => opcode::DELAY,
    }
}
