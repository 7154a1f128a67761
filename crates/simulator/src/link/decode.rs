//! Bits to statements, as `encode.rs` writes them. Nothing is taken on trust:
//! every index is looked up, every sum is checked, and nothing is made longer
//! than the bits that are there, or than a limit that is known before.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, ClientId, Forwarding, NodeId, NodeSet, Op, Rules, Variant, Word};

use super::Fault;
use super::base64url;
use super::bits::{Reader, Writer};
use super::encode::{Encoder, letters, numbered};
use super::memory::{Memory, Seen, letter_word};
use super::tables::{self, DISKS, END, KINDS, POINTS, ROLES, claim, network, opcode, timer, way};
use super::words;
use crate::action::{Action, Change, CrashPoint, Disk, Links, Pattern, Way};
use crate::monitor::Watch;
use crate::scenario::expect::{Claim, Expectation};
use crate::scenario::{Act, Learners, MAX_ACTIONS, ProtocolLine, Statement, Verb, When};
use crate::settings::{MAX_CLIENTS, MAX_NODES, Network, Span, Timing};

pub(super) type Decoded<T> = Result<T, Fault>;

pub(super) struct Decoder<'a> {
    pub bits: Reader<'a>,
    pub memory: Memory,
}

/// The thing at that place of a list that grows: what is beyond its end was
/// written by a newer version.
fn at<T: Copy>(list: &[T], place: u32) -> Decoded<T> {
    list.get(place as usize).copied().ok_or(Fault::NewerVersion)
}

pub(super) fn names(bits: &mut Reader<'_>) -> Decoded<Names> {
    let count = bits.bits(4)? + 1;
    if count > u32::from(MAX_NODES) {
        return Err(Fault::Limits);
    }
    Ok(Names::new(match bits.ones()? {
        0 => letters(count).collect(),
        1 => {
            let proposers = bits.one_of(count + 1)?;
            let acceptors = bits.one_of(count - proposers + 1)?;
            numbered([proposers, acceptors, count - proposers - acceptors]).collect()
        }
        2 => (0..count)
            .map(|_| {
                let length = bits.bits(2)? + 1;
                characters(bits, length)
            })
            .collect::<Decoded<_>>()?,
        _ => return Err(Fault::NewerVersion),
    }))
}

fn characters(bits: &mut Reader<'_>, length: u32) -> Decoded<String> {
    (0..length).map(|_| bits.bits(6).map(|digit| base64url::digit(digit as usize))).collect()
}

pub(super) fn time(bits: &mut Reader<'_>) -> Decoded<u32> {
    if bits.bit()? { bits.number(4) } else { bits.number(3)?.checked_mul(10).ok_or(Fault::Damaged) }
}

fn span(bits: &mut Reader<'_>) -> Decoded<Span> {
    let ranged = bits.bit()?;
    let low_ms = time(bits)?;
    let more_ms = if ranged { time(bits)? } else { 0 };
    Ok(Span { low_ms, high_ms: low_ms.checked_add(more_ms).ok_or(Fault::Damaged)? })
}

pub(super) fn delta(bits: &mut Reader<'_>, from: u32) -> Decoded<u32> {
    let kind = bits.ones()?;
    let apart = match kind {
        0 => return Ok(from),
        1 | 3 => bits.number(1)?.checked_add(1).and_then(|tens| tens.checked_mul(10)),
        2 | 4 => bits.number(3)?.checked_add(1),
        _ => return Err(Fault::NewerVersion),
    };
    let apart = apart.ok_or(Fault::Damaged)?;
    let to = if kind < 3 { from.checked_add(apart) } else { from.checked_sub(apart) };
    to.ok_or(Fault::Damaged)
}

fn share(bits: &mut Reader<'_>) -> Decoded<u32> {
    let whole = !bits.bit()?;
    bits.number(4)?.checked_mul(if whole { 10 } else { 1 }).ok_or(Fault::Damaged)
}

fn word(bits: &mut Reader<'_>, seen: &mut Seen) -> Decoded<Word> {
    let count = u32::try_from(seen.words.len()).expect("bounded by the bits");
    if count > 0 && !bits.bit()? {
        return Ok(seen.words[bits.one_of(count)? as usize]);
    }
    let word = match bits.bits(2)? {
        0 => seen.next,
        1 => Word::new(&bits.number(3)?.to_string()),
        2 => letter_word(bits.one_of(26)?),
        _ => {
            let length = bits.bits(3)? + 1;
            Word::new(&characters(bits, length)?)
        }
    };
    let word = word.ok_or(Fault::Damaged)?;
    seen.add(word);
    Ok(word)
}

impl<'a> Decoder<'a> {
    pub fn new(bits: Reader<'a>, names: &Names, manual: bool) -> Self {
        Self { bits, memory: Memory::new(names, manual) }
    }

    /// Takes note of a statement that both ends have already.
    pub fn learn(&mut self, statement: &Statement) {
        let mut to = Encoder { out: Writer::default(), memory: self.memory.clone() };
        to.statement(statement);
        self.memory = to.memory;
    }

    pub(super) fn node(&mut self) -> Decoded<NodeId> {
        let node = self.bits.one_of(self.memory.nodes)?;
        Ok(NodeId(u8::try_from(node).expect("at most 15 nodes")))
    }

    fn client(&mut self) -> Decoded<ClientId> {
        let client = u8::try_from(self.bits.bits(4)?).expect("four bits");
        if client < MAX_CLIENTS { Ok(ClientId(client)) } else { Err(Fault::Limits) }
    }

    fn op(&mut self) -> Decoded<Op> {
        let name = self.bits.ones()?;
        let key = match name {
            0..=2 => word(&mut self.bits, &mut self.memory.keys)?,
            _ => return Err(Fault::NewerVersion),
        };
        let mut value = || word(&mut self.bits, &mut self.memory.values);
        let op = match name {
            0 => Op::Set { key, value: value()? },
            1 => Op::Add { key, amount: value()? },
            _ => Op::Get { key },
        };
        self.memory.note_op(op);
        Ok(op)
    }

    pub(super) fn slot(&mut self) -> Decoded<u32> {
        let last = self.memory.slot;
        let slot = match self.bits.ones()? {
            0 => last,
            1 => last.checked_add(1).ok_or(Fault::Damaged)?,
            2 => self.bits.number(2)?,
            _ => return Err(Fault::NewerVersion),
        };
        self.memory.slot = slot;
        Ok(slot)
    }

    /// A number from 1 on, written less one.
    pub(super) fn counted(&mut self, k: u32) -> Decoded<u32> {
        Ok(self.bits.number(k)?.wrapping_add(1))
    }

    pub(super) fn ballot(&mut self) -> Decoded<(u32, NodeId)> {
        Ok((self.counted(0)?, self.node()?))
    }

    pub(super) fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Decoded<T>) -> Decoded<Option<T>> {
        if self.bits.bit()? { read(self).map(Some) } else { Ok(None) }
    }

    fn address(&mut self, clients: bool) -> Decoded<Address> {
        if clients && self.bits.bit()? {
            self.client().map(Address::Client)
        } else {
            self.node().map(Address::Node)
        }
    }

    fn two_addresses(&mut self) -> Decoded<(Address, Address)> {
        let clients = self.bits.bit()?;
        Ok((self.address(clients)?, self.address(clients)?))
    }

    /// Senders and receivers. A node of a cluster of one takes no bit, so the
    /// lengths are checked before anything is made of them.
    fn two_lists(&mut self) -> Decoded<(Vec<Address>, Vec<Address>)> {
        let clients = self.bits.bit()?;
        let mut list = |left: usize| {
            let length = self.bits.number(0)? as usize;
            if length >= left {
                return Err(Fault::Limits);
            }
            (0..=length).map(|_| self.address(clients)).collect::<Decoded<Vec<_>>>()
        };
        let from = list(MAX_ACTIONS)?;
        let to = list(MAX_ACTIONS / from.len())?;
        self.count_actions(from.len() * to.len())?;
        Ok((from, to))
    }

    fn count_actions(&mut self, count: usize) -> Decoded<()> {
        self.memory.actions += count;
        if self.memory.actions > MAX_ACTIONS { Err(Fault::Limits) } else { Ok(()) }
    }

    #[expect(clippy::type_complexity, reason = "the parts of a message as they stand in a line")]
    fn message(&mut self) -> Decoded<(&'static str, Option<(u32, NodeId)>, Option<u32>)> {
        let kind = at(&KINDS, self.bits.rank()?)?;
        Ok((kind, self.maybe(Self::ballot)?, self.maybe(Self::slot)?))
    }

    pub(super) fn pattern(&mut self) -> Decoded<Pattern> {
        let (kind, ballot, slot) = self.message()?;
        let (from, to) = self.two_addresses()?;
        Ok(Pattern { kind, ballot, slot, from, to })
    }

    pub fn statement(&mut self) -> Decoded<Statement> {
        let opcode = self.bits.rank()?;
        Ok(match opcode {
            opcode::PROTOCOL => Statement::Protocol(self.protocol()?),
            opcode::ROLES => self.roles()?,
            opcode::QUORUMS => {
                let mut size = || self.bits.bits(4).map(|size| u8::try_from(size).expect("four bits"));
                Statement::Quorums { phase1: size()?, phase2: size()? }
            }
            opcode::NETWORK => Statement::Network(self.network()?),
            opcode::RULES => Statement::Rules(self.rules()?),
            opcode::MONITORS => Statement::Monitors(self.monitors()?),
            opcode::TIMERS => Statement::Timers(self.timers()?),
            opcode::LEADER => Statement::Leader(self.node()?),
            opcode::PREFIX => {
                let slots = self.counted(5)?;
                self.memory.slot = slots.wrapping_add(1);
                Statement::Prefix { slots }
            }
            opcode::GIVEN => Statement::Given(self.change()?),
            opcode::UNTIL => Statement::Until { ms: time(&mut self.bits)? },
            opcode::NOTE => Statement::Note { when: self.when(true)?, text: words::read(&mut self.bits)? },
            opcode::EXPECT => Statement::Expect(self.expectation()?),
            _ => self.action(opcode)?,
        })
    }

    fn protocol(&mut self) -> Decoded<ProtocolLine> {
        use tables::protocol;
        let mut line = ProtocolLine::new(match self.bits.ones()? {
            0 => Variant::Basic,
            1 => Variant::Multi,
            _ => return Err(Fault::NewerVersion),
        });
        loop {
            match self.bits.rank()? {
                END => return Ok(line),
                protocol::LEARNERS_LEADER => line.learners = Learners::Leader,
                protocol::LEARNERS_ONE => line.learners = Learners::One(self.node()?),
                protocol::REDIRECT => line.forwarding = Forwarding::Redirect,
                protocol::DIRECT_ANSWERS => line.direct_answers = true,
                protocol::WINDOW => line.window = Some(self.bits.number(2)?),
                protocol::NACKS_OFF => line.nacks = false,
                protocol::STRICT_PREPARE => line.strict_prepare = true,
                protocol::WATERMARK => line.watermark = true,
                protocol::PREVOTE => line.prevote = true,
                _ => return Err(Fault::NewerVersion),
            }
        }
    }

    fn roles(&mut self) -> Decoded<Statement> {
        let role = at(&ROLES, self.bits.bits(2)?)?;
        let in_order = !self.bits.bit()?;
        let count = self.bits.one_of(self.memory.nodes)? + 1;
        let first = self.memory.declared;
        let nodes = if in_order {
            if first + count > self.memory.nodes {
                return Err(Fault::Damaged);
            }
            (first..first + count).map(|node| NodeId(u8::try_from(node).expect("at most 15 nodes"))).collect()
        } else {
            (0..count).map(|_| self.node()).collect::<Decoded<Vec<_>>>()?
        };
        let last = nodes.iter().map(|node| u32::from(node.0) + 1).max();
        self.memory.declared = first.max(last.unwrap_or(0));
        Ok(Statement::Roles(role, nodes))
    }

    fn network(&mut self) -> Decoded<Network> {
        let mut line = Network { manual: self.memory.manual, ..Network::default() };
        loop {
            match self.bits.rank()? {
                END => return Ok(line),
                network::DELAY => line.delay = span(&mut self.bits)?,
                network::LOSS => line.loss_per_thousand = share(&mut self.bits)?,
                network::DUPLICATE => line.duplicate_per_thousand = share(&mut self.bits)?,
                network::CALM => line.calm_ms = Some(time(&mut self.bits)?),
                network::SEED => line.seed = self.bits.number(3)?,
                _ => return Err(Fault::NewerVersion),
            }
        }
    }

    fn rules(&mut self) -> Decoded<Rules> {
        let mut rules = Rules::ALL;
        loop {
            match self.bits.number(2)?.checked_sub(1) {
                None => return Ok(rules),
                Some(place) => {
                    rules = tables::without_rule_at(rules, place).ok_or(Fault::NewerVersion)?;
                }
            }
        }
    }

    fn monitors(&mut self) -> Decoded<Watch> {
        let mut watch = Watch::ALL;
        loop {
            match self.bits.number(2)?.checked_sub(1) {
                None => return Ok(watch),
                Some(place) => watch = watch.but(tables::monitor_at(place).ok_or(Fault::NewerVersion)?),
            }
        }
    }

    fn timers(&mut self) -> Decoded<Timing> {
        let mut timing = Timing::default();
        loop {
            let option = self.bits.rank()?;
            if option == END {
                return Ok(timing);
            }
            let span = span(&mut self.bits)?;
            match option {
                timer::ELECTION => timing.election = span,
                timer::HEARTBEAT => timing.heartbeat_ms = span.high_ms,
                timer::RESEND => timing.resend_ms = span.high_ms,
                timer::BACKOFF => timing.backoff = span,
                timer::CLIENT => timing.client_ms = span.high_ms,
                _ => return Err(Fault::NewerVersion),
            }
        }
    }

    fn change(&mut self) -> Decoded<Change> {
        Ok(match self.bits.ones()? {
            0 => {
                let (from, to) = self.two_addresses()?;
                Change::Link { from, to, way: self.way()? }
            }
            1 => Change::Slow { node: self.node()?, by_ms: time(&mut self.bits)? },
            2 => Change::Clock { node: self.node()?, percent: time(&mut self.bits)? },
            3 => {
                let (from, to) = self.two_addresses()?;
                Change::Calm { from, to }
            }
            4 => Change::Hold,
            5 => Change::Release,
            6 => Change::CalmAll,
            _ => return Err(Fault::NewerVersion),
        })
    }

    fn way(&mut self) -> Decoded<Way> {
        let mut line = Way::default();
        loop {
            match self.bits.rank()? {
                END => return Ok(line),
                way::DELAY => line.delay = Some(span(&mut self.bits)?),
                way::LOSS => line.loss_per_thousand = Some(share(&mut self.bits)?),
                way::DUPLICATE => line.duplicate_per_thousand = Some(share(&mut self.bits)?),
                _ => return Err(Fault::NewerVersion),
            }
        }
    }

    fn links(&mut self) -> Decoded<Links> {
        Ok(match self.bits.ones()? {
            0 => {
                let count = u64::from(self.bits.number(0)?) + 2;
                let mut groups = Vec::new();
                // Each takes a bit or more, so the bits bound the list.
                for _ in 0..count {
                    let group = self.bits.bits(self.memory.nodes)?;
                    groups.push(NodeSet(u16::try_from(group).expect("at most 15 nodes")));
                }
                Links::Between(groups)
            }
            1 => Links::OneWay { from: self.node()?, to: self.node()? },
            2 => Links::All,
            _ => return Err(Fault::NewerVersion),
        })
    }

    fn crash(&mut self) -> Decoded<Option<CrashPoint>> {
        at(&POINTS, self.bits.ones()?)
    }

    fn disk(&mut self) -> Decoded<Disk> {
        at(&DISKS, self.bits.ones()?)
    }

    fn action(&mut self, opcode: u32) -> Decoded<Statement> {
        // An unknown word may be followed by anything.
        if !is_action(opcode) {
            return Err(Fault::NewerVersion);
        }
        let when = self.when(false)?;
        let verb = match opcode {
            opcode::DELIVER => Some(Verb::Deliver),
            opcode::DELIVER_AGAIN => Some(Verb::DeliverAgain),
            opcode::DROP => Some(Verb::Drop),
            opcode::DUPLICATE => Some(Verb::Duplicate),
            opcode::DELAY => Some(Verb::Delay { by_ms: time(&mut self.bits)? }),
            _ => None,
        };
        if let Some(verb) = verb {
            if matches!(when, When::On { .. }) && self.bits.bit()? {
                self.count_actions(1)?;
                return Ok(Statement::Do { when, act: Act::It(verb) });
            }
            let (kind, ballot, slot) = self.message()?;
            let (from, to) = self.two_lists()?;
            return Ok(Statement::Do { when, act: Act::Messages { verb, kind, ballot, slot, from, to } });
        }
        self.count_actions(1)?;
        let action = match opcode {
            opcode::ASK => Action::Ask { client: self.client()?, node: self.node()?, op: self.op()? },
            opcode::START => Action::Start {
                node: self.node()?,
                round: self.maybe(|from| from.counted(1))?,
                op: self.maybe(Self::op)?,
            },
            opcode::TIMEOUT => Action::Timeout { node: self.node()? },
            opcode::CRASH => Action::Crash { node: self.node()?, point: self.crash()? },
            opcode::RESTART => Action::Restart { node: self.node()?, disk: self.disk()? },
            opcode::BOUNCE => Action::Bounce { node: self.node()?, point: self.crash()?, disk: self.disk()? },
            opcode::CUT => Action::Cut(self.links()?),
            opcode::HEAL => Action::Heal(self.links()?),
            _ => Action::Change(self.change()?),
        };
        Ok(Statement::Do { when, act: Act::One(action) })
    }

    fn value(&mut self) -> Decoded<String> {
        Ok(match self.bits.ones()? {
            0 => {
                let count = u32::try_from(self.memory.ops.len()).expect("bounded by the bits");
                if count == 0 {
                    return Err(Fault::Damaged);
                }
                self.memory.ops[self.bits.one_of(count)? as usize].to_string()
            }
            1 => self.op()?.to_string(),
            2 => "no-op".to_string(),
            3 => words::read(&mut self.bits)?,
            _ => return Err(Fault::NewerVersion),
        })
    }

    fn expectation(&mut self) -> Decoded<Expectation> {
        let claim = self.bits.rank()?;
        let is_of_node = matches!(claim, claim::LEARNED | claim::VOTED | claim::EXECUTED | claim::PROMISED);
        let nodes = if is_of_node { NodeSet::EMPTY.with(self.node()?) } else { NodeSet::EMPTY };
        let claim = match claim {
            claim::CHOSEN => {
                Claim::Chosen { slot: self.slot()?, value: self.value()?, ballot: self.maybe(Self::ballot)? }
            }
            claim::LEARNED => Claim::Learned { slot: self.slot()?, value: self.value()? },
            claim::VOTED => {
                Claim::Voted { slot: self.slot()?, value: self.value()?, ballot: self.maybe(Self::ballot)? }
            }
            claim::SAFE => Claim::Safe,
            claim::ANSWERED => Claim::Answered { count: self.bits.number(1)? },
            claim::EXECUTED => Claim::Executed { slot: self.maybe(Self::slot)? },
            claim::LOGS_EQUAL => Claim::LogsEqual,
            claim::STORE => self.store()?,
            claim::LEADER => Claim::Leader { node: Some(self.node()?) },
            claim::NO_LEADER => Claim::Leader { node: None },
            claim::MESSAGES => Claim::Messages { count: self.bits.number(3)? },
            claim::DELAYS => Claim::Delays { count: self.bits.number(2)? },
            claim::STEPS => Claim::Steps { count: self.bits.number(5)? },
            claim::OPEN => Claim::Open { slot: self.slot()? },
            claim::PROMISED => Claim::Promised { ballot: self.ballot()? },
            claim::DIAGNOSIS => {
                let ailment = tables::ailment_at(self.bits.rank()?).ok_or(Fault::NewerVersion)?;
                Claim::Diagnosis { ailment: Some(ailment) }
            }
            claim::NO_DIAGNOSIS => Claim::Diagnosis { ailment: None },
            claim::VIOLATION => {
                let monitor = tables::monitor_at(self.bits.rank()?).ok_or(Fault::NewerVersion)?;
                Claim::Violation { monitor, step: self.maybe(|from| from.bits.number(4))? }
            }
            _ => return Err(Fault::NewerVersion),
        };
        Ok(Expectation { nodes, claim })
    }

    fn store(&mut self) -> Decoded<Claim> {
        if self.bits.bit()? {
            return Ok(Claim::Store {
                key: words::read(&mut self.bits)?,
                value: words::read(&mut self.bits)?,
            });
        }
        let key = word(&mut self.bits, &mut self.memory.keys)?.as_str().to_string();
        let value = word(&mut self.bits, &mut self.memory.values)?.as_str().to_string();
        Ok(Claim::Store { key, value })
    }
}

const fn is_action(opcode: u32) -> bool {
    matches!(
        opcode,
        opcode::DELIVER
            | opcode::DELIVER_AGAIN
            | opcode::DROP
            | opcode::DUPLICATE
            | opcode::DELAY
            | opcode::ASK
            | opcode::START
            | opcode::TIMEOUT
            | opcode::CRASH
            | opcode::RESTART
            | opcode::BOUNCE
            | opcode::CUT
            | opcode::HEAL
            | opcode::CHANGE
    )
}
