//! Storms: random faults by the thousand. No monitor may fire, whatever
//! happens; and once the network is calm again, every link heals and every
//! replica is back, every request must be answered and every log be the same.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use std::collections::BTreeMap;
use std::ops::Range;

use antipaxos_paxos::{Evidence, Fact, Origin, Variant};
use antipaxos_simulator::action::CrashPoint;
use antipaxos_simulator::storm::{Cast, Damage, Fault, Options, Storm, damages};
use antipaxos_simulator::{Happening, Session};

fn storm(seed: u32, options: &Options) -> Storm {
    Storm::new(seed, options).unwrap_or_else(|fault| panic!("storm {seed}: {fault}"))
}

fn play(storm: &Storm) -> Session {
    storm.play().unwrap_or_else(|fault| panic!("{fault}\n{}", storm.text()))
}

/// What was wrong with that storm, and the scenario to look at.
fn broken(seed: u32, options: &Options) -> Option<String> {
    let storm = storm(seed, options);
    let damages = damages(&play(&storm));
    (!damages.is_empty()).then(|| storm.report(&damages))
}

/// A storm in which nothing goes wrong would prove nothing.
#[test]
fn the_storms_are_rough() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..600 {
        let session = play(&storm(seed, &Options::default()));
        let history = session.run().history();
        let mut count = |what| *seen.entry(what).or_default() += 1;
        for step in 0..history.len() {
            match history.step(step).happening {
                Happening::Lose(_) => count("message lost"),
                Happening::Bounce(_) => count("message to a dead node"),
                Happening::Restart { .. } | Happening::CrashRestart { .. } => count("restart"),
                Happening::Change => count("odd link, inbox or clock"),
                _ => count("other step"),
            }
            match history.fell(step) {
                Some((_, CrashPoint::BeforeWrite, _)) => count("crash before the write"),
                Some((_, CrashPoint::AfterWrite, _)) => count("crash after the write"),
                Some((_, CrashPoint::AfterSend, _)) => count("crash after the send"),
                None => {}
            }
        }
        for (_, _, fact) in crate::common::facts(&session) {
            match fact {
                Fact::Started { .. } => count("ballot"),
                Fact::Leads { .. } => count("election"),
                Fact::Refused { .. } => count("refusal"),
                Fact::Proposed { origin: Origin::Hole, .. } => count("no-op"),
                Fact::Proposed { origin: Origin::Adopted { .. }, .. } => count("adopted vote"),
                Fact::LostSlot { .. } => count("lost slot"),
                Fact::LetGo { .. } => count("votes let go"),
                Fact::Reread { .. } => count("log read back"),
                Fact::LeftAlone { .. } => count("slots left alone"),
                Fact::Asks { .. } => count("election asked for"),
                Fact::Agreed { .. } => count("election agreed to"),
                Fact::Learned { evidence: Evidence::Decided { .. }, .. } => count("catch-up"),
                Fact::Learned { evidence: Evidence::CommitIndex { .. }, .. } => count("commit index"),
                Fact::Applied { again: true, .. } => count("command chosen twice"),
                _ => {}
            }
        }
    }
    // Holes need a leader that is cut off in the right ten milliseconds.
    assert!(seen.remove("no-op") >= Some(2), "too few holes");
    assert!(seen.remove("slots left alone") >= Some(10), "too few new leaders behind a watermark");
    assert_eq!(seen.len(), 20, "{seen:?}");
    for (what, count) in seen {
        assert!(count >= 100, "too rare: {what}, {count} times");
    }
}

fn weather(seeds: Range<u32>, options: &Options) {
    let all = seeds.len();
    let broken: Vec<String> = seeds.filter_map(|seed| broken(seed, options)).collect();
    let first = broken.first().map_or("", String::as_str);
    assert!(broken.is_empty(), "{} of {all} storms ended badly; the first: {first}", broken.len());
}

/// How many storms. `antipaxos storm --seeds 1000000` plays more.
const STORMS: u32 = 20_000;

// Two halves: the runner plays them side by side.

#[test]
fn the_first_half_of_the_storms_ends_well() {
    weather(0..STORMS / 2, &Options::default());
}

#[test]
fn the_second_half_of_the_storms_ends_well() {
    weather(STORMS / 2..STORMS, &Options::default());
}

#[test]
fn storms_over_separate_roles_end_well() {
    weather(0..STORMS / 4, &Options { cast: Cast::Apart, ..Options::default() });
}

#[test]
fn storms_over_any_number_of_replicas_end_well() {
    for count in 1..=15 {
        weather(0..40, &Options { cast: Cast::Replicas(count..=count), ..Options::default() });
    }
}

/// How many lines begin an action that the fault is about.
fn lines_of(fault: Fault, text: &str) -> usize {
    let any = |words: &[&str]| {
        let acts = text.lines().filter(|line| line.starts_with("at ") || line.starts_with("on "));
        acts.filter(|line| words.iter().any(|word| line.contains(word))).count()
    };
    match fault {
        Fault::Loss => any(&[": drop", " loss="]),
        Fault::Duplicates => any(&[": duplicate", " duplicate="]),
        Fault::Delays => any(&[" delay="]),
        Fault::Crashes => any(&[" crash ", " bounce "]),
        Fault::Points => any(&["-write", "-send"]),
        Fault::Cuts => any(&[" cut "]),
        Fault::Slow => any(&[" slow "]),
        Fault::Clocks => any(&[" clock "]),
        Fault::LostDisks => any(&[" without "]),
    }
}

#[test]
fn a_fault_comes_only_where_it_is_asked_for() {
    for fault in Fault::ALL {
        let kinds_of_crash = [Fault::Points, Fault::LostDisks];
        let faults = if kinds_of_crash.contains(&fault) { vec![fault, Fault::Crashes] } else { vec![fault] };
        let alone = Options { faults: faults.clone(), ..Options::default() };
        let texts: Vec<String> = (0..60).map(|seed| storm(seed, &alone).text()).collect();
        for other in Fault::ALL {
            let count: usize = texts.iter().map(|text| lines_of(other, text)).sum();
            // `without last-write` ends as a point does.
            let told = faults.contains(&other) || (fault == Fault::LostDisks && other == Fault::Points);
            assert_eq!(count > 0, told, "{other:?}, where {faults:?} were asked for");
        }
    }
}

#[test]
fn a_fault_that_is_left_out_changes_no_other_line() {
    for seed in 0..100 {
        let all = storm(seed, &Options::default()).text();
        let mut faults = Options::default().faults;
        faults.retain(|fault| *fault != Fault::Clocks);
        let fewer = storm(seed, &Options { faults, ..Options::default() }).text();
        let mut rest: Vec<&str> = all.lines().filter(|line| !line.contains(" clock ")).collect();
        let mut lines: Vec<&str> = fewer.lines().collect();
        // A crash that waits for a step comes when the run without clocks has one.
        let last = |lines: &mut Vec<&str>| lines.retain(|line| !line.contains(" restart "));
        last(&mut rest);
        last(&mut lines);
        assert_eq!(lines, rest, "storm {seed}");
    }
}

#[test]
fn a_storm_plays_the_protocol_that_is_asked_for() {
    for (protocol, word) in [(Variant::Basic, "protocol basic"), (Variant::Multi, "protocol multi")] {
        let options = Options { protocol: Some(protocol), ..Options::default() };
        assert!((0..50).all(|seed| storm(seed, &options).text().contains(word)));
    }
}

/// The monitors are awake: no Paxos survives disks that forget. What is found
/// is reported as a scenario that expects it, and plays it again.
#[test]
fn a_storm_that_loses_disks_breaks_agreement_and_its_report_says_so() {
    let options = Options { faults: Fault::ALL.to_vec(), ..Options::default() };
    let found = (0..3_000).find_map(|seed| {
        let storm = storm(seed, &options);
        let damages = damages(&play(&storm));
        let broken = damages.iter().any(
            |damage| matches!(damage, Damage::Violation { monitor, .. } if monitor.name() == "agreement"),
        );
        broken.then(|| storm.report(&damages))
    });
    let report = found.expect("one of these storms");
    assert!(report.contains("agreement is violated at step "), "{report}");
    assert!(report.contains("\nexpect violation agreement at "), "{report}");
    crate::common::play_well(&report);
}
