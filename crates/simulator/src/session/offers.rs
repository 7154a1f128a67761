//! What can be done now, and to what: every line of a menu is a line of the
//! scenario language.

use antipaxos_paxos::{Address, NodeId, NodeSet, Op, Variant, Word};

use super::{Offer, Session, Target};
use crate::action::{Action, Change, CrashPoint, Disk, Links, Pattern, Way};
use crate::protocol::Protocol;
use crate::protocols::Paxos;
use crate::scenario::{Act, amend, print};
use crate::settings::Span;

/// What a click on a link, an inbox or a clock makes of it.
const LOSS_PER_THOUSAND: u32 = 500;
const DUPLICATE_PER_THOUSAND: u32 = 500;
const SLOW_MS: u32 = 50;
const FAST_PERCENT: u32 = 200;

/// A menu in the making.
struct Menu<'a> {
    session: &'a Session,
    offers: Vec<Offer>,
}

impl Session {
    /// What can be done now, and to what.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let mut menu = Menu { session: self, offers: Vec::new() };
        menu.messages();
        for node in self.world.settings().nodes().iter() {
            if self.world.node(node).up {
                menu.running(node);
            } else {
                menu.down(node);
            }
        }
        menu.links();
        menu.offers
    }

    /// A command that nobody asked for yet: `set x 1`, `set x 2` and so on.
    fn next_op(&self) -> Op {
        let asked: u32 = self.world.clients().iter().map(|client| client.sequence).sum();
        let key = Word::new("x").expect("a plain word");
        Op::Set { key, value: Word::of_number(i64::from(asked) + 1) }
    }

    /// Whether time passes, and chance has a say.
    fn has_clock(&self) -> bool {
        !self.world.is_held()
    }

    /// Longer than any delay of the rest of the network.
    fn long_delay(&self) -> Span {
        Span::exactly((self.run.settings().network.delay.high_ms.saturating_mul(4)).clamp(100, 1_000_000))
    }
}

impl Menu<'_> {
    fn add(&mut self, action: Action, label: String, target: Target) {
        let text = print::act(&Act::One(action), self.session.run.names());
        self.offers.push(Offer { text, label, target });
    }

    fn messages(&mut self) {
        let world = &self.session.world;
        for flight in world.flights().in_order() {
            let tags = Paxos::tags(&flight.message);
            let pattern = Pattern {
                kind: tags.kind,
                ballot: tags.ballot,
                slot: tags.slot,
                from: flight.from,
                to: flight.to,
            };
            let target = Target::Message(flight.id.0);
            if !world.cuts().is_cut(flight.from, flight.to) {
                self.add(Action::Deliver { pattern, again: false }, "Deliver now".to_string(), target);
            }
            self.add(Action::Drop { pattern }, "Drop".to_string(), target);
            self.add(Action::Duplicate { pattern }, "Duplicate".to_string(), target);
            if self.session.has_clock() {
                let by_ms = self.session.long_delay().high_ms;
                self.add(Action::Delay { pattern, by_ms }, format!("Delay by {by_ms} ms"), target);
            }
        }
    }

    fn down(&mut self, node: NodeId) {
        let name = self.session.run.names().node(node);
        let target = Target::Node(node);
        self.add(Action::Restart { node, disk: Disk::Kept }, format!("Restart {name}"), target);
        if self.session.world.node(node).wrote {
            let label = format!("Restart {name} without its last write");
            self.add(Action::Restart { node, disk: Disk::WithoutLastWrite }, label, target);
        }
        let label = format!("Restart {name} without its disk");
        self.add(Action::Restart { node, disk: Disk::Lost }, label, target);
    }

    fn running(&mut self, node: NodeId) {
        let (session, target) = (self.session, Target::Node(node));
        let name = session.run.names().node(node);
        let state = session.world.node(node);
        self.add(Action::Crash { node, point: None }, format!("Crash {name}"), target);
        if state.doom.is_none() {
            let point = Some(CrashPoint::BeforeWrite);
            self.add(Action::Crash { node, point }, format!("Crash {name} before its next write"), target);
            let point = Some(CrashPoint::AfterWrite);
            self.add(Action::Crash { node, point }, format!("Crash {name} after its next write"), target);
        }
        if session.run.settings().protocol.config.cluster.proposers.contains(node) {
            self.proposer(node);
        }
        let bounce = Action::Bounce { node, point: None, disk: Disk::Kept };
        self.add(bounce, format!("Crash {name} and restart it"), target);
        if session.has_clock() {
            let change = |change| Action::Change(change);
            if state.slow_ms == 0 {
                let slow = change(Change::Slow { node, by_ms: SLOW_MS });
                self.add(slow, format!("Slow {name} down"), target);
            } else {
                self.add(change(Change::Slow { node, by_ms: 0 }), format!("Slow {name} no more"), target);
            }
            if state.clock_percent == 100 {
                let fast = change(Change::Clock { node, percent: FAST_PERCENT });
                self.add(fast, format!("Run {name}'s clock fast"), target);
            } else {
                let true_again = change(Change::Clock { node, percent: 100 });
                self.add(true_again, format!("Set {name}'s clock right"), target);
            }
        }
    }

    fn proposer(&mut self, node: NodeId) {
        let (session, target) = (self.session, Target::Node(node));
        let name = session.run.names().node(node);
        let protocol = &session.run.settings().protocol;
        let state = session.world.node(node);
        if let Some(Address::Client(client)) = amend::idle_client(session.world.clients()) {
            let ask = Action::Ask { client, node, op: session.next_op() };
            self.add(ask, format!("Send {name} a request"), target);
        }
        let armed: Vec<_> = state.armed().map(|(timer, _)| timer).collect();
        if let Some(timer) = protocol.patience(&armed) {
            let timer = Paxos::timer_name(timer);
            self.add(Action::Timeout { node }, format!("Force {name}'s {timer} timeout"), target);
        }
        if protocol.config.variant == Variant::Basic && !state.replica.synods().is_empty() {
            let start = Action::Start { node, round: None, op: None };
            self.add(start, format!("Let {name} start a higher ballot"), target);
        }
    }

    fn links(&mut self) {
        let world = &self.session.world;
        for from in world.settings().nodes().iter() {
            for to in world.settings().nodes().iter().filter(|to| *to > from) {
                self.link(from, to);
            }
        }
        if world.cuts().any() {
            self.add(Action::Heal(Links::All), "Heal every link".to_string(), Target::Everything);
        }
        let (held, calm) = (world.is_held(), world.is_calm());
        let mut whole = |change, label: &str| {
            self.add(Action::Change(change), label.to_string(), Target::Everything);
        };
        if !calm {
            whole(Change::CalmAll, "Calm the network");
        }
        if held {
            whole(Change::Release, "Let the network go on by itself");
        } else {
            whole(Change::Hold, "Hold the network: nothing arrives unless told");
        }
    }

    /// Both ways of a link.
    fn link(&mut self, from: NodeId, to: NodeId) {
        let (world, target) = (&self.session.world, Target::Link { from, to });
        let names = self.session.run.names();
        let (a, b) = (names.node(from), names.node(to));
        let both = Links::Between(vec![NodeSet::EMPTY.with(from), NodeSet::EMPTY.with(to)]);
        let cut = |from, to| world.cuts().is_link_cut(from, to);
        if cut(from, to) || cut(to, from) {
            self.add(Action::Heal(both), format!("Heal {a} – {b}"), target);
            return;
        }
        self.add(Action::Cut(both), format!("Cut {a} – {b}"), target);
        self.add(Action::Cut(Links::OneWay { from, to }), format!("Cut {a} → {b}"), target);
        self.add(Action::Cut(Links::OneWay { from: to, to: from }), format!("Cut {b} → {a}"), target);
        if self.session.has_clock() {
            self.weather(from, to, target);
            self.weather(to, from, target);
        }
    }

    fn weather(&mut self, from: NodeId, to: NodeId, target: Target) {
        let names = self.session.run.names();
        let (a, b) = (names.node(from), names.node(to));
        let (from, to) = (Address::Node(from), Address::Node(to));
        let now = self.session.world.way(from, to);
        if now != Way::default() {
            let calm = Action::Change(Change::Calm { from, to });
            self.add(calm, format!("Calm {a} → {b}"), target);
        }
        let change = |way| Action::Change(Change::Link { from, to, way });
        let delay = Some(self.session.long_delay());
        if now.delay.is_none() {
            self.add(change(Way { delay, ..Way::default() }), format!("Delay {a} → {b}"), target);
        }
        if now.loss_per_thousand.is_none() {
            let lossy = Way { loss_per_thousand: Some(LOSS_PER_THOUSAND), ..Way::default() };
            self.add(change(lossy), format!("Lose half of {a} → {b}"), target);
        }
        if now.duplicate_per_thousand.is_none() {
            let doubled = Way { duplicate_per_thousand: Some(DUPLICATE_PER_THOUSAND), ..Way::default() };
            self.add(change(doubled), format!("Duplicate half of {a} → {b}"), target);
        }
    }
}
