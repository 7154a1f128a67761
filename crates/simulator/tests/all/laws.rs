//! Laws that hold for every scenario, whoever wrote it.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use crate::common::{play, state};
use antipaxos_paxos::Rule;
use antipaxos_simulator::action::Disk;
use antipaxos_simulator::gallery;
use antipaxos_simulator::monitor::paxos::Monitor;
use antipaxos_simulator::scenario::{amend, parse, print};
use antipaxos_simulator::storm::Dice;
use antipaxos_simulator::transcript::transcript;
use antipaxos_simulator::{Happening, Session};

/// What shipped, and a noisy run of each protocol besides.
fn texts() -> Vec<String> {
    let noisy = |protocol: &str, seed: u32| {
        format!(
            "protocol {protocol}\nreplicas A B C\n\
             network delay=1..40ms loss=10% duplicate=10% seed={seed}\n\
             at 0ms c1 asks A: set x 1\nat 10ms c2 asks B: add x 2\nat 20ms c3 asks C: get x\n\
             at 60ms crash B\nat 90ms restart B\nat 120ms cut A | B C\nat 400ms heal\n\
             on first Promise B->A: bounce B before-write\non 4th Accept A->C: bounce C after-write\n\
             on second Prepare A->C: bounce C after-send without last-write\n\
             link A->C delay=1..90ms loss=20%\nat 300ms slow B 20ms\nclock C 150%\n\
             repeat 3 every 70ms from 80ms: c2 asks A: add x 1\nwhen #1 chosen: slow A 3ms\n\
             when 1 crashed: bounce C\non third Accept A->B: delay 40ms\n\
             at 600ms link A->C calm\nat 700ms bounce A without last-write\nuntil 1500ms\n"
        )
    };
    let shipped = gallery::ALL.iter().map(|scenario| scenario.text.to_string());
    let noise = (1..=4).flat_map(|seed| [noisy("basic", seed), noisy("multi", seed)]);
    shipped.chain(noise).collect()
}

#[test]
fn what_is_printed_parses_to_the_same() {
    for text in texts() {
        let scenario = parse(&text).expect("a good text");
        let printed = print::print(&scenario);
        assert_eq!(parse(&printed).as_ref(), Ok(&scenario), "{printed}");
        assert_eq!(print::print(&parse(&printed).expect("parsed just now")), printed);
    }
}

/// A run of every switch parses and prints, by its id.
#[test]
fn a_rule_prints_by_its_id() {
    for rule in Rule::SWITCHES {
        let (id, name) = (rule.id().expect("a switch"), rule.name());
        let scenario = parse(&format!("rules {name}=off {name}=on")).expect("a good text");
        assert_eq!(print::print(&scenario), "rules\n", "what is said last counts");
        let scenario = parse(&format!("rules {name}=off")).expect("a good text");
        assert_eq!(print::print(&scenario), format!("rules {id}=off\n"));
    }
    let all = "rules R1=off R5=lowest R10=off M2=off M14=off\n";
    let mixed = parse("rules M14=off R10=off M2=off R5=lowest accept-checks-promised=off").expect("good");
    assert_eq!(print::print(&mixed), all);
}

#[test]
fn a_rule_switched_off_and_on_again_leaves_the_text_as_it_was() {
    for text in texts() {
        let scenario = parse(&text).expect("a good text");
        for rule in Rule::SWITCHES.into_iter().filter(|rule| scenario.rules().keeps(*rule)) {
            let broken = amend::with_rule(&scenario, rule, false);
            assert_eq!(broken.rules().broken().filter(|of| *of == rule).count(), 1);
            assert_eq!(parse(&print::print(&broken)).as_ref(), Ok(&broken), "{text}");
            assert_eq!(amend::with_rule(&broken, rule, true), scenario, "{text}");
        }
    }
}

#[test]
fn monitors_print_in_the_order_of_their_numbers() {
    let mixed = "monitors linearizable=off logs-agree=off agreement=off logs-agree=on";
    let printed = print::print(&parse(mixed).expect("a good text"));
    assert_eq!(printed, "monitors agreement=off linearizable=off\n");
    let all: String = Monitor::ALL.map(|monitor| format!(" {}=off", monitor.name())).concat();
    let line = format!("monitors{all}\n");
    let scenario = parse(&line).expect("a good text");
    assert_eq!(print::print(&scenario), line);
    let watch = scenario.compile().expect("a good text").monitors;
    assert_eq!((watch.blind().count(), watch.looks()), (17, true));
}

/// A monitor that is off finds nothing, and changes nothing in the run.
#[test]
fn a_monitor_that_is_off_is_silent() {
    let text = gallery::find("s12b-restart-without-disk").expect("it ships").text;
    let names = |text: &str| {
        let session = crate::common::play(text);
        let broken = session.run().violations().map(|(step, finding)| format!("{finding:?} {step}"));
        (session.run().last(), broken.collect::<Vec<_>>())
    };
    let (last, all) = names(text);
    assert!(all.len() >= 4, "{all:?}");
    for monitor in Monitor::ALL {
        let line = format!("monitors {}=off\n", monitor.name());
        let (ended, rest) = names(&text.replacen("protocol", &format!("{line}protocol"), 1));
        let wanted = all.iter().filter(|found| !found.contains(&format!("monitor: {monitor:?},")));
        assert_eq!((ended, &rest), (last, &wanted.cloned().collect()), "{line}");
    }
    let off: String = Monitor::ALL.map(|monitor| format!(" {}=off", monitor.name())).concat();
    let session = crate::common::play(&text.replacen("protocol", &format!("monitors{off}\nprotocol"), 1));
    assert_eq!(session.run().violations().count(), 0);
    assert!(session.run().end().monitors().chosen(antipaxos_paxos::Slot(1)).is_some(), "still seen");
}

#[test]
fn a_run_is_a_function_of_its_text() {
    for text in texts() {
        let (one, two) = (play(&text), play(&text));
        assert_eq!(one.run().fingerprint(), two.run().fingerprint(), "{text}");
        assert_eq!(transcript(one.run()), transcript(two.run()), "{text}");
    }
}

#[test]
fn a_comment_or_a_note_changes_nothing() {
    for text in texts() {
        let plain: Vec<&str> = text.lines().filter(|line| !line.starts_with(['#', 'n'])).collect();
        let keeps_network = text.lines().filter(|line| line.starts_with("network"));
        let plain = keeps_network.chain(plain).collect::<Vec<_>>().join("\n");
        assert_eq!(play(&plain).run().fingerprint(), play(&text).run().fingerprint(), "{text}");
    }
}

/// The world at every step, seen on the way there, is the world that a replay
/// from a keyframe gives.
#[test]
fn replay_equals_run() {
    for text in texts() {
        let mut session = play(&text);
        for step in 0..=session.run().last() {
            session.seek(step);
            assert_eq!(state(session.world()), state(&session.run().world_at(step)), "step {step}\n{text}");
            assert_eq!(session.world().now_ms(), session.run().history().step(step).at_ms, "{text}");
        }
        assert_eq!(state(session.world()), state(session.run().end()), "{text}");
    }
}

#[test]
fn a_step_back_equals_a_run_to_the_step_before() {
    for text in texts() {
        let mut session = play(&text);
        let last = session.run().last();
        session.seek(last);
        for step in (0..last).rev() {
            session.seek(step);
            assert_eq!(session.position(), step);
            assert_eq!(state(session.world()), state(&session.run().world_at(step)), "step {step}\n{text}");
        }
    }
}

#[test]
fn seeking_at_random_comes_to_the_same_worlds() {
    for text in texts() {
        let mut session = play(&text);
        let mut dice = Dice::new(3);
        for _ in 0..20 {
            let step = dice.roll(0, session.run().last());
            session.seek(step);
            assert_eq!(state(session.world()), state(&session.run().world_at(step)), "step {step}\n{text}");
        }
    }
}

#[test]
fn stepping_forward_and_back_comes_to_the_same_place() {
    for text in texts() {
        let mut session = play(&text);
        let start = state(session.world());
        let places: Vec<u32> = (0..10).map(|_| session.forward()).collect();
        let back: Vec<u32> = (0..10).map(|_| session.backward()).collect();
        if places.windows(2).all(|pair| pair[0] < pair[1]) {
            assert_eq!(back[..9], places.iter().rev().skip(1).copied().collect::<Vec<_>>(), "{text}");
        }
        session.seek(0);
        assert_eq!(state(session.world()), start, "{text}");
    }
}

#[test]
fn every_cause_is_an_earlier_step() {
    for text in texts() {
        let session = play(&text);
        let history = session.run().history();
        for step in 0..history.len() {
            let record = history.step(step);
            assert!(record.cause.is_none_or(|cause| cause < step), "step {step}\n{text}");
            let caused = matches!(record.happening, Happening::Deliver(_) | Happening::Timeout { .. });
            assert!(record.cause.is_some() || !caused, "step {step} has no cause\n{text}");
        }
    }
}

/// What is on disk before a crash is there after the restart.
#[test]
fn a_restart_keeps_promises_and_votes() {
    let mut restarts = 0;
    let durable = |text: &String| {
        let rules = parse(text).expect("a good text").rules();
        rules.keeps(Rule::PromiseSurvivesRestart) && rules.keeps(Rule::VoteSurvivesRestart)
    };
    for text in texts().into_iter().filter(durable) {
        let session = play(&text);
        let history = session.run().history();
        for step in 1..history.len() {
            let node = match history.step(step).happening {
                Happening::Restart { node, disk: Disk::Kept } => node,
                Happening::CrashRestart { node, disk: Disk::Kept } => node,
                _ => continue,
            };
            let disk = |step| session.run().world_at(step).node(node).replica.durable();
            assert_eq!(disk(step), disk(step - 1), "step {step}\n{text}");
            restarts += 1;
        }
    }
    assert!(restarts >= 5, "only {restarts} restarts were seen");
}

/// Does something that is offered, somewhere; true if it could be done.
fn interfere(session: &mut Session, dice: &mut Dice) -> bool {
    let step = dice.roll(0, session.run().last());
    session.seek(step);
    let before = session.run().history().fingerprint(step);
    let offers = session.offers();
    let offer = dice.pick(&offers).clone();
    let done = session.inject(&offer.text);
    let at =
        done.unwrap_or_else(|fault| panic!("{} at step {step}: {fault}\n{}", offer.text, session.text()));
    let run = session.run();
    assert!(at <= step + 1, "{} at step {step}\n{}", offer.text, session.text());
    let now = run.history().fingerprint(step.min(run.last()));
    assert_eq!(now, before, "{} at step {step} changed the past\n{}", offer.text, session.text());
    at == step + 1
}

/// However often somebody interferes, wherever: the text tells it all.
#[test]
fn the_text_reproduces_what_a_person_did() {
    let texts = texts();
    let mut done = 0;
    for seed in 0..120 {
        let mut dice = Dice::new(seed);
        let mut session = play(dice.pick::<String>(&texts));
        for _ in 0..4 {
            done += u32::from(interfere(&mut session, &mut dice));
            let text = session.text();
            let again = play(&text);
            assert_eq!(again.run().fingerprint(), session.run().fingerprint(), "seed {seed}\n{text}");
            assert_eq!(again.text(), text, "seed {seed}");
        }
    }
    assert!(done > 400, "only {done} injections took effect");
}
