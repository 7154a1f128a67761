//! Traces that no tool wrote: the one of the repository and generated ones,
//! mangled by the thousand. Nothing may panic, a fault has to say where it is,
//! and what is accepted has to be a good scenario that does what the trace did.
//!
//! A short run here; `npm run fuzz` is the long one.

use crate::common::{generate, tree};
use crate::mangle;
use antipaxos_itf::{Code, Fault, Imported, import};
use antipaxos_simulator::Session;
use antipaxos_simulator::scenario::{parse, print};
use mangle::{Target, fuzz, unfolded};
use serde_json::Value;

const TARGET: Target =
    Target { name: "trace", takes: trace, seeds, mangle: tree::mangle_json, max_kept: 16 * 1024 };

/// How long a fault may be, in characters: it is one line on a screen.
const MAX_FAULT: usize = 400;

/// The repository's own, generated ones, and inputs that were trouble once.
fn seeds() -> Vec<Vec<u8>> {
    let own: Value =
        serde_json::from_str(include_str!("../traces/one-vote-survives.itf.json")).expect("JSON");
    let made = (0..150).map(|seed| generate::trace(seed).to_string());
    let trouble = include_str!("../fuzz/traces.txt").split("\n====\n").map(unfolded);
    let all = [own.to_string()].into_iter().chain(made).chain(trouble);
    all.map(String::into_bytes).collect()
}

fn trace(input: &[u8]) -> String {
    let json = String::from_utf8_lossy(input);
    match import(&json) {
        Ok(imported) => {
            good(&json, &imported);
            let kinds =
                imported.text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
            let mut kinds: Vec<String> = kinds.collect();
            kinds.sort();
            kinds.dedup();
            format!("good {} {kinds:?}", imported.steps.len() / 4)
        }
        Err(fault) => {
            says_where(&fault);
            // Without what it quotes and counts.
            let words: String = fault.message.split('"').step_by(2).collect();
            let words: String = words.chars().filter(|c| !c.is_ascii_digit()).collect();
            format!("{} {}", fault.code.as_str(), words.chars().take(60).collect::<String>())
        }
    }
}

fn good(json: &str, imported: &Imported) {
    let Imported { text, steps } = imported;
    let scenario = parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(print::print(&scenario), *text);
    let session = Session::open(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(session.run().trouble(), None, "{text}");
    for judgement in session.judgements() {
        assert!(judgement.holds, "expect {}: found {}\n{text}", judgement.text, judgement.found);
    }
    let read: Value = serde_json::from_str(json).expect("it was accepted");
    assert_eq!(steps.len(), read["states"].as_array().expect("it was accepted").len());
    assert!(steps.is_sorted());
    assert_eq!(steps.last(), Some(&session.run().last()), "{text}");
}

/// A fault is of a state, or of the trace as a whole, and then says what of it.
fn says_where(fault: &Fault) {
    let words = fault.to_string();
    assert!(words.chars().count() <= MAX_FAULT, "{words}");
    assert!(!words.contains(char::is_control), "{words:?}");
    let of_the_whole = match fault.code {
        Code::TooLong => words.contains("bytes"),
        Code::NotJson => words.contains("line") && words.contains("column"),
        Code::BadShape => words.contains("state"),
        Code::TooMany => true,
        Code::BadStart | Code::NoSuchStep | Code::Differs => false,
    };
    assert!(fault.state.is_some() || of_the_whole, "{}: {words}", fault.code.as_str());
}

#[test]
fn the_import_takes_any_trace() {
    fuzz(&TARGET);
}

/// Whatever the specification does, this project's replicas do, too.
#[test]
fn every_behaviour_of_the_specification_is_played() {
    for seed in 0..300 {
        let json = generate::trace(seed).to_string();
        let imported = import(&json).unwrap_or_else(|fault| panic!("seed {seed}: {fault}\n{json}"));
        good(&json, &imported);
    }
}
