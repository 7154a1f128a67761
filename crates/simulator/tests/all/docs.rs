//! What the documentation says of the scenario language is true.

use antipaxos_simulator::scenario::{parse, print};

const SCENARIOS: &str = include_str!("../../../../docs/SCENARIOS.md");

fn examples() -> Vec<&'static str> {
    let blocks = SCENARIOS.split("```paxos\n").skip(1);
    blocks.map(|rest| rest.split("```").next().expect("a block ends")).collect()
}

#[test]
fn every_example_runs_as_it_stands_and_does_what_it_expects() {
    let examples = examples();
    assert!(examples.len() > 20, "only {} examples were found", examples.len());
    for text in examples {
        crate::common::play_well(text);
    }
}

#[test]
fn every_example_is_what_it_prints() {
    for text in examples() {
        let scenario = parse(text).expect("a good text");
        let printed = print::print(&scenario);
        assert_eq!(parse(&printed).as_ref(), Ok(&scenario), "{text}");
    }
}

/// Every quoted word of the grammar stands in an example.
#[test]
fn every_word_of_the_grammar_has_an_example() {
    let grammar = SCENARIOS.split("## Grammar").nth(1).expect("the grammar is there");
    let grammar = grammar.split("```").nth(1).expect("it stands in a block");
    let examples = examples().join("\n");
    let is_there = |word: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let digits = |c: char| c.is_ascii_digit();
        examples
            .split(|c: char| !inner(c))
            .any(|found| found == word || found.trim_start_matches(digits) == word)
    };
    let mut missing = Vec::new();
    for line in grammar.lines() {
        for word in line.split('"').skip(1).step_by(2) {
            // Two other ways to say `off`, of one rule.
            if matches!(word, "last" | "any") {
                continue;
            }
            let plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if plain && !is_there(word) {
                missing.push(word);
            }
        }
    }
    assert!(missing.is_empty(), "no example shows {missing:?}");
}
