//! What keeps a run from getting on is said at its end, where it applies and
//! nowhere else.

use crate::common::{play, play_well};
use antipaxos_simulator::diagnosis::{Ailment, Diagnosis};
use antipaxos_simulator::{Session, gallery};

const APART: &str = "protocol basic\nproposers P1 P2\nacceptors A1 A2 A3\nnetwork manual\n";

fn apart(rest: &str) -> Session {
    play_well(&(APART.to_string() + rest))
}

/// The one diagnosis of that run.
fn only(session: &Session, ailment: Ailment) -> Diagnosis {
    let found = session.run().diagnoses();
    assert_eq!(found.iter().map(|found| found.ailment).collect::<Vec<_>>(), [ailment], "{found:?}");
    assert!(!found[0].steps.is_empty() && found[0].steps.is_sorted(), "{found:?}");
    assert!(found[0].steps.last() <= Some(&session.run().last()), "{found:?}");
    found[0].clone()
}

/// P1 and P2 each have their promises, and then the other's Prepare is first.
const TWO_BALLOTS: &str = "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\n\
    start P2 round 2: set y 2\ndeliver Prepare 2.P2 P2->A1 A2\ndeliver Accept 1.P1 P1->A1 A2\n\
    deliver Nack A1 A2->P1\ndeliver Promise 2.P2 A1 A2->P2\n";

const THIRD: &str = "start P1\ndeliver Prepare 3.P1 P1->A1 A2\ndeliver Accept 2.P2 P2->A1 A2\n\
    deliver Nack 2.P2 A1 A2->P2\ndeliver Promise 3.P1 A1 A2->P1\n";

#[test]
fn a_duel_that_goes_on() {
    let found = only(&apart(&format!("{TWO_BALLOTS}{THIRD}expect diagnosis duel\n")), Ailment::Duel);
    assert_eq!(found.steps.len(), 3);
    assert_eq!(
        found.sentence,
        "P1 and P2 fought over #1: 1.P1, 2.P2 and 3.P1 had a quorum of promises each and none a quorum of votes."
    );
}

/// A ballot that is pre-empted once is no duel, nor are rivals that never come
/// back.
#[test]
fn one_pre_emption_is_no_duel() {
    apart(&format!(
        "{TWO_BALLOTS}deliver Accept 2.P2 P2->A1 A2\nexpect #1 chosen \"set y 2\"\nexpect no diagnosis\n"
    ));
    // The third ballot of the two is chosen: nobody came back in vain.
    apart(&format!("{TWO_BALLOTS}{THIRD}deliver Accept 3.P1 P1->A1 A2\nexpect no diagnosis\n"));
}

#[test]
fn no_quorum_is_left() {
    let text = |crashed: &str, rest: &str| {
        format!(
            "protocol multi\nreplicas A B C\nleader A\n{crashed}at 40ms c1 asks A: set x 1\nuntil 300ms\n{rest}"
        )
    };
    let dead = play_well(&text("at 10ms crash B\nat 20ms crash C\n", "expect diagnosis no-quorum\n"));
    let found = only(&dead, Ailment::NoQuorum);
    assert_eq!(found.sentence, "B and C are down: 1 of 3 acceptors are left, and a quorum is 2.");
    assert_eq!(found.steps.len(), 2);
    let cut = play_well(&text("at 10ms cut A | B | C\n", ""));
    assert!(
        only(&cut, Ailment::NoQuorum).sentence.starts_with("Nobody who might propose reaches 2 of the 3")
    );
    play_well(&text("at 10ms crash C\n", "expect no diagnosis\n"));
    // Nobody waits for anything.
    play_well(
        "protocol multi\nreplicas A B C\nleader A\nat 10ms crash B\nat 20ms crash C\nuntil 99ms\nexpect no diagnosis\n",
    );
}

#[test]
fn a_gap_that_stays() {
    let text = "protocol basic\nproposers P1\nacceptors A1 A2 A3\nlearners L1\nnetwork manual\n\
        start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\ndeliver Accept P1->A1 A2\n\
        start P1: set y 2\ndeliver Prepare 2.P1 P1->A1 A2\ndeliver Promise 2.P1 A1 A2->P1\n\
        deliver Accept 2.P1 P1->A1 A2\ndeliver Accepted 2.P1 A1 A2->L1\n";
    let found = only(&play(text), Ailment::GapStall);
    assert_eq!(found.sentence, "L1 lacks #1 and cannot execute what is known above it.");
    let filled =
        format!("{text}deliver Accepted 1.P1 A1 A2->L1\nexpect L1 executed #2\nexpect no diagnosis\n");
    play_well(&filled);
}

/// With R14 off nobody votes for a first value: P1 may ask for ever.
#[test]
fn an_acceptor_that_votes_for_known_values_alone_is_a_deadlock() {
    let asked = "start P1: set x 1\ndeliver Prepare P1->A1 A2 A3\ndeliver Promise A1 A2->P1\n";
    let text =
        format!("{APART}rules R14=off\n{asked}deliver Accept P1->A1 A2 A3\nexpect diagnosis deadlock\n");
    let found = only(&play_well(&text), Ailment::Deadlock);
    assert_eq!(
        found.sentence,
        "P1 waits for votes in 1.P1, and none will come: A1, A2 and A3 heard of it and will not answer."
    );
    assert_eq!(found.steps.len(), 3);
    // The third has not heard it, and two are a quorum: not with one silent.
    let text = format!("{APART}rules R14=off\n{asked}deliver Accept P1->A1\nexpect no diagnosis\n");
    play_well(&text);
    let alike =
        "protocol multi\nreplicas A B C\nleader A\nrules R14=off\nat 0ms c1 asks A: set x 1\nuntil 400ms\n";
    only(&play(alike), Ailment::Deadlock);
}

/// Where a repeated Prepare stays unanswered, a lost Promise is lost for good.
#[test]
fn a_lost_promise_under_strict_prepare_is_a_deadlock() {
    let text = |option: &str, end: &str| {
        format!(
            "protocol basic{option}\nproposers P1\nacceptors A1 A2 A3\nnetwork manual\nstart P1: set x 1\n\
             deliver Prepare P1->A1 A2 A3\ndrop Promise A1 A2->P1\ntimeout P1\ndeliver Prepare P1->A1 A2\n{end}"
        )
    };
    let found = only(&play_well(&text(" prepare=strict", "expect diagnosis deadlock\n")), Ailment::Deadlock);
    assert!(found.sentence.contains("waits for promises in 1.P1"), "{found:?}");
    play_well(&text("", "expect no diagnosis\n"));
}

#[test]
fn leaders_that_come_and_go() {
    let text = |change: &str| {
        format!("protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n{change}until 900ms\n")
    };
    let found = only(&play(&text("at 100ms start B\nat 300ms start C\n")), Ailment::Churn);
    assert_eq!(
        found.sentence,
        "The leader changed 2 times although the one before had not crashed: to B, C."
    );
    // A change for a reason, or a single one, is none.
    let crash = text("at 100ms crash A\nat 400ms restart A\nat 500ms crash B\n");
    assert_eq!(play(&crash).run().diagnoses(), []);
    assert_eq!(play(&text("at 100ms start B\n")).run().diagnoses(), []);
}

#[test]
fn links_that_do_not_reach_everybody() {
    let text = |cut: &str, rest: &str| {
        format!(
            "protocol multi\nreplicas A B C\nleader A\nat 1ms cut {cut}\nat 5ms c1 asks A: set x 1\n{rest}"
        )
    };
    // A hears nobody, and the others hear A: nobody will stand.
    let one_way = play(&text("B->A\nat 1ms cut C->A", "until 700ms\n"));
    let found = only(&one_way, Ailment::PartialConnectivity);
    assert!(found.sentence.ends_with("messages between A and B got through one way only."), "{found:?}");
    // Two halves are no partial connectivity, and a missing link that hinders nobody is none to speak of.
    assert_eq!(play(&text("A B | C", "at 300ms heal\n")).run().diagnoses(), []);
    assert_eq!(play(&text("B | C", "until 300ms\n")).run().diagnoses(), []);
}

/// A diagnosis is for runs that have something.
#[test]
fn most_scenarios_are_healthy() {
    let ill: Vec<&str> = gallery::ALL
        .iter()
        .filter(|known| !play(known.text).run().diagnoses().is_empty())
        .map(|known| known.slug)
        .filter(|slug| slug.starts_with('s'))
        .collect();
    assert_eq!(ill, ["s03-duel", "s17a-two-of-four-die", "s18-churn", "s19-star"]);
}
