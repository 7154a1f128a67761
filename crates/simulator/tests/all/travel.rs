//! Long runs: seeking, what stops them, and running until something happens.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use std::fmt::Write;
use std::hash::{Hash, Hasher};

use crate::common::{node, play};
use antipaxos_paxos::Slot;
use antipaxos_simulator::fingerprint::Fingerprint;
use antipaxos_simulator::run::{Bound, Opening};
use antipaxos_simulator::scenario::parse;
use antipaxos_simulator::session;
use antipaxos_simulator::storm::Dice;
use antipaxos_simulator::transcript::transcript;
use antipaxos_simulator::world::World;
use antipaxos_simulator::{Condition, Direction, Happening, Noted, Paxos, Run, Session};

/// A run of tens of thousands of steps, with all that makes state grow: votes,
/// duels, restarts, lost messages, repeated ones.
fn long(protocol: &str, seed: u32) -> String {
    of_requests(1200, protocol, seed)
}

fn of_requests(count: usize, protocol: &str, seed: u32) -> String {
    let mut text = format!(
        "protocol {protocol}\nreplicas A B C D E\n\
         network delay=1..40ms loss=2% duplicate=2% seed={seed}\n"
    );
    for at in 0..count {
        let (client, node) = (at % 9 + 1, ["A", "B", "C", "D", "E"][at % 5]);
        let _ = writeln!(text, "at {}ms c{client} asks {node}: add k{} {at}", at * 40, at % 7);
        if at % 150 == 20 {
            let _ = writeln!(text, "at {}ms bounce {node}", at * 40 + 5);
        }
        if at % 400 == 70 {
            let _ = writeln!(text, "at {0}ms cut A | B C D E\nat {1}ms heal", at * 40 + 7, at * 40 + 900);
        }
    }
    let _ = writeln!(text, "until {}ms", count * 40 + 2_000);
    text
}

/// One number for the state of a world; its queue may differ (it holds timers
/// that were set anew).
fn state(world: &World<Paxos>) -> u64 {
    let mut sum = Fingerprint::default();
    (world.step(), world.now_ms()).hash(&mut sum);
    for node in world.nodes() {
        (&node.replica, node.up, node.draws, node.armed().collect::<Vec<_>>()).hash(&mut sum);
    }
    for flight in world.flights().in_order() {
        (flight.id, flight.from, flight.to, &flight.message, flight.doomed).hash(&mut sum);
    }
    for (slot, choice) in world.monitors().choices_from(Slot::FIRST) {
        (slot, choice.ballot, choice.value, choice.voters).hash(&mut sum);
    }
    (format!("{:?}", world.clients()), world.monitors().violations().len()).hash(&mut sum);
    sum.finish()
}

fn settings(text: &str) -> antipaxos_simulator::settings::Settings<Paxos> {
    parse(text).and_then(|scenario| scenario.compile()).expect("a good text")
}

/// A run cut off at a step ends in the very world to which a seek in the whole
/// run comes; nothing that seeks did before makes a difference.
#[test]
fn a_seek_in_a_long_run_equals_a_run_up_to_there() {
    for (protocol, seed) in [("multi", 1), ("basic", 2)] {
        let text = long(protocol, seed);
        let mut session = play(&text);
        assert_eq!(session.run().trouble(), None);
        assert_eq!(session.run().violations().count(), 0);
        let last = session.run().last();
        assert!(last > 20_000, "{protocol}: only {last} steps");
        let mut dice = Dice::new(seed);
        let mut places: Vec<u32> = (0..12).map(|_| dice.roll(0, last)).collect();
        let mut seen = Vec::new();
        for step in &places {
            session.seek(*step);
            let mut short = settings(&text);
            short.max_steps = *step;
            let run = Run::new(short);
            // Some of what was due may have come to nothing since the step:
            // no part of the state.
            assert_eq!(state(session.world()), state(run.end()), "{protocol}, step {step}");
            assert_eq!(run.fingerprint(), session.run().history().fingerprint(*step));
            seen.push((*step, state(session.world())));
        }
        // The other way round, from the end, and after other seeks.
        places.reverse();
        session.seek(last);
        for step in &places {
            session.seek(*step);
            let before = seen.iter().find(|(at, _)| at == step).expect("seen before");
            assert_eq!(state(session.world()), before.1, "{protocol}, step {step} once more");
        }
    }
}

/// Copies of a world share what is old. Playing one on, to where old entries
/// are written to anew, changes no other.
#[test]
fn worlds_do_not_influence_each_other() {
    for (protocol, seed) in [("multi", 3), ("basic", 4)] {
        let session = play(&of_requests(500, protocol, seed));
        let (run, last) = (session.run(), session.run().last());
        let mut dice = Dice::new(seed);
        let mut worlds: Vec<_> = (0..6).map(|_| run.world_at(dice.roll(0, last))).collect();
        let mut states: Vec<u64> = worlds.iter().map(state).collect();
        for _ in 0..40 {
            let which = dice.roll(0, 5) as usize;
            let other = dice.roll(0, 5) as usize;
            if dice.roll(0, 2) == 0 {
                worlds[which] = worlds[other].clone();
                assert_eq!(state(&worlds[which]), states[other], "{protocol}: a copy of world {other}");
            }
            let further = (worlds[which].step() + dice.roll(1, 1_000)).min(last);
            run.seek(&mut worlds[which], further);
            for (at, world) in worlds.iter().enumerate().filter(|(at, _)| *at != which) {
                assert_eq!(state(world), states[at], "{protocol}: world {at} while {which} went on");
            }
            states[which] = state(&worlds[which]);
            assert_eq!(states[which], state(&run.world_at(further)), "{protocol}");
        }
    }
}

#[test]
fn a_run_opened_in_slices_is_the_same_run() {
    let text = long("multi", 5);
    let whole = play(&text);
    for budget in [1, 999, 100_000] {
        let mut opening = session::Opening::begin(&text).expect("a good text");
        assert_eq!(opening.steps(), 0);
        let mut slices = 0_u32;
        while !opening.advance(budget) {
            slices += 1;
            assert_eq!(opening.steps(), slices * budget, "a slice is as long as was asked");
        }
        assert!(opening.advance(budget), "it stays at its end");
        let session = opening.finish();
        assert_eq!(session.run().fingerprint(), whole.run().fingerprint());
        assert_eq!((session.position(), session.run().last()), (0, whole.run().last()));
        assert_eq!(state(&session.run().world_at(9_999)), state(&whole.run().world_at(9_999)));
    }
    let mut opening = session::Opening::begin(&text).expect("a good text");
    opening.advance(10);
    assert_eq!(opening.finish().run().fingerprint(), whole.run().fingerprint(), "finish plays the rest");
    assert!(session::Opening::begin("protocol raft").is_err());
}

#[test]
fn a_run_that_is_stopped_says_by_what() {
    let text = long("multi", 6);
    let whole = Run::new(settings(&text));
    assert_eq!(whole.bound(), None, "it ended by itself");
    assert!(!transcript(&whole).contains("stopped here"));

    let mut short = settings(&text);
    short.max_steps = 2_000;
    let run = Run::new(short);
    assert_eq!((run.last(), run.bound()), (2_000, Some(Bound::Steps(2_000))));
    assert!(transcript(&run).contains("stopped here: no run is longer than 2,000 steps\n"));

    let mut full = settings(&text);
    full.max_entries = 12_000;
    let mut opening = Opening::new(full);
    assert!(opening.advance(u32::MAX));
    let run = opening.finish();
    assert_eq!(run.bound(), Some(Bound::Entries(12_000)));
    let entries = run.history().entries();
    assert!((12_000..12_100).contains(&entries), "{entries} entries");
    assert!(run.last() < whole.last());
    assert_eq!(run.fingerprint(), whole.history().fingerprint(run.last()), "up to there it is the same run");
    let said = "stopped here: no history holds more than 12,000 steps, facts and messages\n";
    assert!(transcript(&run).contains(said));
    assert_eq!(Bound::Steps(1_000_000).to_string(), "no run is longer than 1,000,000 steps");
}

/// What a message carries counts: a history of few messages with long logs in
/// them is full, too.
#[test]
fn long_messages_fill_a_history() {
    let text = "protocol multi\nreplicas A B C\nleader A\nprefix 500 slots\nnetwork manual\n\
                bounce C without disk\nstart C\n";
    let listed = |run: &Run<Paxos>| {
        let history = run.history();
        history.len() as usize + history.facts_from(0).count() + history.messages().len()
    };
    let before = play(text);
    assert_eq!(before.run().history().entries(), listed(before.run()) as u64, "nothing is reported yet");
    let after = play(&format!("{text}deliver Prepare C->B\n"));
    assert_eq!(after.run().trouble(), None);
    // Its votes, and what it knows to be chosen.
    assert_eq!(after.run().history().entries(), listed(after.run()) as u64 + 2 * 500);
}

/// Every condition, both ways, against what the history says of each step.
#[test]
fn run_until_stops_where_it_holds_and_nowhere_before() {
    let mut held = [0; 7];
    let mut texts: Vec<String> =
        antipaxos_simulator::gallery::ALL.iter().map(|scenario| scenario.text.to_string()).collect();
    texts.push(long("multi", 7).lines().take(300).collect::<Vec<_>>().join("\n"));
    for text in texts {
        let mut session = play(&text);
        let names = session.run().names().clone();
        for condition in Condition::all(&names) {
            assert_eq!(Condition::parse(&condition.text(&names), &names), Some(condition));
            let expected: Vec<u32> =
                (0..=session.run().last()).filter(|step| holds(&session, condition, *step)).collect();
            session.seek(0);
            let mut found = Vec::new();
            while let Some(step) = session.run_until(condition, Direction::Forward) {
                assert_eq!(session.position(), step);
                found.push(step);
            }
            let inner: Vec<u32> = expected.iter().copied().filter(|step| *step > 0).collect();
            assert_eq!(found, inner, "{}\n{text}", condition.text(&names));
            let last = session.run().last();
            session.seek(last);
            let mut back = Vec::new();
            while let Some(step) = session.run_until(condition, Direction::Backward) {
                back.push(step);
            }
            back.reverse();
            let inner: Vec<u32> = expected.iter().copied().filter(|step| *step < last).collect();
            assert_eq!(back, inner, "{} backwards\n{text}", condition.text(&names));
            held[kind(condition)] += found.len();
        }
        assert_eq!(Condition::parse("message to Q", &names), None);
        assert_eq!(Condition::parse("", &names), None);
    }
    assert!(held.iter().all(|count| *count > 3), "each condition is met: {held:?}");
}

const fn kind(condition: Condition) -> usize {
    match condition {
        Condition::MessageTo(_) => 0,
        Condition::Leader => 1,
        Condition::Chosen => 2,
        Condition::Violation => 3,
        Condition::Note => 4,
        Condition::Fault => 5,
        Condition::Answer => 6,
    }
}

/// The same in other words: from the transcript's lines and the facts.
fn holds(session: &Session, condition: Condition, step: u32) -> bool {
    use antipaxos_paxos::Fact;
    use antipaxos_simulator::monitor::paxos::Finding;
    let history = session.run().history();
    let record = history.step(step);
    let facts = history.facts(step);
    let multi = session.scenario().protocol().variant == antipaxos_paxos::Variant::Multi;
    match condition {
        Condition::MessageTo(to) => {
            let delivered = matches!(record.happening, Happening::Deliver(_));
            let at_client = facts
                .iter()
                .any(|noted| matches!(noted, Noted::Answered { .. } | Noted::AnsweredTwice { .. }));
            delivered && !at_client && !record.folded && record.node == Some(to)
        }
        Condition::Leader => multi && facts.iter().any(|f| matches!(f, Noted::At(_, Fact::Leads { .. }))),
        Condition::Chosen => facts.iter().any(|f| matches!(f, Noted::Found(Finding::Chosen { .. }))),
        Condition::Violation => facts.iter().any(|f| matches!(f, Noted::Found(Finding::Violated(_)))),
        Condition::Note => session.notes().iter().any(|note| note.step == step),
        Condition::Fault => {
            let line = antipaxos_simulator::transcript::happening(session.run(), step);
            let words: Vec<&str> = line.split([' ', ',']).collect();
            words[0] == "cut"
                || words.contains(&"crashes")
                || words.contains(&"bounces")
                || facts.iter().any(|noted| matches!(noted, Noted::Changed(_)))
        }
        Condition::Answer => facts.iter().any(|noted| matches!(noted, Noted::Answered { .. })),
    }
}

#[test]
fn the_next_message_to_a_node_is_named() {
    let mut session = play("protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n");
    let b = node(&session, "B");
    let step = session.run_until(Condition::MessageTo(b), Direction::Forward).expect("an Accept");
    assert_eq!(antipaxos_simulator::transcript::happening(session.run(), step), "A->B Accept 1.A #1 set x 1");
    assert_eq!(session.run_until(Condition::Violation, Direction::Forward), None);
    assert_eq!(session.position(), step, "where there is none, it stays");
}
