//! `antipaxos list` and `antipaxos fmt`.

use std::fs;

use crate::common::{antipaxos, antipaxos_hearing, file};

const LOOSE: &str = "# Title\n\n  protocol   basic   # the older one\nreplicas A  B C\nnetwork   delay=10ms\nat 1s c1 asks A: set x 1 # go\n# the end\n";
const CANONICAL: &str = "# Title\n\nprotocol basic  # the older one\nreplicas A B C\nnetwork delay=10ms\nat 1000ms c1 asks A: set x 1  # go\n# the end\n";

#[test]
fn list_names_every_shipped_scenario_with_its_title() {
    let text = antipaxos(&["list"]);
    assert_eq!((text.status, text.err.as_str()), (0, ""));
    let folder = format!("{}/../../scenarios", env!("CARGO_MANIFEST_DIR"));
    let mut shipped = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        if let Some(slug) = name.strip_suffix(".paxos") {
            shipped += 1;
            assert!(text.out.lines().any(|line| line.starts_with(&format!("{slug} "))), "{slug}");
        }
    }
    assert!(shipped > 20 && text.out.lines().count() >= shipped);
    let json = antipaxos(&["list", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    let listed = listed.as_array().expect("a list");
    assert_eq!(listed.len(), text.out.lines().count());
    for (one, line) in listed.iter().zip(text.out.lines()) {
        let part = |key: &str| one[key].as_str().expect("a text").to_string();
        assert!(line.starts_with(&part("slug")) && line.ends_with(&part("title")), "{line}");
        assert!(part("description").len() > 20);
    }
}

#[test]
fn fmt_prints_the_canonical_text_and_keeps_comments() {
    let ended = antipaxos_hearing(&["fmt", "-"], LOOSE.as_bytes());
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert_eq!(ended.out, CANONICAL);
    let again = antipaxos_hearing(&["fmt", "-"], CANONICAL.as_bytes());
    assert_eq!(again.out, CANONICAL);
}

#[test]
fn fmt_prints_what_ships_as_it_is() {
    for line in antipaxos(&["list"]).out.lines() {
        let slug = line.split(' ').next().expect("a slug");
        let path = format!("{}/../../scenarios/{slug}.paxos", env!("CARGO_MANIFEST_DIR"));
        // Those of a folder within have their test in the simulator.
        if let Ok(text) = fs::read_to_string(path) {
            assert_eq!(antipaxos(&["fmt", slug]).out, text);
        }
    }
}

#[test]
fn check_is_status_1_where_write_would_change_something() {
    let (loose, canonical) = (file("loose.paxos", LOOSE), file("canonical.paxos", CANONICAL));
    let checked = antipaxos(&["fmt", "--check", &canonical, &loose]);
    assert_eq!((checked.status, checked.out.as_str()), (1, ""));
    assert_eq!(checked.err, format!("{loose} is not as it prints\n"));
    assert_eq!(fs::read_to_string(&loose).expect("it is there"), LOOSE);

    let written = antipaxos(&["fmt", "--write", &canonical, &loose]);
    assert_eq!((written.status, written.out.as_str(), written.err.as_str()), (0, "", ""));
    assert_eq!(fs::read_to_string(&loose).expect("it is there"), CANONICAL);
    assert_eq!(antipaxos(&["fmt", "--check", &canonical, &loose]).status, 0);
}

#[test]
fn a_wrong_text_is_status_2_and_stays_as_it_is() {
    let wrong = file("unparsed.paxos", "protocol basik\n");
    for flags in [&["fmt"][..], &["fmt", "--check"], &["fmt", "--write"]] {
        let ended = antipaxos(&[flags, &[wrong.as_str()]].concat());
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{flags:?}");
        assert!(ended.err.contains(":1:10: unknown-word: "), "{}", ended.err);
    }
    assert_eq!(fs::read_to_string(&wrong).expect("it is there"), "protocol basik\n");
}

#[test]
fn what_is_no_file_cannot_be_written() {
    assert_eq!(antipaxos(&["fmt", "--write", "s01a-basic"]).status, 2);
    assert_eq!(antipaxos_hearing(&["fmt", "--write", "-"], CANONICAL.as_bytes()).status, 2);
    assert_eq!(antipaxos(&["fmt", "--write", "--check", "s01a-basic"]).status, 2);
}
