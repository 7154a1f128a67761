//! `antipaxos run`: what it prints, and its exit status.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

use crate::common::{antipaxos, antipaxos_hearing, file, is_golden};

const GOOD: &str =
    "protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\nexpect answered 1\nexpect safe\n";

/// A disk is lost, and agreement with it.
const BROKEN: &str = "\
protocol basic
proposers P1 P2
acceptors A1 A2 A3
network manual
start P1: set x 1
deliver Prepare P1->A1 A2
deliver Promise A1 A2->P1
deliver Accept P1->A1 A2
start P2: set y 2
bounce A2 without disk
deliver Prepare P2->A2 A3
deliver Promise A2 A3->P2
deliver Accept P2->A2 A3
";

#[test]
fn a_transcript_ends_with_the_fingerprint_and_the_expectations() {
    let ended = antipaxos(&["run", "s01a-basic"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    is_golden("run-s01a-basic.txt", &ended.out);
}

#[test]
fn ascii_is_the_sequence_diagram() {
    let ended = antipaxos(&["run", "--format", "ascii", "s02a-multi-follower"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    is_golden("run-s02a-multi-follower.ascii.txt", &ended.out);
}

#[test]
fn json_is_one_object_with_all_of_it() {
    let ended = antipaxos(&["run", "--format", "json", "s12b-restart-without-disk"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    is_golden("run-s12b-restart-without-disk.json", &ended.out);
    let object: serde_json::Value = serde_json::from_str(&ended.out).expect("it is JSON");
    let steps = object["steps"].as_array().expect("a list");
    assert_eq!(steps.len() as u64, object["lastStep"].as_u64().expect("a number") + 1);
    assert_eq!(object["violations"][0]["monitor"], "promise-is-monotone");
    let all = object["judgements"].as_array().expect("a list");
    assert!(all.iter().all(|judgement| judgement["holds"] == true));
}

/// Every kind of fact and step is written, in the scenarios that ship.
#[test]
fn json_is_written_of_every_scenario_and_its_fingerprint_is_the_transcripts() {
    let listed: serde_json::Value =
        serde_json::from_str(&antipaxos(&["list", "--format", "json"]).out).expect("it is JSON");
    for one in listed.as_array().expect("a list") {
        let slug = one["slug"].as_str().expect("a slug");
        let ended = antipaxos(&["run", "--format", "json", slug]);
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{slug}");
        let object: serde_json::Value = serde_json::from_str(&ended.out).expect("it is JSON");
        let transcript = antipaxos(&["run", slug]).out;
        let fingerprint = object["fingerprint"].as_str().expect("a text");
        assert!(transcript.contains(&format!("\nfingerprint {fingerprint}\n")), "{slug}");
        let messages = object["messages"].as_array().expect("a list");
        let counted = messages.iter().filter(|message| message["background"] == false).count();
        if let Some((_, count)) = transcript.split_once("expect messages ") {
            assert_eq!(count.lines().next(), Some(counted.to_string().as_str()), "{slug}");
        }
    }
}

/// Puts the keys of an object and of all within it, and the words that a
/// `kind` may be, into `words`.
fn words_of(value: &serde_json::Value, words: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(parts) => {
            for (key, part) in parts {
                words.insert(key.clone());
                if let (Some(kind), "kind" | "evidence" | "origin" | "ending") = (part.as_str(), key.as_str())
                {
                    words.insert(kind.to_string());
                }
                words_of(part, words);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|part| words_of(part, words)),
        serde_json::Value::Null | serde_json::Value::Bool(_) => {}
        serde_json::Value::Number(_) | serde_json::Value::String(_) => {}
    }
}

#[test]
fn every_key_and_kind_of_the_json_is_in_the_manual() {
    let manual = fs::read_to_string(format!("{}/../../docs/CLI.md", env!("CARGO_MANIFEST_DIR")));
    let manual = manual.expect("the manual is there");
    // Every second part stands between back quotes.
    let told: BTreeSet<&str> = manual.split('`').skip(1).step_by(2).flat_map(str::split_whitespace).collect();
    let mut words = BTreeSet::new();
    for line in antipaxos(&["list"]).out.lines() {
        let slug = line.split(' ').next().expect("a slug");
        let ended = antipaxos(&["run", "--format", "json", slug]);
        let mut object: serde_json::Value = serde_json::from_str(&ended.out).expect("it is JSON");
        // The kinds of messages are the protocol's.
        for message in object["messages"].as_array_mut().expect("a list") {
            message["kind"] = serde_json::Value::Null;
        }
        words_of(&object, &mut words);
    }
    assert!(words.len() > 80, "{words:?}");
    let missing: Vec<&String> = words.iter().filter(|word| !told.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "docs/CLI.md does not say what these are: {missing:?}");
}

#[test]
fn until_cuts_what_is_shown_and_nothing_else() {
    let whole = antipaxos(&["run", "s01a-basic"]).out;
    let part = antipaxos(&["run", "--until", "3", "s01a-basic"]).out;
    assert!(part.contains("\n   3 ") && !part.contains("\n   4 "), "{part}");
    let judged = |text: &str| text.split_once("\nok ").map(|(_, rest)| rest.to_string());
    assert_eq!(judged(&part), judged(&whole));
    assert_eq!(antipaxos(&["run", "--until", "4000000000", "s01a-basic"]).out, whole);
    let object = antipaxos(&["run", "--until", "3", "--format", "json", "s01a-basic"]).out;
    let object: serde_json::Value = serde_json::from_str(&object).expect("it is JSON");
    assert_eq!(object["steps"].as_array().map(Vec::len), Some(4));
    let under_way = object["messages"].as_array().expect("a list").iter();
    assert_eq!(under_way.filter(|message| message["ended"].is_null()).count(), 2);
    let fingerprint = object["fingerprint"].as_str().expect("a text");
    assert!(part.contains(fingerprint));
}

#[test]
fn an_expectation_that_does_not_hold_is_status_1_and_says_what_was_found() {
    let ended = antipaxos_hearing(&["run", "-"], GOOD.replace("answered 1", "answered 2").as_bytes());
    assert_eq!((ended.status, ended.err.as_str()), (1, ""));
    assert!(ended.out.ends_with("NOT  expect answered 2: found 1\nok   expect safe\n"), "{}", ended.out);
}

#[test]
fn a_monitor_that_fires_is_status_1_unless_a_violation_is_expected() {
    let unexpected = antipaxos_hearing(&["run", "-"], BROKEN.as_bytes());
    assert_eq!(unexpected.status, 1);
    assert!(
        unexpected.out.contains("NOT  safe: agreement at 15, which nothing expects\n"),
        "{}",
        unexpected.out
    );
    let unsafe_ = antipaxos_hearing(&["run", "-"], format!("{BROKEN}expect safe\n").as_bytes());
    assert_eq!(unsafe_.status, 1);
    assert!(
        unsafe_.out.contains("NOT  expect safe: found ") && !unsafe_.out.contains("which nothing expects")
    );
    let expected =
        antipaxos_hearing(&["run", "-"], format!("{BROKEN}expect violation agreement\n").as_bytes());
    assert_eq!(expected.status, 0, "{}", expected.out);
}

#[test]
fn a_file_is_preferred_to_a_slug() {
    let folder = format!("{}/folder", env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).expect("it can be made");
    let path = format!("{folder}/s01a-basic");
    fs::write(&path, GOOD.replace("answered 1", "answered 7")).expect("it can be written");
    let here = Command::new(env!("CARGO_BIN_EXE_antipaxos"))
        .args(["run", "s01a-basic"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .expect("the command runs");
    assert_eq!(here.status.code(), Some(1));
}

#[test]
fn a_wrong_text_is_status_2_with_its_place() {
    let path = file("wrong.paxos", "protocol basic\nreplicas A B C\nat 0ms c1 asks D: set x 1\n");
    let ended = antipaxos(&["run", &path]);
    assert_eq!((ended.status, ended.out.as_str()), (2, ""));
    let told = ended.err.strip_prefix(&path).expect("it begins with the file");
    assert_eq!(
        told,
        ":3:16: unknown-node: there is no node “D”\n  3 | at 0ms c1 asks D: set x 1\n    |                ^\n    = expected A, B, C\n    = did you mean “A”?\n"
    );
}

#[test]
fn an_action_that_cannot_be_done_is_status_2_after_the_run_up_to_there() {
    let text = "protocol basic\nreplicas A B C\nnetwork manual\nstart A: set x 1\ndeliver Promise B->A\n";
    let ended = antipaxos_hearing(&["run", "-"], text.as_bytes());
    assert_eq!(ended.status, 2);
    assert!(ended.out.contains("A starts"), "{}", ended.out);
    assert!(ended.err.starts_with("standard input:5:1: cannot-be-done: "), "{}", ended.err);
}

#[test]
fn what_is_not_there_is_status_2_and_the_nearest_slug_is_suggested() {
    let ended = antipaxos(&["run", "s01a-basik"]);
    assert_eq!((ended.status, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("“s01a-basik” (did you mean “s01a-basic”?"), "{}", ended.err);
    let ended = antipaxos(&["run", "scenarios/s03-dual.paxos"]);
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("did you mean “s03-duel”?"), "{}", ended.err);
}

#[test]
fn a_mark_of_the_encoding_and_line_ends_of_windows_are_no_part_of_the_text() {
    let plain = "protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n";
    let marked = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let [plain, marked] = [plain, &marked].map(|text| antipaxos_hearing(&["run", "-"], text.as_bytes()));
    assert_eq!((plain.status, &plain.out), (marked.status, &marked.out));
    assert_eq!(plain.status, 0);
}

#[test]
fn a_text_that_is_too_long_is_not_said_to_be_as_long_as_what_was_read_of_it() {
    let ended = antipaxos_hearing(&["run", "-"], &vec![b'x'; 1_000_000]);
    assert_eq!((ended.status, ended.out.as_str()), (2, ""));
    let told = "standard input:1:1: too-long: the text is longer than 65536 bytes; take something out\n";
    assert!(ended.err.ends_with(told), "{}", ended.err);
}

#[test]
fn no_input_makes_it_panic() {
    let mut noise: Vec<Vec<u8>> = vec![
        Vec::new(),
        vec![0xff, 0xfe, 0x00],
        b"protocol basic\n\xff".to_vec(),
        vec![b'x'; 1_000_000],
        "é".repeat(40_000).into_bytes(),
        "\u{202e}protocol\u{1b}[2J".as_bytes().to_vec(),
        "\t".repeat(2_000).into_bytes(),
        b"replicas A\r\nstart A\r\n".to_vec(),
    ];
    noise.push([vec![b' '; 5_000], b"wrong".to_vec(), vec![b' '; 5_000]].concat());
    for input in noise {
        let ended = antipaxos_hearing(&["run", "-"], &input);
        assert!((0..=2).contains(&ended.status), "{ended:?}");
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        assert!(!ended.err.contains(['\u{1b}', '\u{202e}']), "{}", ended.err);
        assert!(ended.err.lines().all(|line| line.chars().count() < 200), "{}", ended.err);
    }
    let folder = antipaxos(&["run", env!("CARGO_TARGET_TMPDIR")]);
    assert_eq!((folder.status, folder.out.as_str()), (2, ""));
}

#[test]
fn nothing_is_coloured_away_from_a_terminal() {
    for format in ["transcript", "ascii", "json"] {
        let ended = antipaxos(&["run", "--format", format, "s12b-restart-without-disk"]);
        assert!(!ended.out.contains('\u{1b}'), "{format}");
    }
}

/// `antipaxos run ... | head -1`
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_antipaxos"))
        .args(["run", "--format", "json", "s03-duel"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("the command ends");
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn help_has_examples_and_wrong_flags_are_status_2() {
    for args in
        [&["--help"][..], &["run", "--help"], &["list", "--help"], &["fmt", "--help"], &["storm", "--help"]]
    {
        let ended = antipaxos(args);
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{args:?}");
        assert!(ended.out.contains("Examples:\n  antipaxos "), "{args:?}");
    }
    for args in [
        &[][..],
        &["ran"],
        &["run"],
        &["run", "--format", "png", "s01a-basic"],
        &["run", "--until", "-1", "x"],
    ] {
        let ended = antipaxos(args);
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{args:?}");
        assert!(!ended.err.is_empty());
    }
}
