//! The core's types as JavaScript gets them: exhaustive, so that nothing is
//! forgotten when one of them grows.

use antipaxos_figure as figure;
use antipaxos_paxos::{Ballot, NodeId, Rule, Slot, Value, Variant};
use antipaxos_simulator::diagnosis::Diagnosis;
use antipaxos_simulator::evidence::{Evidence, Pointer, Thing};
use antipaxos_simulator::monitor::paxos::{Finding, Monitor};
use antipaxos_simulator::narrate;
use antipaxos_simulator::protocol::Place;
use antipaxos_simulator::session::{Offer, Target};
use antipaxos_simulator::workbench::{BranchInfo, Comparison};
use antipaxos_simulator::{Diagnostic, Happening, Protocol, Session};

use crate::view;

pub fn protocol(variant: Variant) -> view::ProtocolName {
    match variant {
        Variant::Basic => view::ProtocolName::Basic,
        Variant::Multi => view::ProtocolName::Multi,
    }
}

pub fn problem(fault: &Diagnostic) -> view::Problem {
    view::Problem {
        code: fault.code.as_str().to_owned(),
        line: fault.line,
        column: fault.column,
        message: fault.message.clone(),
        expected: fault.expected.clone(),
        hint: fault.hint.clone(),
    }
}

fn target(of: figure::Ref) -> view::Ref {
    match of {
        figure::Ref::Node { node } => view::Ref::Node { node },
        figure::Ref::Client { client } => view::Ref::Client { client },
        figure::Ref::Link { from, to } => view::Ref::Link { from, to },
        figure::Ref::Message { message } => view::Ref::Message { message },
        figure::Ref::Step { step } => view::Ref::Step { step },
        figure::Ref::Slot { slot } => view::Ref::Slot { slot },
        figure::Ref::Cell { slot, round, owner, node } => view::Ref::Cell { slot, round, owner, node },
    }
}

fn motion(of: figure::Motion) -> view::Motion {
    let figure::Motion { x0, y0, cx, cy, x1, y1, from, to, ends } = of;
    let ends = match ends {
        figure::Ends::Arrives => view::Ends::Arrives,
        figure::Ends::Lost => view::Ends::Lost,
        figure::Ends::Waits => view::Ends::Waits,
    };
    view::Motion { x0, y0, cx, cy, x1, y1, from, to, ends }
}

fn shape(of: figure::Shape) -> view::Shape {
    let figure::Shape { key, role, target: aim, form } = of;
    let target = aim.map(target);
    match form {
        figure::Form::Group { motion: along, label, children } => {
            let children = children.into_iter().map(shape).collect();
            view::Shape::Group { key, role, target, motion: along.map(motion), label, children }
        }
        figure::Form::Circle { cx, cy, r } => view::Shape::Circle { key, role, target, cx, cy, r },
        figure::Form::Rect { x, y, width, height, rx } => {
            view::Shape::Rect { key, role, target, x, y, width, height, rx }
        }
        figure::Form::Line { x1, y1, x2, y2 } => view::Shape::Line { key, role, target, x1, y1, x2, y2 },
        figure::Form::Path { d } => view::Shape::Path { key, role, target, d },
        figure::Form::Text { x, y, anchor, length, text } => {
            let anchor = match anchor {
                figure::Anchor::Start => view::Anchor::Start,
                figure::Anchor::Middle => view::Anchor::Middle,
                figure::Anchor::End => view::Anchor::End,
            };
            view::Shape::Text { key, role, target, x, y, anchor, length, text }
        }
    }
}

pub fn picture(of: figure::Figure) -> view::Figure {
    view::Figure {
        view: match of.view {
            figure::View::Stage => view::ViewName::Stage,
            figure::View::Sequence => view::ViewName::Sequence,
            figure::View::Ledger => view::ViewName::Ledger,
            figure::View::Board { .. } => view::ViewName::Board,
        },
        width: of.width,
        height: of.height,
        shapes: of.shapes.into_iter().map(shape).collect(),
        rows: of.rows.into_iter().map(|figure::Row { step, y }| view::Row { step, y }).collect(),
        lanes: of.lanes.into_iter().map(|figure::Lane { name, x }| view::Lane { name, x }).collect(),
    }
}

pub fn span(of: narrate::Span) -> view::Span {
    match of {
        narrate::Span::Text(text) => view::Span::Text { text },
        narrate::Span::Ballot { text, owner } => view::Span::Ballot { text, owner: owner.0.into() },
        narrate::Span::Node { text, node } => view::Span::Node { text, node: node.0.into() },
        narrate::Span::Slot(text) => view::Span::Slot { text },
        narrate::Span::Value(text) => view::Span::Value { text },
        narrate::Span::Broken(text) => view::Span::Broken { text },
    }
}

pub fn rule(of: Rule) -> view::RuleView {
    view::RuleView {
        id: of.id().map(str::to_owned),
        off: of.id().map(|_| of.off().to_owned()),
        name: of.name().to_owned(),
    }
}

pub fn diagnosis(of: Diagnosis) -> view::DiagnosisView {
    view::DiagnosisView {
        id: of.ailment.name().to_owned(),
        name: of.ailment.name().replace('-', " "),
        sentence: of.sentence,
        steps: of.steps,
    }
}

pub fn point(of: Pointer) -> view::PointView {
    let target = match of.thing {
        Thing::Step(step) => view::Ref::Step { step },
        Thing::Message(message) => view::Ref::Message { message: message.0 },
        Thing::Node(node) => view::Ref::Node { node: node.0.into() },
        Thing::Cell { slot, round, owner, node } => {
            view::Ref::Cell { slot, round, owner: owner.0.into(), node: node.0.into() }
        }
    };
    view::PointView { target, main: of.main }
}

pub fn evidence(of: Evidence) -> view::EvidenceView {
    view::EvidenceView {
        kind: of.kind.name().to_owned(),
        words: of.words.into_iter().map(span).collect(),
        points: of.points.into_iter().map(point).collect(),
    }
}

pub fn step_kind<T>(of: &Happening<T>) -> view::StepKind {
    match of {
        Happening::SetUp => view::StepKind::SetUp,
        Happening::Deliver(_) => view::StepKind::Deliver,
        Happening::Lose(_) => view::StepKind::Lose,
        Happening::Bounce(_) => view::StepKind::Dead,
        Happening::Duplicate(_) => view::StepKind::Duplicate,
        Happening::Delay { .. } => view::StepKind::Delay,
        Happening::Ask { .. } => view::StepKind::Ask,
        Happening::GiveUp { .. } => view::StepKind::GiveUp,
        Happening::Timeout { .. } => view::StepKind::Timer,
        Happening::Start { .. } => view::StepKind::Start,
        Happening::Crash { .. } => view::StepKind::Crash,
        Happening::Restart { .. } => view::StepKind::Restart,
        Happening::CrashRestart { .. } => view::StepKind::Bounce,
        Happening::Cut => view::StepKind::Cut,
        Happening::Heal => view::StepKind::Heal,
        Happening::Doom { .. } => view::StepKind::Doom,
        Happening::Change => view::StepKind::Change,
    }
}

pub fn branch(of: BranchInfo) -> view::BranchView {
    let BranchInfo { id, name, parent, edits, last, current } = of;
    let parent = parent.map(|(branch, step)| view::Origin { branch: branch.0, step });
    view::BranchView { id: id.0, name, parent, edits, last, current }
}

pub fn comparison(of: Comparison) -> view::ComparisonView {
    let Comparison { step, words, happenings, ends } = of;
    let mut sides = happenings.into_iter().zip(ends);
    let mut side = || {
        let (happening, ends) = sides.next().expect("a comparison has two sides");
        view::Side { happening, ends }
    };
    view::ComparisonView { step, words, one: side(), other: side() }
}

pub fn offer(of: Offer) -> view::ActionView {
    let target = match of.target {
        Target::Node(node) => Some(view::Ref::Node { node: node.0.into() }),
        Target::Link { from, to } => Some(view::Ref::Link { from: from.0.into(), to: to.0.into() }),
        Target::Message(message) => Some(view::Ref::Message { message }),
        Target::Everything => None,
    };
    view::ActionView { text: of.text, label: of.label, target }
}

/// So many slots, the latest, are listed: a state is for looking at, and its
/// cost must not grow with the run.
const RECENT: u32 = 50;

/// The first of the slots that are listed, given the last that anything is
/// known of.
fn recent(last: Option<Slot>) -> Slot {
    Slot(last.map_or(1, |last| last.0.saturating_sub(RECENT - 1)).max(1))
}

fn messages(session: &Session) -> Vec<view::MessageState> {
    let names = session.run().names();
    let protocol = &session.run().settings().protocol;
    let flights = session.world().flights().in_order().into_iter();
    let views = flights.map(|flight| {
        let caption = protocol.caption(names, &flight.message);
        view::MessageState {
            message: flight.id.0,
            from: names.show(flight.from).to_string(),
            to: names.show(flight.to).to_string(),
            text: caption.words(),
            owner: caption.owner.map(|owner| owner.0.into()),
            reply: caption.reply,
        }
    });
    views.collect()
}

/// What can be touched at the session's place.
pub fn things(session: &Session) -> view::Things {
    let (world, names) = (session.world(), session.run().names());
    let one = |node: NodeId| view::NodeThing {
        node: node.0.into(),
        name: names.node(node).to_owned(),
        up: world.node(node).up,
    };
    view::Things {
        nodes: world.settings().nodes().iter().map(one).collect(),
        messages: messages(session),
        held: world.is_held(),
    }
}

/// How many values that are chosen besides a slot's first are shown.
const RIVALS: usize = 2;

/// What the inspector shows at the session's place.
pub fn state(session: &Session) -> view::StateView {
    let world = session.world();
    let names = session.run().names();
    let first = recent(world.monitors().last_chosen());
    let chosen = |slot: Slot, value: Value, ballot: Ballot, broken: bool| {
        let decision = |node: NodeId| world.node(node).replica.learner().decision(slot);
        let knows = |node: &NodeId| decision(*node).is_some_and(|known| known.value == value);
        let learned = world.settings().nodes().iter().filter(knows);
        view::ChosenState {
            slot: slot.0,
            value: value.to_string(),
            ballot: names.show(ballot).to_string(),
            owner: ballot.owner.0.into(),
            learned_by: learned.map(|node| names.node(node).to_owned()).collect(),
            broken,
        }
    };
    let chosen = world.monitors().choices_from(first).flat_map(|(slot, choice)| {
        let rivals = world.monitors().rivals(slot);
        let first = chosen(slot, choice.value, choice.ballot, !rivals.is_empty());
        let others = rivals.iter().take(RIVALS).map(|votes| chosen(slot, votes.value, votes.ballot, true));
        std::iter::once(first).chain(others.collect::<Vec<_>>())
    });
    view::StateView {
        step: world.step(),
        at_ms: world.now_ms(),
        held: world.is_held(),
        nodes: world.settings().nodes().iter().map(|node| node_state(session, node)).collect(),
        clients: clients(session),
        messages: messages(session),
        chosen: chosen.collect(),
        monitors: Monitor::ALL.into_iter().map(|monitor| monitor_state(session, monitor)).collect(),
    }
}

fn monitor_state(session: &Session, monitor: Monitor) -> view::MonitorState {
    let violations = session.world().monitors().violations();
    let broken = violations.iter().find(|violation| violation.monitor == monitor);
    let protocol = &session.run().settings().protocol;
    let proof = broken.and_then(|violation| {
        let finding = Finding::Violated(Box::new(violation.clone()));
        protocol.headline(session.run().names(), &finding).map(|headline| headline.text)
    });
    view::MonitorState {
        id: monitor.name().to_owned(),
        number: monitor.number(),
        name: monitor.name().replace('-', " "),
        sentence: monitor.sentence().to_owned(),
        source: monitor.source().to_owned(),
        watches: session.run().settings().monitors.sees(monitor),
        holds: broken.is_none(),
        proof: proof.unwrap_or_default(),
        steps: broken.map_or_else(Vec::new, |violation| violation.steps.clone()),
        rule: broken.map(|violation| rule(violation.rule)),
    }
}

fn clients(session: &Session) -> Vec<view::ClientState> {
    let names = session.run().names();
    let used = session.run().end().clients().iter().map(|client| client.sequence > 0);
    let clients = (0_u8..).zip(session.world().clients()).zip(used);
    let used = clients.filter(|(_, used)| *used).map(|(client, _)| client);
    used.map(|(number, client)| view::ClientState {
        client: number.into(),
        name: names.show(antipaxos_paxos::ClientId(number)).to_string(),
        asks: client.pending.as_ref().map(|pending| pending.command.to_string()),
        node: client.pending.as_ref().map(|pending| names.node(pending.node).to_owned()),
        answered: client.answered,
        gave_up: client.gave_up,
    })
    .collect()
}

fn node_state(session: &Session, node: NodeId) -> view::NodeState {
    let world = session.world();
    let names = session.run().names();
    let protocol = &session.run().settings().protocol;
    let cluster = &protocol.config.cluster;
    let state = world.node(node);
    let replica = &state.replica;
    let portrait = world.portrait(node);
    let votes = replica.acceptor().votes_from(recent(replica.acceptor().last_vote())).map(|(slot, vote)| {
        view::VoteView {
            slot: slot.0,
            ballot: names.show(vote.ballot).to_string(),
            owner: vote.ballot.owner.0.into(),
            value: vote.value.to_string(),
            chosen: world.monitors().is_chosen(slot, vote.value),
            last_write: portrait.cells.iter().any(|cell| cell.slot == slot.0 && cell.last_write),
        }
    });
    let learner = replica.learner();
    // A node that is down has no memory; what its disk knows to be decided is a
    // line of what is durable.
    let log =
        learner.decisions_from(recent(learner.last_known())).filter(|_| state.up).map(|(slot, known)| {
            view::LogEntry {
                slot: slot.0,
                value: known.value.to_string(),
                applied: slot < learner.first_unapplied(),
            }
        });
    let store = learner.store().entries().iter().filter(|_| state.up).map(|(key, value)| view::StoreEntry {
        key: key.as_str().to_owned(),
        value: value.as_str().to_owned(),
    });
    let listed = |place: Place| {
        let properties = world.properties(node).into_iter().filter(|property| property.place == place);
        properties
            .map(|property| view::PropertyView { name: property.name.to_owned(), value: property.value })
            .collect()
    };
    let roles =
        [("proposer", cluster.proposers), ("acceptor", cluster.acceptors), ("learner", cluster.learners)];
    let timers = state.armed().map(|(timer, due_ms)| view::TimerView {
        name: antipaxos_simulator::Paxos::timer_name(timer),
        due_ms,
    });
    view::NodeState {
        node: node.0.into(),
        name: names.node(node).to_owned(),
        up: state.up,
        role: if state.up { portrait.role.to_owned() } else { "crashed".to_owned() },
        roles: roles
            .iter()
            .filter(|(_, set)| set.contains(node))
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        promised: portrait.badge.as_ref().map(|(text, _)| text.clone()),
        promised_owner: portrait.badge.as_ref().map(|(_, owner)| owner.0.into()),
        votes: votes.collect(),
        log: log.collect(),
        store: store.collect(),
        promised_last_write: portrait.badge_last_write,
        durable: listed(Place::Disk),
        volatile: listed(Place::Memory),
        outside: listed(Place::Outside),
        in_flight: world.in_flight_from(node).map(|id| id.0).collect(),
        timers: timers.collect(),
    }
}
