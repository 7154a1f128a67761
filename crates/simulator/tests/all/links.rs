//! Links: what they cost, what damage does to them, and that those which were
//! published stay what they were.

use std::fmt::Write;

use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Base, Fault, MAX_PAYLOAD, Outcome};
use antipaxos_simulator::scenario::{Line, Scenario, Statement, parse, print};

const OUTCOME: Outcome = Outcome { semantics: 1, fingerprint: 0x89ab_cdef };
/// The longest address of the page that the budgets below allow for.
const SITE: &str = "https://antipaxos.example/";

fn good(text: &str) -> Scenario {
    parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

fn payload(scenario: &Scenario) -> String {
    link::encode(scenario, OUTCOME, None, None).expect("short enough")
}

fn built_in(slug: &str) -> Option<&'static str> {
    gallery::find(slug).map(|found| found.text)
}

/// Without title, notes and other comments.
fn bare(scenario: &Scenario) -> Scenario {
    let wanted = |line: &&Line| !matches!(line.statement, None | Some(Statement::Note { .. }));
    let lines = scenario.lines.iter().filter(wanted);
    let lines = lines.map(|line| Line { comment: None, ..line.clone() }).collect();
    Scenario { lines, names: scenario.names.clone() }
}

fn address_length(scenario: &Scenario) -> usize {
    link::address(SITE, &payload(scenario)).len()
}

/// Requests, faults and messages at odd times.
fn actions(count: u32) -> String {
    let mut text =
        String::from("protocol multi\nreplicas A B C D E\nnetwork delay=5..25ms seed=42\nleader A\n");
    for number in 0..count {
        let ms = number * 37;
        let (node, other) =
            (["A", "B", "C", "D", "E"][number as usize % 5], ["C", "D", "E", "A", "B"][number as usize % 5]);
        let _ = match number % 8 {
            0 | 3 | 5 => writeln!(text, "at {ms}ms c{} asks {node}: set x {number}", number % 9 + 1),
            1 => writeln!(
                text,
                "on {} Accept {node}->{other}: drop",
                if number < 20 { "second".to_string() } else { format!("{number}th") }
            ),
            2 => writeln!(text, "at {ms}ms crash {node}"),
            4 => writeln!(text, "at {ms}ms cut {node} | {other}"),
            6 => writeln!(text, "after step {ms} restart {other}"),
            _ => writeln!(text, "at {ms}ms heal"),
        };
    }
    text
}

#[test]
fn twenty_actions_fit_into_300_characters_and_a_hundred_into_800() {
    let lengths = [20, 100].map(|count| address_length(&good(&actions(count))));
    assert!(lengths[0] <= 300 && lengths[1] <= 800, "{lengths:?}");
}

/// S1 to S20, without notes and comments.
#[test]
fn a_shipped_scenario_fits_into_160_characters_on_average() {
    let shipped = gallery::ALL.iter().filter(|known| known.slug.starts_with('s'));
    let lengths: Vec<usize> = shipped.map(|known| address_length(&bare(&good(known.text)))).collect();
    assert!(lengths.len() >= 33, "only {} scenarios", lengths.len());
    let all: usize = lengths.iter().sum();
    assert!(all <= 160 * lengths.len(), "{} on average", all / lengths.len());
}

/// Payloads of every shape: whole, edited, with and without a step.
fn payloads() -> Vec<String> {
    let mut all = Vec::new();
    for (at, known) in (0..).zip(gallery::ALL) {
        let scenario = good(known.text);
        let step = (at % 3 == 0).then_some(at);
        all.push(link::encode(&scenario, OUTCOME, step, None).expect("short enough"));
        let mut edited = scenario.clone();
        edited.lines.pop();
        let base = Base { slug: known.slug, scenario: &scenario };
        let step = (at % 2 == 0).then_some(at * 100);
        all.push(link::encode(&edited, OUTCOME, step, Some(base)).expect("short enough"));
    }
    all
}

/// What must be said of a payload that was damaged.
fn right_code(damaged: &str) -> Fault {
    let belongs = |c: char| c.is_ascii_alphanumeric() || "-_.&=".contains(c);
    if damaged.is_empty() {
        Fault::Empty
    } else if damaged.chars().all(belongs) {
        Fault::Damaged
    } else {
        Fault::BadAlphabet
    }
}

fn refused(damaged: &str, payload: &str) {
    if damaged != payload {
        let fault = link::decode(damaged).err();
        assert_eq!(fault, Some(right_code(damaged)), "{damaged} instead of {payload}");
    }
}

const CHARACTERS: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.&=#%+/~*() \u{e9}\u{202e}\"";

/// Every place of every payload; every character at each place of some, a few
/// at each place of all.
#[test]
fn a_character_more_or_less_or_another_is_noticed() {
    for (number, payload) in (0..).zip(payloads()) {
        assert!(link::decode(&payload).is_ok(), "{payload}");
        for at in 0..=payload.len() {
            let (before, behind) = payload.split_at(at);
            refused(before, &payload);
            refused(behind, &payload);
            let rest = behind.get(1..).unwrap_or("");
            refused(&format!("{before}{rest}"), &payload);
            let skipped = if number < 6 { 0 } else { 15 };
            for c in CHARACTERS.chars().skip((number + at) % (skipped + 1)).step_by(skipped + 1) {
                refused(&format!("{before}{c}{behind}"), &payload);
                if !behind.is_empty() {
                    refused(&format!("{before}{c}{rest}"), &payload);
                }
            }
        }
    }
}

#[test]
fn a_link_ends_in_a_letter_or_digit() {
    for payload in payloads() {
        assert!(payload.ends_with(|c: char| c.is_ascii_alphanumeric()), "{payload}");
        assert_eq!(link::payload_of(&link::address(SITE, &payload)), payload);
    }
}

#[test]
fn a_later_version_is_told_apart_from_damage() {
    // As this version, with a 2 in front and the sum that goes with it.
    let later = "2AAAA.0y8mn92";
    assert_eq!(link::decode(later).err(), Some(Fault::NewerVersion));
    assert_eq!(link::decode("2AAAA.0y8mn90").err(), Some(Fault::Damaged));
    assert_eq!(link::decode("0AAAA.0y8mn92").err(), Some(Fault::Damaged));
}

#[test]
fn too_long_is_said_before_anything_else() {
    let long = "1".repeat(MAX_PAYLOAD + 1);
    assert_eq!(link::decode(&long).err(), Some(Fault::TooLong));
    assert_eq!(link::decode(&format!("{long}%")).err(), Some(Fault::TooLong));
    assert_eq!(link::decode(&long[1..]).err(), Some(Fault::Damaged));
    let text = format!("note \"{}\"\n", "\u{65e5}".repeat(4_000));
    assert_eq!(link::encode(&good(&text), OUTCOME, None, None), Err(Fault::TooLong));
}

/// A text may be shorter as it was written than as it prints.
#[test]
fn a_text_that_prints_too_long_has_no_link() {
    let text = "until 1s\n".to_string() + &"on Accept A->B: drop\n".repeat(3_100);
    let scenario = good(&text);
    assert!(print::print(&scenario).len() > 64 * 1024);
    assert_eq!(link::encode(&scenario, OUTCOME, None, None), Err(Fault::Limits));
}

#[test]
fn an_edited_built_in_travels_as_its_edits() {
    let known = gallery::find("s10-new-leader-fills-holes").expect("shipped");
    let scenario = good(known.text);
    let base = Some(Base { slug: known.slug, scenario: &scenario });
    let edited = good(&format!("{}expect steps 7\n", known.text));
    let payload = link::encode(&edited, OUTCOME, Some(3), base).expect("short enough");
    assert!(payload.len() < 70, "{payload}");
    let read = link::decode(&payload).expect("just made");
    assert_eq!((read.slug(), read.step), (Some(known.slug), Some(3)));
    let found = read.scenario(built_in).expect("shipped");
    assert_eq!(found.description(), edited.description(), "the description comes with the built-in");
    // Comments of the built-in may change, its statements may not.
    let reworded = known.text.replace("# ", "# Well, ");
    assert!(read.scenario(|_| Some(&reworded)).is_ok());
    let changed = format!("{}until 1s\n", known.text);
    assert_eq!(read.scenario(|_| Some(&changed)).err(), Some(Fault::UnknownScenario));
    assert_eq!(read.scenario(|_| None).err(), Some(Fault::UnknownScenario));
    assert_eq!(read.scenario(|_| Some("no scenario")).err(), Some(Fault::UnknownScenario));
}

#[test]
fn every_fault_has_its_code_and_its_words() {
    let codes = Fault::ALL.map(Fault::code);
    assert_eq!(
        codes,
        ["empty", "too-long", "bad-alphabet", "damaged", "newer-version", "limits", "unknown-scenario"]
    );
    for fault in Fault::ALL {
        assert!(fault.sentence().ends_with('.') && fault.advice().ends_with('.'), "{fault}");
    }
}
