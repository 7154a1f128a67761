//! Laws of scenario texts and of links, over scenarios of every construct.

use crate::common::generate;
use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Base, Fault, Outcome};
use antipaxos_simulator::scenario::{Scenario, Statement, parse, print};
use antipaxos_simulator::storm::Dice;
use proptest::prelude::*;

fn scenarios() -> impl Strategy<Value = Scenario> {
    proptest::collection::vec(any::<u8>(), 0..500)
        .prop_filter_map("contradictory", |bytes| generate::scenario(&bytes))
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    (1..100_u32, any::<u32>()).prop_map(|(semantics, fingerprint)| Outcome { semantics, fingerprint })
}

fn steps() -> impl Strategy<Value = Option<u32>> {
    proptest::option::of(0..=1_000_000_u32)
}

fn statements(scenario: &Scenario) -> Vec<&Statement> {
    scenario.statements().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_parses_to_the_same(scenario in scenarios()) {
        let printed = print::print(&scenario);
        let again = parse(&printed);
        prop_assert_eq!(again, Ok(scenario), "{}", printed);
    }

    #[test]
    fn printing_twice_prints_the_same(scenario in scenarios()) {
        let printed = print::print(&scenario);
        let again = print::print(&parse(&printed).expect("printed"));
        prop_assert_eq!(again, printed);
    }

    #[test]
    fn a_link_holds_the_scenario(scenario in scenarios(), outcome in outcomes(), step in steps()) {
        let payload = link::encode(&scenario, outcome, step, None).expect("short enough");
        let read = link::decode(&payload).expect("just made");
        prop_assert_eq!((read.step, read.outcome, read.slug()), (step, outcome, None));
        prop_assert_eq!(read.scenario(|_| None), Ok(link::carried(&scenario)));
    }

    /// What is not told by comments and blank lines is told by the link.
    #[test]
    fn there_is_one_link_for_a_scenario(one in scenarios(), outcome in outcomes(), step in steps()) {
        let payload = link::encode(&one, outcome, step, None);
        let carried = link::carried(&one);
        prop_assert_eq!(&link::encode(&carried, outcome, step, None), &payload);
        let commented = print::print(&carried).replace('\n', "  # why\n\n");
        let commented = commented.trim_start_matches("# ").trim_start_matches("  # why");
        if carried.lines.first().is_none_or(|line| line.statement.is_some()) {
            let commented = parse(commented).expect("comments change nothing");
            prop_assert_eq!(&link::encode(&commented, outcome, step, None), &payload);
        }
    }

    /// Some lines of a built-in are taken out, some of another scenario put in.
    #[test]
    fn an_edited_built_in_comes_back(
        at in 0..gallery::ALL.len(),
        cuts in proptest::collection::vec((0..60_usize, 0..6_usize), 0..4),
        puts in proptest::collection::vec((0..60_usize, 0..gallery::ALL.len(), 0..40_usize), 0..4),
        retitled in any::<bool>(),
        outcome in outcomes(),
    ) {
        let built_in = &gallery::ALL[at];
        let mut lines: Vec<&str> = built_in.text.lines().collect();
        for (from, count) in cuts {
            let from = from.min(lines.len());
            lines.drain(from..(from + count).min(lines.len()));
        }
        for (to, other, line) in puts {
            let line = gallery::ALL[other].text.lines().nth(line).unwrap_or("until 77ms");
            lines.insert(to.min(lines.len()), line);
        }
        if retitled {
            lines.insert(0, "# Another title");
        }
        let Ok(scenario) = parse(&lines.join("\n")) else { return Ok(()) };
        let base = parse(built_in.text).expect("shipped");
        let base = Base { slug: built_in.slug, scenario: &base };
        let payload = link::encode(&scenario, outcome, None, Some(base)).expect("short enough");
        let whole = link::encode(&scenario, outcome, None, None).expect("short enough");
        prop_assert!(payload.len() <= whole.len());
        let read = link::decode(&payload).expect("just made");
        let found = read.scenario(|slug| gallery::find(slug).map(|found| found.text)).expect("shipped");
        prop_assert_eq!(statements(&found), statements(&scenario));
        prop_assert_eq!(found.title(), scenario.title());
        prop_assert_eq!(&found.names, &scenario.names);
        if read.slug().is_some() {
            prop_assert_eq!(read.scenario(|_| None), Err(Fault::UnknownScenario));
            prop_assert_eq!(read.scenario(|_| Some("until 1s")), Err(Fault::UnknownScenario));
        }
    }
}

/// The generator makes what it is there for.
#[test]
fn the_generator_makes_every_construct() {
    const WORDS: [&str; 66] = [
        "protocol basic",
        "no diagnosis",
        "diagnosis churn",
        "watermark=on",
        "prevote=on",
        "monitors",
        "linearizable=off",
        "protocol multi",
        "learners=leader",
        "learners=L1",
        "forwarding=redirect",
        "answers=direct",
        "window=",
        "nacks=off",
        "prepare=strict",
        "replicas ",
        "proposers ",
        "acceptors ",
        "learners ",
        "quorums ",
        "rules ",
        "R5=lowest",
        "network manual",
        "delay=",
        "loss=",
        "duplicate=",
        "calm=",
        "seed=",
        "timers ",
        "election=",
        "heartbeat=",
        "resend=",
        "backoff=",
        "client=",
        "leader ",
        "prefix ",
        "until ",
        "\nlink ",
        "\nslow ",
        "\nclock ",
        " asks ",
        "start ",
        " round ",
        "timeout ",
        "deliver ",
        " again",
        "drop",
        "duplicate",
        "crash ",
        "before-write",
        "restart ",
        "without disk",
        "bounce ",
        "without last-write",
        "cut ",
        "heal",
        "at ",
        "after step ",
        "on first ",
        "on second ",
        "note ",
        "no-op",
        " executed nothing",
        "violation ",
        " promised ",
        "store ",
    ];
    let mut dice = Dice::new(5);
    let mut seen = [0_u32; WORDS.len()];
    let mut parsed = 0;
    for _ in 0..3_000 {
        let length = dice.roll(0, 500);
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(dice.roll(0, 255)).expect("a byte")).collect();
        let Some(scenario) = generate::scenario(&bytes) else { continue };
        parsed += 1;
        let printed = print::print(&scenario);
        for (count, word) in seen.iter_mut().zip(WORDS) {
            *count += u32::from(printed.contains(word));
        }
    }
    assert!(parsed > 1_000, "only {parsed} of 3,000 parse");
    for (count, word) in seen.iter().zip(WORDS) {
        assert!(*count >= 2, "{word:?} came {count} times");
    }
}
