//! `antipaxos storm`.

use std::fs;

use crate::common::{antipaxos, antipaxos_hearing, file};

/// Storms of which one ends badly, since disks are lost in them.
const BAD: [&str; 5] = ["storm", "--faults", "all", "--monitor", "agreement"];

#[test]
fn storms_with_all_rules_on_end_well() {
    let ended = antipaxos(&["storm", "--seeds", "200", "--from", "1000"]);
    assert_eq!((ended.status, ended.out.as_str()), (0, "200 storms, seeds 1000 to 1199: all ended well\n"));
    assert!(ended.err.starts_with("200 storms in ") && ended.err.ends_with(" a second\n"), "{}", ended.err);
}

#[test]
fn the_first_bad_storm_is_printed_as_a_scenario_that_plays_it_again() {
    let ended = antipaxos(&BAD);
    assert_eq!(ended.status, 1);
    assert!(ended.out.starts_with("# Storm "), "{}", ended.out);
    assert!(
        ended.err.contains(": ") && ended.err.contains("agreement is violated at step "),
        "{}",
        ended.err
    );
    let again = antipaxos_hearing(&["run", "-"], ended.out.as_bytes());
    assert_eq!(again.status, 0, "{}{}", again.out, again.err);
    assert!(again.out.contains("\nok   expect violation agreement at "), "{}", again.out);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let one = antipaxos(&[&BAD[..], &["--jobs", "1", "--format", "json"]].concat());
    let many = antipaxos(&[&BAD[..], &["--jobs", "7", "--format", "json"]].concat());
    assert_eq!(one.status, 1);
    assert_eq!((one.status, &one.out), (many.status, &many.out));
    let told: serde_json::Value = serde_json::from_str(&one.out).expect("it is JSON");
    let found = &told["found"];
    let seed = found["seed"].as_u64().expect("a seed");
    assert_eq!(found["after"].as_u64(), Some(seed + 1));
    let damages = found["damages"].as_array().expect("a list");
    assert!(damages.iter().any(|damage| damage["monitor"] == "agreement"));
    // Nothing below it is bad, and it is bad alone.
    let seeds = seed.to_string();
    let below = antipaxos(&[&BAD[..], &["--seeds", &seeds]].concat());
    assert_eq!(below.status, 0, "{}", below.out);
    let alone = antipaxos(&[&BAD[..], &["--from", &seeds, "--seeds", "1", "--format", "json"]].concat());
    let alone: serde_json::Value = serde_json::from_str(&alone.out).expect("it is JSON");
    assert_eq!(alone["found"]["scenario"], found["scenario"]);
}

#[test]
fn out_takes_the_scenario_and_says_how_to_play_it() {
    let path = file("found.paxos", "");
    let ended = antipaxos(&[&BAD[..], &["--out", &path]].concat());
    assert_eq!(ended.status, 1);
    assert!(ended.out.starts_with("storm ") && ended.out.ends_with(&format!("antipaxos run {path}\n")));
    let text = fs::read_to_string(&path).expect("it is written");
    assert_eq!(text, antipaxos(&BAD).out);
    assert_eq!(antipaxos(&["run", &path]).status, 0);
}

#[test]
fn replicas_protocol_and_roles_are_as_asked_for() {
    let scenario = |args: &[&str]| {
        let flags = [&["storm", "--faults", "all", "--format", "json"], args].concat();
        let told: serde_json::Value = serde_json::from_str(&antipaxos(&flags).out).expect("it is JSON");
        told["found"]["scenario"].as_str().expect("a bad storm").to_string()
    };
    let five = scenario(&["--replicas", "5", "--protocol", "multi"]);
    assert!(five.contains("\nreplicas A B C D E\n") && five.contains("\nprotocol multi"), "{five}");
    let two = scenario(&["--replicas", "2..2", "--protocol", "basic"]);
    assert!(two.contains("\nreplicas A B\n") && two.contains("\nprotocol basic"), "{two}");
    assert!(scenario(&["--apart"]).contains("\nacceptors A1 A2 A3"));
}

/// What a rule is there for: R1's own schedule, found by chance.
#[test]
fn a_rule_that_is_switched_off_is_found_and_the_scenario_says_so() {
    let ended = antipaxos(&["storm", "--rules", "R1=off", "--monitor", "agreement"]);
    assert_eq!(ended.status, 1, "{}", ended.err);
    assert!(ended.out.contains("\nrules R1=off\n"), "{}", ended.out);
    let again = antipaxos_hearing(&["run", "-"], ended.out.as_bytes());
    assert_eq!(again.status, 0, "{}{}", again.out, again.err);
    let kept = antipaxos_hearing(&["run", "-"], ended.out.replace("rules R1=off\n", "").as_bytes());
    assert_eq!(kept.status, 1, "{}{}", kept.out, kept.err);
    assert!(kept.out.contains("NOT  expect violation agreement at "), "{}", kept.out);
}

#[test]
fn several_rules_and_quorums_that_do_not_meet_go_together() {
    let flags = ["storm", "--rules", "R7=off, R14=on", "--replicas", "4", "--quorums", "2,2"];
    let ended = antipaxos(&[&flags[..], &["--monitor", "agreement"]].concat());
    assert_eq!(ended.status, 1, "{}", ended.err);
    assert!(ended.out.contains("\nquorums 2 2\n") && ended.out.contains("\nrules R7=off R14=on\n"));
}

#[test]
fn what_makes_no_sense_is_status_2() {
    let wrong: [&[&str]; 13] = [
        &["--seeds", "0"],
        &["--from", "4294967295", "--seeds", "2"],
        &["--replicas", "0"],
        &["--replicas", "16"],
        &["--replicas", "7..3"],
        &["--faults", "lots"],
        &["--faults", "points"],
        &["--rules", ""],
        &["--rules", "R1=off\nat 0ms crash A"],
        &["--rules", "R99=off"],
        &["--quorums", "3"],
        &["--replicas", "4", "--quorums", "2,2"],
        &["--monitor", "concord"],
    ];
    for flags in wrong {
        let ended = antipaxos(&[&["storm"], flags].concat());
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{flags:?}");
        assert!(!ended.err.is_empty() && !ended.err.contains("panicked"), "{flags:?}: {}", ended.err);
    }
    let unwritable = antipaxos(&[&BAD[..], &["--out", env!("CARGO_TARGET_TMPDIR")]].concat());
    assert_eq!(unwritable.status, 2);
}
