//! Asking before standing for election (Ongaro 9.6): it calms, costs nothing
//! of safety, and blocks nobody.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use crate::common::{facts, node, play_well};
use antipaxos_paxos::{Fact, Ignored, Kind};
use antipaxos_simulator::Session;
use antipaxos_simulator::gallery;

fn ballots(session: &Session) -> usize {
    facts(session).filter(|(_, _, fact)| matches!(fact, Fact::Started { .. })).count()
}

fn shipped(slug: &str) -> &'static str {
    gallery::find(slug).expect("it ships").text
}

#[test]
fn a_replica_that_comes_back_deposes_nobody() {
    let (churn, calm) = (shipped("s18-churn"), shipped("s18b-churn-calmed"));
    let lines = |text: &str| -> Vec<String> {
        let set_up = text.lines().filter(|line| line.starts_with("at ") || line.starts_with("timers"));
        set_up.map(String::from).collect()
    };
    assert_eq!(lines(churn), lines(calm), "the same failures in both");
    assert!(ballots(&play_well(churn)) >= 4);
    assert_eq!(ballots(&play_well(calm)), 1);
}

/// Being asked changes nothing: no promise, no round, no leader.
#[test]
fn a_question_moves_nobody() {
    let session = play_well(
        "protocol multi prevote=on\nreplicas A B C\nleader A\nat 30ms timeout C\nuntil 400ms\nexpect leader A\nexpect safe\n",
    );
    let asked = facts(&session).find(|(_, _, fact)| matches!(fact, Fact::Asks { .. })).expect("C asks").0;
    let reason = Ignored::HearsLeader;
    let refused = facts(&session).filter(|(_, _, fact)| **fact == Fact::Ignored { reason }).count();
    assert_eq!((refused, ballots(&session)), (2, 0));
    let disks = |step: u32| {
        let world = session.run().world_at(step);
        world.nodes().iter().map(|node| node.replica.durable()).collect::<Vec<_>>()
    };
    assert_eq!(disks(asked - 1), disks(session.run().last()));
}

/// Where no phase-1 quorum hears a leader, somebody leads before long: the
/// leader dies, and so does as large a minority as may.
#[test]
fn nobody_is_kept_from_leading_where_no_leader_is_heard() {
    for (names, dead) in [("A B C", "A"), ("A B C D E", "A B"), ("A B C D E F G", "A B C")] {
        for (seed, options) in (0..30).zip(["", " nacks=off", " learners=leader", ""].into_iter().cycle()) {
            let mut text = format!(
                "protocol multi prevote=on{options}\nreplicas {names}\nleader A\n\
                 network delay=1..20ms seed={seed}\nuntil 2s\nexpect safe\n"
            );
            for name in dead.split(' ') {
                text += &format!("at 100ms crash {name}\n");
            }
            let session = play_well(&text);
            let led = facts(&session).find(|(_, _, fact)| matches!(fact, Fact::Leads { .. }));
            let (step, ..) = led.unwrap_or_else(|| panic!("nobody leads\n{text}"));
            let at_ms = session.run().history().step(step).at_ms;
            assert!(at_ms < 1_500, "only after {at_ms} ms\n{text}");
        }
    }
}

/// Acceptors that never lead notice silence, too; else they would answer for
/// ever that they hear a leader who is dead.
#[test]
fn an_acceptor_alone_notices_that_its_leader_is_gone() {
    let session = play_well(
        "protocol multi prevote=on\nproposers P1 P2\nacceptors A1 A2 A3\nleader P1\n\
         at 0ms c1 asks P1: set x 1\nat 100ms crash P1\nat 200ms c2 asks P2: set y 2\n\
         expect answered 2\nexpect leader P2\nexpect safe\n",
    );
    let reason = Ignored::NotItsRole;
    let silent = facts(&session)
        .filter(|(_, at, fact)| *at == node(&session, "A1") && **fact == Fact::Ignored { reason });
    assert_eq!(silent.count(), 1, "A1's patience is over once");
}

/// A candidate whose promises are lost does not go on for ever.
#[test]
fn a_candidate_that_is_cut_off_asks_again_instead_of_repeating_itself() {
    let session = play_well(
        "protocol multi prevote=on\nreplicas A B C\nleader A\nat 0ms cut A | B C\n\
         on first Prepare B->C: cut B | C\nat 2s heal\nuntil 3s\nexpect safe\n",
    );
    let b = node(&session, "B");
    let started = facts(&session).filter(|(_, at, fact)| *at == b && matches!(fact, Fact::Started { .. }));
    let asked = facts(&session).filter(|(_, at, fact)| *at == b && matches!(fact, Fact::Asks { .. }));
    assert!(started.count() <= 2 && asked.count() > 3);
    let late = session.run().history().messages().iter().filter(|sent| {
        let at_ms = session.run().history().step(sent.sent).at_ms;
        sent.message.kind() == Kind::Prepare && (1_000..2_000).contains(&at_ms)
    });
    assert_eq!(late.count(), 0);
}

/// With silent refusals nobody else would tell: B has promised 2.B to itself,
/// so it cannot follow 1.A, and asks until it may lead.
#[test]
fn whoever_cannot_follow_the_leader_may_stand() {
    play_well(
        "protocol multi prevote=on nacks=off\nreplicas A B C\nleader A\nat 10ms cut B | A C\nat 20ms start B\n\
         at 300ms heal\nat 310ms c1 asks B: set x 1\nexpect answered 1\nexpect B executed #1\nexpect safe\n",
    );
}

/// Basic has no elections.
#[test]
fn basic_asks_nobody() {
    play_well(
        "protocol basic prevote=on\nreplicas A B C\nat 0ms c1 asks A: set x 1\nexpect messages 14\nexpect safe\n",
    );
}
