//! What a violation says: what happened, and in three words what went wrong.

use std::collections::BTreeSet;

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Ballot, NodeId, Rule, Slot, Value};
use antipaxos_simulator::monitor::paxos::{Choice, Finding, Manner, Monitor, Violation};
use antipaxos_simulator::protocol::Headline;
use antipaxos_simulator::{Paxos, Protocol, Session, gallery};

fn play(slug: &str) -> Session {
    crate::common::play(gallery::find(slug).expect("it ships").text)
}

/// What the violations of a shipped scenario say, in order: marker, sentence.
fn said(slug: &str) -> Vec<(String, String)> {
    let session = play(slug);
    let run = session.run();
    let headlines = run.violations().filter_map(|(_, finding)| {
        let headline = run.settings().protocol.headline(run.names(), finding)?;
        Some((headline.short, headline.text))
    });
    headlines.collect()
}

#[test]
fn an_unsafe_vote_says_who_voted_against_which_choice() {
    assert_eq!(
        said("r4a-adopt-reported-vote"),
        [
            (
                "unsafe vote".to_string(),
                "Broken in #1: A2 voted for “set x 2” in 2.P2, though “set x 1” had been chosen in 1.P1."
                    .to_string()
            ),
            (
                "two values chosen".to_string(),
                "Broken in #1: A3's vote made “set x 2” chosen in 2.P2, though “set x 1” had been chosen in 1.P1."
                    .to_string()
            ),
        ]
    );
}

#[test]
fn a_promise_that_a_restart_lost_says_so() {
    let said = said("r3a-promise-survives-restart");
    assert_eq!(said[0].0, "forgotten promise");
    assert!(said[0].1.contains("A2 had promised 2.P2, and came back"), "{}", said[0].1);
}

/// A violation of each monitor in each manner, and with and without all that
/// it may name.
fn every_one() -> Vec<Violation> {
    let at = |round| Ballot { round, owner: NodeId(0) };
    let choice = Choice { ballot: at(1), value: Value::NoOp, voters: antipaxos_paxos::NodeSet::first(2) };
    let manners = [
        Manner::Plain,
        Manner::Restart,
        Manner::OfOther(NodeId(1)),
        Manner::Again,
        Manner::Voted,
        Manner::Against(choice),
        Manner::Undermined { ballot: at(1), value: Value::NoOp },
        Manner::Skipped,
        Manner::Due(Slot(1)),
        Manner::Told,
    ];
    let mut all = Vec::new();
    for monitor in Monitor::ALL {
        for manner in manners {
            for full in [true, false] {
                all.push(Violation {
                    monitor,
                    node: NodeId(1),
                    slot: full.then_some(Slot(2)),
                    ballots: (full.then(|| at(2)), full.then(|| at(1))),
                    values: (full.then_some(Value::NoOp), full.then_some(Value::NoOp)),
                    outcome: None,
                    steps: vec![3],
                    rule: Rule::AdoptReportedVote,
                    manner,
                });
            }
        }
    }
    all
}

fn headline(violation: &Violation) -> Headline {
    let session = play("s01a-basic");
    let run = session.run();
    let finding = Finding::Violated(Box::new(violation.clone()));
    run.settings().protocol.headline(&Names::letters(3), &finding).expect("a violation has one")
}

#[test]
fn no_violation_reads_as_the_property_that_it_breaks() {
    let mut markers = BTreeSet::new();
    for violation in every_one() {
        let Headline { short, text, .. } = headline(&violation);
        let rule = violation.monitor.sentence();
        assert!((1..=3).contains(&short.split(' ').count()), "{short}");
        assert_ne!(short, violation.monitor.name().replace('-', " "));
        assert!(!text.to_lowercase().contains(&rule.to_lowercase()), "{text}");
        assert!(text.starts_with("Broken") && text.ends_with('.'), "{text}");
        if violation.manner == Manner::Plain {
            markers.insert(short);
        }
    }
    assert_eq!(markers.len(), Monitor::ALL.len(), "{markers:?}");
}

#[test]
fn what_a_violation_comes_to_is_shorter_than_what_happened() {
    for violation in every_one() {
        let Headline { text, .. } = headline(&violation);
        let finding = Finding::Violated(Box::new(violation));
        let outcome = Paxos::outcome(&Names::letters(3), &[&finding]).expect("a violation has one");
        assert!(outcome.ends_with('.') && outcome.len() < text.len(), "{outcome}");
    }
    assert_eq!(Paxos::outcome(&Names::letters(3), &[]), None);
}

/// Sentences are younger than fingerprints.
#[test]
fn how_a_violation_is_told_is_no_part_of_a_fingerprint() {
    use std::hash::{Hash, Hasher};
    let of = |violation: &Violation| {
        let mut hash = antipaxos_simulator::fingerprint::Fingerprint::default();
        violation.hash(&mut hash);
        hash.finish()
    };
    let all = every_one();
    let other = Violation { manner: Manner::Told, ..all[0].clone() };
    assert_eq!(of(&all[0]), of(&other));
    assert_ne!(of(&all[0]), of(&all[all.len() - 2]));
}
