//! Inputs that nobody would write: seeds from the repository, mangled by the
//! thousand. Nothing may panic, and what is accepted must keep the laws.
//!
//! A short run here; `npm run fuzz` is the long one (`FUZZ` inputs for each
//! target, of the numbers that follow from `FUZZ_SEED`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::envelope::{seal, unseal};
use crate::common::generate;
use crate::common::mangle::{Target, byte, fuzz, mangle, unfolded};
use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Fault, Outcome};
use antipaxos_simulator::scenario::{Scenario, parse, print};
use antipaxos_simulator::storm::Dice;

const OUTCOME: Outcome = Outcome { semantics: 3, fingerprint: 0x0123_4567 };
/// Inputs that are longer are not mangled further, so that there is time for many.
const MAX_KEPT: usize = 4_096;

const TARGETS: [Target; 3] = [
    Target { name: "parser", takes: parser, seeds: texts, mangle, max_kept: MAX_KEPT },
    Target { name: "payload", takes: payload, seeds: payloads, mangle, max_kept: MAX_KEPT },
    Target { name: "sealed bytes", takes: sealed, seeds: bytes_of_payloads, mangle, max_kept: MAX_KEPT },
];

/// What is accepted as a text has the laws of texts and links.
fn laws(scenario: &Scenario) {
    let printed = print::print(scenario);
    // A text may be longer as it prints than it may be.
    let Ok(again) = parse(&printed) else {
        assert!(printed.len() > 64 * 1024, "{printed}");
        return;
    };
    assert_eq!(again, *scenario, "{printed}");
    match link::encode(scenario, OUTCOME, Some(7), None) {
        Ok(payload) => {
            let read = link::decode(&payload).unwrap_or_else(|fault| panic!("{fault}\n{printed}"));
            assert_eq!(read.scenario(|_| None), Ok(link::carried(scenario)), "{printed}");
        }
        Err(fault) => assert!(matches!(fault, Fault::TooLong | Fault::Limits), "{fault}"),
    }
}

fn parser(input: &[u8]) -> String {
    match parse(&String::from_utf8_lossy(input)) {
        Ok(scenario) => {
            laws(&scenario);
            let kinds: BTreeSet<String> = scenario
                .statements()
                .map(|statement| format!("{statement:?}").chars().take(24).collect())
                .collect();
            format!("{kinds:?}")
        }
        // Without what it quotes.
        Err(fault) => fault.message.split(['“', '”']).step_by(2).collect(),
    }
}

/// What is decoded is encoded as it was.
fn payload(input: &[u8]) -> String {
    let input = String::from_utf8_lossy(input);
    let read = match link::decode(&input) {
        Ok(read) => read,
        Err(fault) => return format!("{} {}", fault.code(), input.len() / 64),
    };
    match read.scenario(|slug| gallery::find(slug).map(|found| found.text)) {
        Ok(scenario) => {
            assert!(parse(&print::print(&scenario)).as_ref() == Ok(&scenario));
            if read.slug().is_none() {
                let again = link::encode(&scenario, read.outcome, read.step, None);
                assert_eq!(again.as_deref(), Ok(&*input));
            }
            format!("good {}", scenario.lines.len())
        }
        Err(fault) => format!("edits {}", fault.code()),
    }
}

/// The same behind a sum that fits.
fn sealed(input: &[u8]) -> String {
    payload(seal(input, None).as_bytes())
}

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).expect("it is in the repository")
}

/// What ships, what is published, what the generator makes, and inputs that
/// were trouble once.
fn texts() -> Vec<Vec<u8>> {
    let shipped = gallery::ALL.iter().map(|known| known.text.to_string());
    let published = file("links/published.txt");
    let published = published.split("\n\n").skip(1).map(|entry| {
        let (_, text) = entry.split_once('\n').unwrap_or_default();
        text.to_string()
    });
    let made = (0..100).map(|seed| {
        let mut dice = Dice::new(seed);
        generate::text(&(0..200).map(|_| byte(&mut dice)).collect::<Vec<u8>>())
    });
    let trouble = file("fuzz/texts.txt");
    let trouble = trouble.split("\n====\n").map(unfolded);
    shipped.chain(published).chain(made).chain(trouble).map(String::into_bytes).collect()
}

fn payloads() -> Vec<Vec<u8>> {
    let published = file("links/published.txt");
    let published = published.split("\n\n").skip(1).filter_map(|entry| entry.lines().next());
    let trouble = file("fuzz/payloads.txt");
    let all = published.chain(trouble.lines()).filter(|line| !line.is_empty());
    all.map(|payload| payload.as_bytes().to_vec()).collect()
}

fn bytes_of_payloads() -> Vec<Vec<u8>> {
    let texts = texts().into_iter().filter_map(|text| parse(&String::from_utf8_lossy(&text)).ok());
    let payloads = texts.filter_map(|scenario| link::encode(&scenario, OUTCOME, None, None).ok());
    let published = file("links/published.txt");
    let published = published.split("\n\n").skip(1).filter_map(|entry| entry.lines().next());
    payloads.chain(published.map(str::to_string)).map(|payload| unseal(&payload)).collect()
}

#[test]
fn the_parser_takes_anything() {
    fuzz(&TARGETS[0]);
}

#[test]
fn the_decoder_takes_any_payload() {
    fuzz(&TARGETS[1]);
}

#[test]
fn the_decoder_takes_any_bytes_behind_a_good_sum() {
    fuzz(&TARGETS[2]);
}

/// The envelope is as the manual says.
#[test]
fn a_seal_is_what_the_encoder_writes() {
    for text in texts().into_iter().take(60) {
        let Ok(scenario) = parse(&String::from_utf8_lossy(&text)) else { continue };
        for step in [None, Some(0), Some(1_000_000)] {
            let payload = link::encode(&scenario, OUTCOME, step, None).expect("short enough");
            assert_eq!(seal(&unseal(&payload), step), payload);
        }
    }
}
