//! Every rule that can be switched off: what breaks without it, in its
//! scenario and at which step; and that the same schedule is safe with it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::{play, play_well};
use antipaxos_paxos::{Adopts, Rule, Rules, Variant};
use antipaxos_simulator::Session;
use antipaxos_simulator::gallery::{self, BuiltIn};
use antipaxos_simulator::monitor::paxos::{Finding, Monitor};
use antipaxos_simulator::scenario::parse;
use antipaxos_simulator::storm::{Cast, Options, Storm};

/// A scenario, the monitor that fires in it, and the step at which it first
/// does; no monitor where nothing false comes of it.
struct Shown {
    rules: Rules,
    slug: &'static str,
    caught: Option<(Monitor, u32)>,
}

const fn caught(rule: Rule, slug: &'static str, monitor: Monitor, step: u32) -> Shown {
    Shown { rules: Rules::ALL.without(rule), slug, caught: Some((monitor, step)) }
}

const fn harmless(rule: Rule, slug: &'static str) -> Shown {
    Shown { rules: Rules::ALL.without(rule), slug, caught: None }
}

const fn adopting(adopts: Adopts, slug: &'static str, step: u32) -> Shown {
    Shown { rules: Rules::ALL.adopting(adopts), slug, caught: Some((Monitor::Agreement, step)) }
}

const SHOWN: [Shown; 32] = [
    caught(Rule::AcceptChecksPromised, "r1-accept-checks-promised", Monitor::Agreement, 14),
    caught(Rule::PrepareChecksPromised, "r2-prepare-checks-promised", Monitor::Agreement, 14),
    caught(Rule::PromiseSurvivesRestart, "r3a-promise-survives-restart", Monitor::Agreement, 15),
    caught(Rule::VoteSurvivesRestart, "r3b-vote-survives-restart", Monitor::Agreement, 15),
    caught(Rule::AdoptReportedVote, "r4a-adopt-reported-vote", Monitor::Agreement, 14),
    caught(Rule::PromiseReportsVote, "r4b-promise-reports-vote", Monitor::Agreement, 14),
    caught(Rule::OneReportIsEnough, "r4c-one-report-is-enough", Monitor::Agreement, 14),
    adopting(Adopts::Last, "r5a-adopt-last-report", 20),
    adopting(Adopts::Any, "r5b-adopt-any-report", 20),
    adopting(Adopts::Lowest, "r5c-adopt-lowest-report", 20),
    caught(Rule::BallotsAreUnique, "r6-ballots-are-unique", Monitor::Agreement, 14),
    caught(Rule::BallotsAreUnique, "r6b-shared-ballots-strict-prepare", Monitor::BallotOwned, 6),
    caught(Rule::QuorumsIntersect, "r7-quorums-intersect", Monitor::Agreement, 14),
    caught(Rule::PromisesPerAcceptor, "r8-promises-per-acceptor", Monitor::Agreement, 13),
    caught(Rule::PromisesPerAcceptor, "r8b-two-quorums-of-one", Monitor::Agreement, 12),
    caught(Rule::AcceptRaisesPromised, "r9-accept-raises-promised", Monitor::Agreement, 20),
    caught(Rule::PromisesOfThisBallot, "r10-promises-of-this-ballot", Monitor::Agreement, 15),
    caught(Rule::OneValuePerBallot, "r11-one-value-per-ballot", Monitor::Agreement, 10),
    caught(Rule::LearnerCountsPerBallot, "r12-learner-counts-per-ballot", Monitor::LearnedImpliesChosen, 14),
    caught(
        Rule::LearnerCountsPerBallot,
        "r12b-learner-holds-another-value",
        Monitor::LearnedImpliesChosen,
        20,
    ),
    caught(Rule::PhaseOneFirst, "r13-phase-1-first", Monitor::Agreement, 6),
    harmless(Rule::AcceptAnyValue, "r14-accept-any-value"),
    caught(Rule::CommitChecksBallot, "m1-commit-checks-ballot", Monitor::LearnedImpliesChosen, 11),
    caught(Rule::LeaderAdoptsVotes, "m2-leader-adopts-votes", Monitor::Agreement, 8),
    caught(Rule::ExecuteInOrder, "m3-execute-in-order", Monitor::Execution, 7),
    caught(Rule::LeaderRunsPhaseOne, "m4-leader-runs-phase-1", Monitor::Agreement, 4),
    caught(Rule::PhaseOneOpensAllSlots, "m5-phase-1-opens-all-slots", Monitor::Agreement, 10),
    caught(Rule::CatchUpDecidedOnly, "m6-catch-up-decided-only", Monitor::LearnedImpliesChosen, 7),
    caught(Rule::EraseUnderWatermark, "m7-erase-under-watermark", Monitor::Agreement, 10),
    caught(Rule::NoOpOnlyInHoles, "m8-no-op-only-in-holes", Monitor::Agreement, 7),
    caught(Rule::AnswerWhenChosen, "m9-answer-when-chosen", Monitor::Linearizable, 9),
    caught(Rule::ApplyOnce, "m14-apply-once", Monitor::ExactlyOnce, 14),
];

fn text_of(shown: &Shown) -> &'static str {
    gallery::find(shown.slug).unwrap_or_else(|| panic!("there is no {}", shown.slug)).text
}

/// What fired, with the steps.
fn violations(session: &Session) -> Vec<(Monitor, u32)> {
    let found = session.run().violations();
    found
        .filter_map(|(step, finding)| match finding {
            Finding::Violated(violation) => Some((violation.monitor, step)),
            Finding::Chosen { .. } => None,
        })
        .collect()
}

#[test]
fn every_switch_has_its_scenarios_and_each_breaks_that_rule_alone() {
    let breaking = |scenario: &&BuiltIn| parse(scenario.text).expect("a good text").rules() != Rules::ALL;
    let shipped: BTreeSet<&str> =
        gallery::ALL.iter().filter(breaking).map(|scenario| scenario.slug).collect();
    let listed: BTreeSet<&str> = SHOWN.iter().map(|shown| shown.slug).collect();
    assert_eq!(shipped, listed);
    for rule in Rule::SWITCHES {
        assert!(SHOWN.iter().any(|shown| !shown.rules.keeps(rule)), "{rule:?} is not shown");
    }
    for shown in &SHOWN {
        assert_eq!(parse(text_of(shown)).expect("a good text").rules(), shown.rules, "{}", shown.slug);
        let id = shown.rules.broken().next().and_then(Rule::id).expect("a switch").to_lowercase();
        let rest = shown.slug.strip_prefix(&id).expect("a slug begins with the id");
        assert!(rest.trim_start_matches(['a', 'b', 'c']).starts_with('-'), "{}", shown.slug);
    }
}

#[test]
fn without_a_rule_its_monitor_fires_in_its_scenario() {
    for shown in &SHOWN {
        let found = violations(&play_well(text_of(shown)));
        match shown.caught {
            Some(caught) => assert!(found.contains(&caught), "{}: {found:?}", shown.slug),
            None => assert_eq!(found, [], "{}", shown.slug),
        }
    }
}

/// The scenario's schedule with every rule on, majorities included. What cannot
/// be done then (a message that is never sent) is left out, and the rest done.
fn with_every_rule(text: &str) -> Session {
    let set_up = |line: &&str| !line.starts_with("rules ") && !line.starts_with("quorums ");
    let mut lines: Vec<String> = text
        .lines()
        .filter(set_up)
        .filter(|line| !line.starts_with("expect ") && !line.starts_with("note "))
        .flat_map(one_by_one)
        .collect();
    loop {
        let session = play(&lines.join("\n"));
        let Some(line) = session.run().trouble().map(|trouble| trouble.line) else { return session };
        lines.remove(line as usize - 1);
    }
}

/// `deliver Promise A1 A2->P1` as two lines.
fn one_by_one(line: &str) -> Vec<String> {
    let Some((senders, receivers)) = line.strip_prefix("deliver ").and_then(|rest| rest.split_once("->"))
    else {
        return vec![line.to_string()];
    };
    let is_node = |word: &&str| word.len() <= 2 && word.starts_with(char::is_alphabetic);
    let (senders, what): (Vec<&str>, Vec<&str>) = senders.split(' ').partition(is_node);
    let (again, receivers): (Vec<&str>, Vec<&str>) = receivers.split(' ').partition(|word| *word == "again");
    let line = |from: &str, to: &str| format!("deliver {} {from}->{to} {}", what.join(" "), again.join(" "));
    senders.iter().flat_map(|from| receivers.iter().map(move |to| line(from, to))).collect()
}

#[test]
fn the_same_schedule_is_safe_with_every_rule_on() {
    for shown in &SHOWN {
        let text = text_of(shown);
        let session = with_every_rule(text);
        assert_eq!(violations(&session), [], "{}", shown.slug);
        // Most of it happens all the same.
        let (kept, all) = (session.run().last(), play(text).run().last());
        assert!(kept * 3 >= all, "{}: {kept} of {all} steps are left", shown.slug);
    }
}

/// The storms, until the monitor fires.
fn storms_until(monitor: Monitor, seeds: u32, options: &Options) -> Option<u32> {
    (0..seeds).find(|seed| {
        let storm = Storm::new(*seed, options).unwrap_or_else(|fault| panic!("{fault}"));
        let session = storm.play().unwrap_or_else(|fault| panic!("{fault}"));
        violations(&session).iter().any(|(fired, _)| *fired == monitor)
    })
}

/// Storms that find these are rare; docs/RULES.md has how many it takes.
const RARE: [Rule; 2] = [Rule::PromiseSurvivesRestart, Rule::AcceptRaisesPromised];

#[test]
fn storms_find_what_the_scenarios_show() {
    for shown in &SHOWN {
        let rule = shown.rules.broken().next().expect("a switch");
        let Some((monitor, _)) = shown.caught else { continue };
        let mut options = Options { rules: Some(line_of(shown)), ..Options::default() };
        if RARE.contains(&rule) {
            continue;
        }
        if rule == Rule::QuorumsIntersect {
            options.cast = Cast::Replicas(4..=4);
            options.quorums = Some((2, 2));
        }
        let found = storms_until(monitor, 1_000, &options);
        assert!(found.is_some(), "{}: {} does not fire", shown.slug, monitor.name());
    }
}

/// What stands behind `rules` in the scenario.
fn line_of(shown: &Shown) -> String {
    let lines = text_of(shown).lines().find_map(|line| line.strip_prefix("rules "));
    lines.expect("a scenario of a rule says so").to_string()
}

/// R6: with `prepare=strict` an acceptor promises each ballot once, so that two
/// proposers of one ballot cannot both have a quorum of promises.
#[test]
fn shared_ballots_do_no_harm_where_each_is_promised_once() {
    let options =
        Options { rules: Some("R6=off".to_string()), protocol: Some(Variant::Basic), ..Options::default() };
    let apart = Options { cast: Cast::Apart, ..options.clone() };
    let mut broken = 0;
    for seed in 0..500 {
        for options in [&options, &apart] {
            let text = Storm::new(seed, options).expect("good options").text();
            let strict = text.replacen("protocol basic", "protocol basic prepare=strict", 1);
            let agree = |text: &str| {
                let found = violations(&play(text));
                let values = [Monitor::Agreement, Monitor::OneValuePerBallot, Monitor::VotesSafe];
                !found.iter().any(|(monitor, _)| values.contains(monitor))
            };
            assert!(agree(&strict), "{strict}");
            broken += u32::from(seed < 50 && !agree(&text));
        }
    }
    assert!(broken > 20, "without strict acceptors, {broken} of a hundred storms break");
}

/// A rule's section of docs/RULES.md.
fn section(document: &str, rule: Rule) -> &str {
    let heading = match rule.id() {
        Some(id) => format!("\n### {id} {}\n", rule.name()),
        None => format!("\n### {}\n", rule.name()),
    };
    let (_, section) = document.split_once(&heading).unwrap_or_else(|| panic!("no section{heading}"));
    section.split("\n### ").next().unwrap_or(section).split("\n## ").next().unwrap_or(section)
}

#[test]
fn every_rule_has_its_section_in_the_docs_word_for_word() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/RULES.md");
    let document = fs::read_to_string(file).expect("docs/RULES.md is there");
    for rule in Rule::SWITCHES {
        let section = section(&document, rule);
        assert!(section.contains(rule.sentence()), "{rule:?}: {}", rule.sentence());
        assert!(section.contains(rule.source()), "{rule:?}: {}", rule.source());
        assert!(section.contains(rule.off()), "{rule:?}: {}", rule.off());
        for shown in SHOWN.iter().filter(|shown| !shown.rules.keeps(rule)) {
            let slug = shown.slug;
            let link = format!("[`?s={slug}`](../scenarios/rules/{slug}.paxos)");
            assert!(section.contains(&link), "{rule:?}: {link}");
            if let Some((monitor, step)) = shown.caught {
                let says = format!("`{}` at step {step}", monitor.name());
                assert!(section.contains(&says), "{rule:?}: {says}");
            }
        }
    }
    for rule in Rule::ALWAYS {
        let section = section(&document, rule);
        assert!(section.contains(rule.sentence()) && section.contains(rule.source()), "{rule:?}");
    }
}

/// "Why?" begins with it: a story that fits under a sentence, and no two rules
/// have the same.
#[test]
fn every_rule_has_a_reason_of_its_own() {
    let reasons: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.reason()).collect();
    assert_eq!(reasons.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        let reason = rule.reason();
        assert!((60..=230).contains(&reason.len()), "{}: {reason}", reason.len());
        assert!(reason.ends_with('.') && !reason.contains(rule.sentence()), "{reason}");
    }
}
