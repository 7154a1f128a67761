//! A scenario at play: its run, a place in it, and what can be done there.

use antipaxos_paxos::{Address, NodeId, Variant};

use crate::action::{Action, Disk, Links, Pattern};
use crate::diagnostic::Diagnostic;
use crate::protocol::Protocol;
use crate::protocols::Paxos;
use crate::run::Run;
use crate::scenario::{Act, Scenario, Statement, When, amend, expect, parse, print};
use crate::world::World;

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Node(NodeId),
    Link { from: NodeId, to: NodeId },
    Message(u32),
    Everything,
}

/// Something that can be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// A line of the scenario language.
    pub text: String,
    /// A few words for a menu.
    pub label: String,
    pub target: Target,
}

/// A scenario's note, at the step where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub step: u32,
    pub text: String,
}

/// How an expectation came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub line: u32,
    pub text: String,
    pub holds: bool,
    pub found: String,
}

#[derive(Debug)]
pub struct Session {
    scenario: Scenario,
    run: Run<Paxos>,
    world: World<Paxos>,
    notes: Vec<Note>,
}

impl Session {
    /// Opens a scenario text and runs it to its end; stands at step 0.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn open(text: &str) -> Result<Self, Diagnostic> {
        Self::of(parse(text)?)
    }

    /// Opens a scenario.
    ///
    /// # Errors
    /// What no line could tell alone.
    pub fn of(scenario: Scenario) -> Result<Self, Diagnostic> {
        Self::watched(scenario, &mut |_| {})
    }

    /// Opens a scenario whose run may be long: `progress` is told the number of
    /// steps done, now and then.
    ///
    /// # Errors
    /// What no line could tell alone.
    pub fn watched(scenario: Scenario, progress: &mut dyn FnMut(u32)) -> Result<Self, Diagnostic> {
        let run = Run::watched(scenario.compile()?, progress);
        let world = run.world_at(0);
        let notes = place_notes(&scenario, &run);
        Ok(Self { scenario, run, world, notes })
    }

    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The text that reproduces this very run.
    #[must_use]
    pub fn text(&self) -> String {
        print::print(&self.scenario)
    }

    #[must_use]
    pub const fn run(&self) -> &Run<Paxos> {
        &self.run
    }

    /// The world at the place where the session stands.
    #[must_use]
    pub const fn world(&self) -> &World<Paxos> {
        &self.world
    }

    #[must_use]
    pub const fn position(&self) -> u32 {
        self.world.step()
    }

    pub fn seek(&mut self, step: u32) -> u32 {
        self.run.seek(&mut self.world, step);
        self.position()
    }

    /// On to the next step that views do not fold.
    pub fn forward(&mut self) -> u32 {
        let history = self.run.history();
        let ahead = self.position() + 1..=self.run.last();
        let next = ahead.into_iter().find(|step| !history.step(*step).folded);
        self.seek(next.unwrap_or(self.run.last()))
    }

    /// Back to the last step that views do not fold.
    pub fn backward(&mut self) -> u32 {
        let history = self.run.history();
        let before = (1..self.position()).rev().find(|step| !history.step(*step).folded);
        self.seek(before.unwrap_or(0))
    }

    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    #[must_use]
    pub fn judgements(&self) -> Vec<Judgement> {
        let judge = |(line, expectation)| {
            let (holds, found) = expect::judge(expectation, &self.run);
            Judgement { line, text: print::claim(expectation, self.run.names()), holds, found }
        };
        self.scenario.expectations().map(judge).collect()
    }

    /// Does something here: amends the scenario at this step, drops what came
    /// after it and goes on from there. Stands at the first new step.
    ///
    /// # Errors
    /// What is wrong with the action's text, or why it cannot be done now; the
    /// session is then as it was.
    pub fn inject(&mut self, action: &str) -> Result<u32, Diagnostic> {
        let act = amend::parse_action(action, &self.scenario)?;
        let step = self.position();
        let mut scenario = self.scenario.clone();
        let at_end = step == self.run.last();
        let script_done = self.world.script_done();
        amend::inject(&mut scenario, step, script_done, act, at_end);
        let run = Run::new(scenario.compile()?);
        if let Some(trouble) = run.trouble()
            && run.last() <= step
        {
            return Err(Diagnostic {
                code: crate::diagnostic::Code::Contradiction,
                line: 1,
                column: 1,
                message: trouble.message.clone(),
                expected: None,
                hint: Some(trouble.hint.clone()),
            });
        }
        self.notes = place_notes(&scenario, &run);
        self.world = run.world_at(step + 1);
        self.run = run;
        self.scenario = scenario;
        Ok(self.position())
    }

    /// What can be done now, and to what.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let mut offers = Vec::new();
        let names = self.run.names();
        let world = &self.world;
        let cluster = &self.run.settings().protocol.config.cluster;
        let mut add = |act: &Act, label: String, target: Target| {
            offers.push(Offer { text: print::act(act, names), label, target });
        };
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
            let one = |action| Act::One(action);
            if !world.cuts().is_cut(flight.from, flight.to) {
                add(&one(Action::Deliver { pattern, again: false }), "Deliver now".to_string(), target);
            }
            add(&one(Action::Drop { pattern }), "Drop".to_string(), target);
            add(&one(Action::Duplicate { pattern }), "Duplicate".to_string(), target);
        }
        for node in world.settings().nodes().iter() {
            let name = names.node(node);
            let target = Target::Node(node);
            if !world.node(node).up {
                add(&Act::One(Action::Restart { node, disk: Disk::Kept }), format!("Restart {name}"), target);
                let label = format!("Restart {name} without its disk");
                add(&Act::One(Action::Restart { node, disk: Disk::Lost }), label, target);
                continue;
            }
            add(&Act::One(Action::Crash { node, point: None }), format!("Crash {name}"), target);
            if cluster.proposers.contains(node) {
                if let Some(Address::Client(client)) = amend::idle_client(world.clients()) {
                    let op = self.next_op();
                    let ask = Action::Ask { client, node, op };
                    add(&Act::One(ask), format!("Send {name} a request"), target);
                }
                let armed: Vec<_> = world.node(node).armed().map(|(timer, _)| timer).collect();
                if let Some(timer) = self.run.settings().protocol.patience(&armed) {
                    let timer = Paxos::timer_name(timer);
                    let label = format!("Force {name}'s {timer} timeout");
                    add(&Act::One(Action::Timeout { node }), label, target);
                }
                if self.run.settings().protocol.config.variant == Variant::Basic {
                    let has_work = !world.node(node).replica.synods().is_empty();
                    if has_work {
                        let start = Action::Start { node, round: None, op: None };
                        add(&Act::One(start), format!("Let {name} start a higher ballot"), target);
                    }
                }
            }
            add(
                &Act::One(Action::Bounce { node, point: None, disk: Disk::Kept }),
                format!("Crash {name} and restart it"),
                target,
            );
        }
        self.link_offers(&mut add);
        offers
    }

    fn link_offers(&self, add: &mut impl FnMut(&Act, String, Target)) {
        let (names, world) = (self.run.names(), &self.world);
        for from in world.settings().nodes().iter() {
            for to in world.settings().nodes().iter().filter(|to| *to > from) {
                let target = Target::Link { from, to };
                let (a, b) = (names.node(from), names.node(to));
                let both = Links::Between(vec![
                    antipaxos_paxos::NodeSet::EMPTY.with(from),
                    antipaxos_paxos::NodeSet::EMPTY.with(to),
                ]);
                let cut = |from, to| world.cuts().is_link_cut(from, to);
                if cut(from, to) || cut(to, from) {
                    add(&Act::One(Action::Heal(both)), format!("Heal {a} – {b}"), target);
                } else {
                    add(&Act::One(Action::Cut(both)), format!("Cut {a} – {b}"), target);
                    add(&Act::One(Action::Cut(Links::OneWay { from, to })), format!("Cut {a} → {b}"), target);
                    let back = Links::OneWay { from: to, to: from };
                    add(&Act::One(Action::Cut(back)), format!("Cut {b} → {a}"), target);
                }
            }
        }
        if world.cuts().any() {
            add(&Act::One(Action::Heal(Links::All)), "Heal every link".to_string(), Target::Everything);
        }
    }

    /// A command that nobody asked for yet: `set x 1`, `set x 2` and so on.
    fn next_op(&self) -> antipaxos_paxos::Op {
        let asked: u32 = self.world.clients().iter().map(|client| client.sequence).sum();
        let key = antipaxos_paxos::Word::new("x").expect("a plain word");
        antipaxos_paxos::Op::Set { key, value: antipaxos_paxos::Word::of_number(i64::from(asked) + 1) }
    }
}

/// Where each note is shown: at its step, at the last step before its time, or
/// behind the script line that it follows.
fn place_notes(scenario: &Scenario, run: &Run<Paxos>) -> Vec<Note> {
    let history = run.history();
    let mut notes = Vec::new();
    let mut scripted = 0;
    for line in &scenario.lines {
        match &line.statement {
            Some(Statement::Do { when: When::Next, act }) => {
                scripted += match act {
                    Act::Messages { from, to, .. } => from.len() * to.len(),
                    Act::One(_) | Act::It(_) => 1,
                };
            }
            Some(Statement::Note { when, text }) => {
                let step = match *when {
                    When::Next => u32::try_from(scripted).unwrap_or(u32::MAX),
                    When::After { step } => step,
                    When::At { ms } => {
                        let before = (0..history.len()).take_while(|step| history.step(*step).at_ms <= ms);
                        before.filter(|step| !history.step(*step).folded).last().unwrap_or(0)
                    }
                    When::On { nth, pattern } => {
                        let sent = history
                            .messages()
                            .iter()
                            .filter(|sent| pattern.fits(sent.from, sent.to, Paxos::tags(&sent.message)));
                        sent.map(|sent| sent.sent).nth(nth as usize - 1).unwrap_or(run.last())
                    }
                };
                notes.push(Note { step: step.min(run.last()), text: text.clone() });
            }
            _ => {}
        }
    }
    notes
}
