//! Inputs that nobody would write: seeds from the repository, mangled by the
//! thousand. Nothing may panic, and what is accepted must keep the laws.
//!
//! A short run here; `npm run fuzz` is the long one (`FUZZ` inputs for each
//! target, of the numbers that follow from `FUZZ_SEED`).

mod common;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::{env, fs};

use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Fault, Outcome};
use antipaxos_simulator::scenario::{Scenario, parse, print};
use antipaxos_simulator::storm::Dice;
use common::envelope::{seal, unseal};
use common::generate;

const OUTCOME: Outcome = Outcome { semantics: 3, fingerprint: 0x0123_4567 };
/// Inputs that tell something new are mangled further; so many are kept.
const MAX_POOL: usize = 4_000;
/// And none that is longer, so that there is time for many.
const MAX_KEPT: usize = 4_096;

/// Something that takes what others wrote.
struct Target {
    name: &'static str,
    /// Tries an input; the answer tells inputs of different kinds apart.
    takes: fn(&[u8]) -> String,
    seeds: fn() -> Vec<Vec<u8>>,
}

const TARGETS: [Target; 3] = [
    Target { name: "parser", takes: parser, seeds: texts },
    Target { name: "payload", takes: payload, seeds: payloads },
    Target { name: "sealed bytes", takes: sealed, seeds: bytes_of_payloads },
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
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

/// `⟨TEXT*N⟩` stands for N times TEXT: seeds are short to read.
fn unfolded(text: &str) -> String {
    let mut unfolded = String::new();
    for part in text.split('⟨') {
        match part.split_once('⟩') {
            Some((folded, rest)) => {
                let (text, times) = folded.rsplit_once('*').expect("TEXT*N");
                unfolded += &text.repeat(times.parse().expect("a number"));
                unfolded += rest;
            }
            None => unfolded += part,
        }
    }
    unfolded
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

fn byte(dice: &mut Dice) -> u8 {
    u8::try_from(dice.roll(0, 255)).expect("a byte")
}

/// From 0 to below `count`; 0 if there is nothing to choose from.
fn below(dice: &mut Dice, count: usize) -> usize {
    dice.roll(0, u32::try_from(count).expect("short inputs").max(1) - 1) as usize
}

/// A piece of an input: a word, a line, or some bytes.
fn piece<'a>(dice: &mut Dice, input: &'a [u8]) -> &'a [u8] {
    let at = below(dice, input.len());
    let ends: &[u8] = match dice.roll(0, 2) {
        0 => b" \n",
        1 => b"\n",
        _ => b"",
    };
    let before = input[..at].iter().rposition(|byte| ends.contains(byte)).map_or(0, |end| end + 1);
    let behind = input[at..].iter().position(|byte| ends.contains(byte));
    match (ends.is_empty(), behind) {
        (true, _) => &input[at..input.len().min(at + below(dice, 24))],
        (false, None) => &input[before..],
        (false, Some(end)) => &input[before..(at + end + 1).max(before)],
    }
}

fn mangle(dice: &mut Dice, input: &mut Vec<u8>, other: &[u8]) {
    let at = below(dice, input.len());
    match dice.roll(0, 9) {
        0 if !input.is_empty() => input[at] ^= 1 << dice.roll(0, 7),
        1 if !input.is_empty() => input[at] = byte(dice),
        2 => input.insert(at, byte(dice)),
        3 => {
            let until = input.len().min(at + below(dice, 12));
            input.drain(at..until);
        }
        4 => input.truncate(at),
        5 | 6 => {
            let piece = piece(dice, other).to_vec();
            input.splice(at..at, piece);
        }
        7 => {
            // A word or a line in place of another.
            let old = piece(dice, input).to_vec();
            let from = input.windows(old.len().max(1)).position(|window| window == old).unwrap_or(0);
            let new = piece(dice, other).to_vec();
            let until = input.len().min(from + old.len());
            input.splice(from..until, new);
        }
        8 => {
            let piece = piece(dice, input).to_vec();
            let times = [2, 3, 16, 200][below(dice, 4)];
            if piece.len() * times < 100_000 {
                input.splice(at..at, piece.repeat(times));
            }
        }
        _ => {
            let number = ["0", "1", "15", "16", "1000000", "1000001", "4294967295", "4294967296"];
            let number = number[below(dice, number.len())];
            input.splice(at..at, number.bytes());
        }
    }
}

/// Tries an input; if that panics, says which it was.
fn try_it(target: &Target, input: &[u8]) -> String {
    catch_unwind(AssertUnwindSafe(|| (target.takes)(input))).unwrap_or_else(|panic| {
        eprintln!("{}: {:?}", target.name, String::from_utf8_lossy(input));
        eprintln!("{}: bytes {input:?}", target.name);
        resume_unwind(panic)
    })
}

fn number(name: &str, usual: u32) -> u32 {
    let given = env::var(name).ok();
    given.map_or(usual, |given| given.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn fuzz(target: &Target) {
    let (count, seed) = (number("FUZZ", 2_000), number("FUZZ_SEED", 1));
    let mut pool = (target.seeds)();
    let mut seen: BTreeSet<String> = pool.iter().map(|seed| try_it(target, seed)).collect();
    let (seeds, known) = (pool.len(), seen.len());
    let mut dice = Dice::new(seed);
    let mut good = 0;
    for _ in 0..count {
        let mut input = pool[below(&mut dice, pool.len())].clone();
        for _ in 0..dice.roll(1, 4) {
            let other = pool[below(&mut dice, pool.len())].clone();
            mangle(&mut dice, &mut input, &other);
        }
        let answer = try_it(target, &input);
        good += u32::from(answer.starts_with("good") || answer.starts_with('{'));
        if seen.insert(answer) && pool.len() < MAX_POOL && input.len() < MAX_KEPT {
            pool.push(input);
        }
    }
    let (name, kinds) = (target.name, seen.len());
    eprintln!("{name}: {count} inputs from {seeds} seeds, {good} accepted, {known} then {kinds} kinds");
    assert!(kinds > known, "{name}: nothing new came of {count} inputs");
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
