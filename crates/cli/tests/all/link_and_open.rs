//! `antipaxos link` and `antipaxos open`.

use crate::common::{antipaxos, antipaxos_hearing, file};
use antipaxos_simulator::link::{self, Outcome};
use antipaxos_simulator::scenario::parse;

const TEXT: &str = "# Two requests\n# This does not travel.\nprotocol multi\nreplicas A B C  # nor this\nleader B\nat 0ms c1 asks A: set x 1\nnote at 10ms \"Forwarded.\"\nexpect answered 1\n";
const TRAVELLED: &str = "# Two requests\nprotocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\nnote at 10ms \"Forwarded.\"\nexpect answered 1\n";

fn last_line(out: &str) -> &str {
    out.lines().last().expect("a line")
}

#[test]
fn a_file_becomes_a_link_and_a_link_the_scenario() {
    let path = file("shared.paxos", TEXT);
    let made = antipaxos(&["link", &path]);
    assert_eq!((made.status, made.err.as_str()), (0, ""));
    let payload = last_line(&made.out);
    assert!(payload.starts_with('1') && payload.len() < 120, "{payload}");
    let address = antipaxos(&["link", "--step", "3", "--site", "https://example.org/paxos/", &path]);
    let address = last_line(&address.out);
    assert!(address.starts_with("https://example.org/paxos/#1") && address.ends_with("&step=3"), "{address}");
    for (link, told) in [(payload, ""), (address, "it opens at step 3\n")] {
        let opened = antipaxos(&["open", link]);
        assert_eq!((opened.status, opened.out.as_str(), opened.err.as_str()), (0, TRAVELLED, told));
    }
    let piped = antipaxos_hearing(&["link", "-"], TEXT.as_bytes());
    assert_eq!(last_line(&piped.out), payload);
}

#[test]
fn what_ships_has_a_link_by_its_slug() {
    let slug = antipaxos(&["link", "s03-duel", "--step", "5"]);
    assert_eq!(slug.out, "?s=s03-duel&step=5\n");
    let whole = antipaxos(&["link", "s03-duel", "--site", "https://example.org"]);
    assert_eq!(whole.out, "https://example.org/?s=s03-duel\n");
    let text = antipaxos(&["fmt", "s03-duel"]).out;
    assert_eq!(antipaxos(&["open", last_line(&slug.out)]).out, text);
    assert_eq!(antipaxos(&["open", last_line(&whole.out)]).out, text);
    // An edit of it is short, and keeps the description.
    let edited = file("edited-duel.paxos", &format!("{text}expect #2 open\n"));
    let payload = antipaxos(&["link", &edited]).out;
    assert!(payload.len() < 60, "{payload}");
    assert_eq!(antipaxos(&["open", last_line(&payload)]).out, format!("{text}expect #2 open\n"));
}

#[test]
fn a_bad_link_is_status_2_and_its_code() {
    let whole = antipaxos_hearing(&["link", "-"], TEXT.as_bytes()).out;
    let whole = last_line(&whole);
    let (short, long) = (&whole[..whole.len() - 1], "1".repeat(20_000));
    for (link, code) in [
        ("", "empty"),
        ("https://example.org/#", "empty"),
        (long.as_str(), "too-long"),
        ("1Yq*6", "bad-alphabet"),
        (short, "damaged"),
        ("2AAAA.0y8mn92", "newer-version"),
        ("?s=s03-dual", "unknown-scenario"),
    ] {
        let ended = antipaxos(&["open", link]);
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{link}");
        assert!(ended.err.starts_with(&format!("antipaxos: {code}: ")), "{}", ended.err);
    }
    let bad = antipaxos_hearing(&["link", "-"], b"protocol basik");
    assert_eq!(bad.status, 2);
    let far = antipaxos_hearing(&["link", "--step", "999", "-"], TEXT.as_bytes());
    assert_eq!(far.status, 2);
    assert!(far.err.contains("there is no step 999"), "{}", far.err);
}

/// The scenario is the same whatever its run comes to.
#[test]
fn another_outcome_is_told() {
    let scenario = parse(TEXT).expect("a good text");
    let elsewhere = Outcome { semantics: 0, fingerprint: 7 };
    let payload = link::encode(&scenario, elsewhere, None, None).expect("short enough");
    let opened = antipaxos(&["open", &payload]);
    assert_eq!((opened.status, opened.out.as_str()), (0, TRAVELLED));
    assert_eq!(opened.err, "its run ends otherwise here than where the link was made\n");
}
