//! What all targets share that take what others wrote: seeds, mangled by the
//! thousand, each tried. The tests of other crates include this file, too.

use std::collections::BTreeSet;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use antipaxos_simulator::storm::Dice;

/// Inputs that tell something new are mangled further; so many are kept.
const MAX_POOL: usize = 4_000;

/// Something that takes what others wrote.
pub struct Target {
    pub name: &'static str,
    /// Tries an input; the answer tells inputs of different kinds apart. That of
    /// an input which is accepted begins with `good` or a brace.
    pub takes: fn(&[u8]) -> String,
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Changes an input in one place; the last argument is another input.
    pub mangle: fn(&mut Dice, &mut Vec<u8>, &[u8]),
    /// No input that is longer is kept, in bytes.
    pub max_kept: usize,
}

/// `⟨TEXT*N⟩` stands for N times TEXT: seeds are short to read.
pub fn unfolded(text: &str) -> String {
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

/// Any byte.
pub fn byte(dice: &mut Dice) -> u8 {
    u8::try_from(dice.roll(0, 255)).expect("a byte")
}

/// From 0 to below `count`; 0 if there is nothing to choose from.
pub fn below(dice: &mut Dice, count: usize) -> usize {
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

/// Changes an input in one place, with pieces of another.
pub fn mangle(dice: &mut Dice, input: &mut Vec<u8>, other: &[u8]) {
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

/// Tries the seeds, then inputs made of them.
pub fn fuzz(target: &Target) {
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
            (target.mangle)(&mut dice, &mut input, &other);
        }
        let answer = try_it(target, &input);
        good += u32::from(answer.starts_with("good") || answer.starts_with('{'));
        if seen.insert(answer) && pool.len() < MAX_POOL && input.len() < target.max_kept {
            pool.push(input);
        }
    }
    let (name, kinds) = (target.name, seen.len());
    eprintln!("{name}: {count} inputs from {seeds} seeds, {good} accepted, {known} then {kinds} kinds");
    assert!(kinds > known, "{name}: nothing new came of {count} inputs");
}
