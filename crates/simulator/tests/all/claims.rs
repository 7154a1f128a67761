//! What the papers claim and the protocol promises, a test each. PMS is
//! "Paxos Made Simple", PTP "The Part-Time Parliament".
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use crate::common::{facts, node, play_well};
use antipaxos_paxos::{Evidence, Fact, Ignored, Kind, Message, NodeId, Origin, Value};
use antipaxos_simulator::{Happening, Session};

/// P1 and P2 propose, A1 to A3 vote, and nothing arrives unless told.
const APART: &str = "protocol basic\nproposers P1 P2\nacceptors A1 A2 A3\nnetwork manual\n";

/// P1's ballot 1 for x: `heard` promise, `voters` vote.
fn first_ballot(heard: &str, voters: &str) -> String {
    let mut text = format!("start P1: set x 1\ndeliver Prepare P1->{heard}\ndeliver Promise {heard}->P1\n");
    if !voters.is_empty() {
        text += &format!("deliver Accept P1->{voters}\n");
    }
    text
}

/// P2's ballot 2 for y, likewise.
fn second_ballot(heard: &str, voters: &str) -> String {
    let mut text =
        format!("start P2 round 2: set y 2\ndeliver Prepare P2->{heard}\ndeliver Promise {heard}->P2\n");
    if !voters.is_empty() {
        text += &format!("deliver Accept P2->{voters}\n");
    }
    text
}

fn apart(parts: &[&str]) -> Session {
    play_well(&(APART.to_string() + &parts.concat()))
}

fn count(session: &Session, fits: impl Fn(NodeId, &Fact) -> bool) -> usize {
    facts(session).filter(|(_, at, fact)| fits(*at, fact)).count()
}

/// The step at which the node of that name did `what`.
fn step_of(session: &Session, name: &str, what: impl Fn(&Fact) -> bool) -> u32 {
    let at = node(session, name);
    let found = facts(session).find(|(_, node, fact)| *node == at && what(fact));
    found.unwrap_or_else(|| panic!("{name} never did that")).0
}

// The acceptor.

/// PMS P1a: "an acceptor can accept a proposal numbered n iff it has not
/// responded to a prepare request having a number greater than n".
#[test]
fn an_accept_below_a_promise_is_refused() {
    let session = apart(&[
        &first_ballot("A1 A2", ""),
        &second_ballot("A2 A3", ""),
        "deliver Accept P1->A1 A2\n",
        "expect A1 voted #1 \"set x 1\" in 1.P1\nexpect A2 promised 2.P2\nexpect #1 open\nexpect safe\n",
    ]);
    let refused = |fact: &Fact| matches!(fact, Fact::Refused { kind: Kind::Accept, .. });
    assert_eq!(step_of(&session, "A2", refused), session.run().last());
}

/// PMS P1: "an acceptor must accept the first proposal that it receives".
#[test]
fn the_first_proposal_is_accepted() {
    apart(&[
        &first_ballot("A1 A2", "A3"),
        "expect A3 voted #1 \"set x 1\" in 1.P1\nexpect A3 promised 1.P1\nexpect safe\n",
    ]);
}

#[test]
fn a_vote_promises_too() {
    apart(&[
        &second_ballot("A1 A2", "A3"),
        "start P1: set x 1\ndeliver Prepare P1->A3\ndeliver Nack A3->P1\n",
        "expect A3 promised 2.P2\nexpect safe\n",
    ]);
}

#[test]
fn a_repeated_prepare_gets_its_promise_again() {
    let twice = "start P1: set x 1\nduplicate Prepare P1->A1\ndeliver Prepare P1->A1\n\
                 drop Promise A1->P1\ndeliver Prepare P1->A1\n";
    let session = apart(&[twice, "deliver Promise A1->P1\nexpect A1 promised 1.P1\n"]);
    assert_eq!(
        count(&session, |_, fact| matches!(fact, Fact::Promised { .. })),
        1,
        "one promise, sent twice"
    );
    let strict = APART.replace("basic", "basic prepare=strict") + twice;
    let silent = |_, fact: &Fact| matches!(fact, Fact::Ignored { reason: Ignored::StrictPrepare });
    assert_eq!(count(&play_well(&strict), silent), 1);
}

#[test]
fn a_promise_survives_a_crash() {
    let session = apart(&[
        &first_ballot("A1 A2", ""),
        &second_ballot("A2 A3", ""),
        "bounce A2\ndeliver Accept P1->A2\n",
        "expect A2 promised 2.P2\nexpect #1 open\nexpect safe\n",
    ]);
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Refused { .. })), 1);
}

/// The vote of the acceptor that both quorums share is all that is left of x.
#[test]
fn a_vote_survives_a_crash() {
    apart(&[
        &first_ballot("A1 A2", "A1 A2"),
        "bounce A2\n",
        &second_ballot("A2 A3", "A2 A3"),
        "expect #1 chosen \"set x 1\" in 1.P1\nexpect A3 voted #1 \"set x 1\" in 2.P2\nexpect safe\n",
    ]);
}

#[test]
fn a_promise_or_a_vote_forgotten_breaks_paxos() {
    apart(&[
        &first_ballot("A1 A2", ""),
        &second_ballot("A2 A3", ""),
        "bounce A2 without disk\ndeliver Accept P1->A1 A2\ndeliver Accept P2->A2 A3\n",
        "expect violation promise-is-monotone\nexpect violation agreement\n",
    ]);
    apart(&[
        &first_ballot("A1 A2", "A1 A2"),
        "bounce A2 without disk\n",
        &second_ballot("A2 A3", "A2 A3"),
        "expect violation promise-is-monotone\nexpect violation agreement\n",
    ]);
}

#[test]
fn a_vote_is_kept_until_a_higher_ballot_overwrites_it() {
    let session = apart(&[
        &first_ballot("A1 A2", "A1"),
        &second_ballot("A2 A3", "A2 A3 A1"),
        "expect A1 voted #1 \"set y 2\" in 2.P2\nexpect safe\n",
    ]);
    let a1 = node(&session, "A1");
    let before = session.run().world_at(session.run().last() - 1);
    let (_, vote) =
        before.node(a1).replica.acceptor().votes_from(antipaxos_paxos::Slot::FIRST).next().expect("a vote");
    assert_eq!(vote.value.to_string(), "set x 1");
}

// The proposer.

/// PMS P2c, PTP B3: the value of the highest ballot reported, whoever reports
/// it and whenever.
#[test]
fn the_highest_ballot_counts_not_the_latest_report() {
    for order in ["A1 A2", "A2 A1"] {
        let session = play_well(&format!(
            "protocol basic\nproposers P1 P2 P3\nacceptors A1 A2 A3\nnetwork manual\n{}{}\
             start P3 round 3: set z 3\ndeliver Prepare P3->A1 A2\ndeliver Promise {order}->P3\n\
             deliver Accept P3->A1 A2\nexpect #1 chosen \"set y 2\" in 3.P3\nexpect safe\n",
            first_ballot("A1 A3", "A1"),
            second_ballot("A2 A3", "A2"),
        ));
        let adopted = |_, fact: &Fact| matches!(fact, Fact::Proposed { origin: Origin::Adopted { ballot, .. }, .. } if ballot.round == 2);
        assert_eq!(count(&session, adopted), 1, "{order}");
    }
}

/// PTP B2: any two quorums share an acceptor, so what was chosen is reported.
#[test]
fn what_is_chosen_is_found_by_every_quorum() {
    for heard in ["A1 A2", "A1 A3", "A2 A3"] {
        apart(&[
            &first_ballot("A1 A2", "A1 A2"),
            "crash P1\ndrop Accepted A1 A2->P1 P2\n",
            &second_ballot(heard, heard),
            "expect #1 chosen \"set x 1\" in 1.P1\nexpect safe\n",
        ]);
    }
}

#[test]
fn a_proposer_without_reports_proposes_its_own_value_in_all_its_ballots() {
    let session = apart(&[
        "start P1: set x 1\ndeliver Prepare P1->A1\n",
        &second_ballot("A1 A2", ""),
        "deliver Prepare P1->A2\ndeliver Nack A2->P1\ndrop Promise A1->P1\n",
        "start P1\ndeliver Prepare 3.P1 P1->A1 A2\ndeliver Promise 3.P1 A1 A2->P1\n",
        "deliver Accept 3.P1 P1->A1 A2\nexpect #1 chosen \"set x 1\" in 3.P1\nexpect safe\n",
    ]);
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Abandoned { .. })), 1);
}

#[test]
fn a_promise_counts_once_per_acceptor() {
    let session = apart(&[
        "start P1: set x 1\ndeliver Prepare P1->A1\nduplicate Promise A1->P1\ndeliver Promise A1->P1\n",
        "deliver Promise A1->P1\nexpect #1 open\n",
    ]);
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Prepared { .. })), 0);
    let repeated = |_, fact: &Fact| matches!(fact, Fact::Ignored { reason: Ignored::Repeated });
    assert_eq!(count(&session, repeated), 1);
}

/// A late promise of its own earlier ballot says nothing about the new one.
#[test]
fn a_promise_of_another_ballot_counts_for_nothing() {
    let session = apart(&[
        "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1->P1\n",
        &second_ballot("A2 A3", "A2 A3"),
        "start P1 round 3\ndeliver Promise 1.P1 A2->P1\n",
        "deliver Prepare 3.P1 P1->A1\ndeliver Promise 3.P1 A1->P1\n",
        "expect #1 chosen \"set y 2\" in 2.P2\nexpect safe\n",
    ]);
    let prepared = |_, fact: &Fact| matches!(fact, Fact::Prepared { ballot, .. } if ballot.round != 2);
    assert_eq!(count(&session, prepared), 0);
}

/// PTP B1.
#[test]
fn no_ballot_is_used_twice_whatever_crashes() {
    let session = apart(&[
        "start P1: set x 1\nbounce P1\nstart P1: set x 2\nbounce P1\nstart P1: set x 3\n",
        "deliver Prepare 3.P1 P1->A1 A2\nexpect A1 promised 3.P1\n",
    ]);
    let rounds = facts(&session).filter_map(|(_, _, fact)| match fact {
        Fact::Started { ballot, .. } => Some(ballot.round),
        _ => None,
    });
    assert_eq!(rounds.collect::<Vec<_>>(), [1, 2, 3]);
}

/// Nor is the one that the scenario's leader had from the start.
#[test]
fn a_leader_that_crashes_does_not_use_its_ballot_again() {
    for roles in ["replicas P1 P2 P3", "proposers P1 P2\nacceptors A1 A2 A3"] {
        let session = play_well(&format!(
            "protocol multi\n{roles}\nnetwork manual\nleader P1\nc1 asks P1: set x 1\n\
             deliver Request c1->P1\nbounce P1\nstart P1: set x 2\nexpect safe\n"
        ));
        step_of(&session, "P1", |fact| matches!(fact, Fact::Started { ballot, .. } if ballot.round == 2));
    }
}

#[test]
fn a_duel_costs_twelve_messages_a_ballot() {
    let session = apart(&[
        "start P1: set x 1\ndeliver Prepare P1->A1 A2 A3\ndeliver Promise A1 A2 A3->P1\n",
        "start P2: set y 2\ndeliver Prepare P2->A1 A2 A3\ndrop Promise A1 A2 A3->P2\n",
        "deliver Accept P1->A1 A2 A3\ndeliver Nack A1 A2 A3->P1\nexpect #1 open\n",
    ]);
    let p1 = node(&session, "P1");
    let of_first = |message: &Message| message.ballot().is_some_and(|ballot| ballot.owner == p1);
    let messages = session.run().history().messages().iter().filter(|sent| of_first(&sent.message));
    assert_eq!(messages.count(), 12);
}

/// Two proposers, asked at the same moment, in any network: somebody yields.
#[test]
fn a_duel_ends_by_backing_off() {
    let mut longest = 0;
    for seed in 0..200 {
        let session = play_well(&format!(
            "protocol basic\nproposers P1 P2 P3\nacceptors A1 A2 A3\nnetwork delay=5..25ms seed={seed}\n\
             at 0ms c1 asks P1: set x 1\nat 0ms c2 asks P2: set x 2\nat 0ms c3 asks P3: set x 3\n\
             expect answered 3\nexpect logs equal\nexpect safe\n"
        ));
        longest = longest.max(count(&session, |_, fact| matches!(fact, Fact::Abandoned { .. })));
    }
    assert!(longest >= 4, "no duel was long enough to prove anything: {longest} ballots given up");
}

// The learner.

/// PMS section 2.3: chosen is a quorum in one ballot; equal votes of different
/// ballots do not add up.
#[test]
fn votes_of_different_ballots_do_not_add_up() {
    let session = play_well(
        "protocol basic\nproposers P1 P2 P3\nacceptors A1 A2 A3\nlearners L\nnetwork manual\n\
         start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\ndeliver Accept P1->A1\n\
         start P3 round 3: set z 3\ndeliver Prepare P3->A1 A3\ndeliver Promise A1 A3->P3\n\
         deliver Accept P3->A3\ndeliver Accepted 1.P1 A1->L\ndeliver Accepted 3.P3 A3->L\n\
         expect A1 voted #1 \"set x 1\" in 1.P1\nexpect A3 voted #1 \"set x 1\" in 3.P3\n\
         expect #1 open\nexpect L executed nothing\nexpect safe\n",
    );
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Learned { .. })), 0);
}

#[test]
fn a_value_is_chosen_before_anyone_knows() {
    let session = apart(&[
        &first_ballot("A1 A2", "A1 A2"),
        "expect #1 chosen \"set x 1\" in 1.P1\nexpect P1 executed nothing\nexpect P2 executed nothing\n",
    ]);
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Learned { .. })), 0);
}

/// Where no proposer learns, the learner tells the one that was asked.
#[test]
fn the_client_is_answered_although_no_proposer_learns() {
    for learners in ["all", "leader", "L"] {
        for protocol in ["basic", "multi"] {
            let leader = if protocol == "multi" { "leader P1\n" } else { "" };
            play_well(&format!(
                "protocol {protocol} learners={learners}\nproposers P1 P2\nacceptors A1 A2 A3\nlearners L\n{leader}\
                 at 0ms c1 asks P1: add x 1\nat 100ms c2 asks P2: add x 2\n\
                 expect answered 2\nexpect store x 3\nexpect safe\n"
            ));
        }
    }
}

// The log.

const MULTI: &str = "protocol multi\nreplicas A B C\nnetwork manual\nleader A\n";

#[test]
fn execution_waits_for_the_gap_to_close() {
    let start = "c1 asks A: set x 1\nc2 asks A: set y 2\ndeliver Request c1 c2->A\n\
                 deliver Accept #2 A->B\ndeliver Accepted #2 B->A\n";
    let waits = "expect A learned #2 \"set y 2\"\nexpect A executed nothing\nexpect #1 open\nexpect safe\n";
    play_well(&format!("{MULTI}{start}{waits}"));
    let closes = "deliver Accept #1 A->C\ndeliver Accepted #1 C->A\nexpect A executed #2\nexpect safe\n";
    let session = play_well(&format!("{MULTI}{start}{closes}"));
    let applied = facts(&session).filter_map(|(_, _, fact)| match fact {
        Fact::Applied { slot, .. } => Some(slot.0),
        _ => None,
    });
    assert_eq!(applied.collect::<Vec<_>>(), [1, 2]);
}

/// PMS section 3.
#[test]
fn a_new_leader_proposes_what_was_voted_for() {
    let session = play_well(&format!(
        "{MULTI}c1 asks A: set x 1\ndeliver Request c1->A\ndeliver Accept A->C\ncrash A\n\
         start B\ndeliver Prepare B->C\ndeliver Promise C->B\ndeliver Accept 2.B B->C\n\
         expect C voted #1 \"set x 1\" in 2.B\nexpect leader B\nexpect safe\n"
    ));
    let c = node(&session, "C");
    let adopted = |_, fact: &Fact| matches!(fact, Fact::Proposed { origin: Origin::Adopted { reporter, .. }, .. } if *reporter == c);
    assert_eq!(count(&session, adopted), 1);
}

#[test]
fn a_hole_becomes_a_no_op_and_never_a_clients_command() {
    let session = play_well(&format!(
        "{MULTI}c1 asks A: set x 1\nc2 asks A: set y 2\ndeliver Request c1 c2->A\n\
         deliver Accept #2 A->C\ncrash A\nc3 asks B: set z 3\nstart B\ndeliver Request c3->B\n\
         deliver Prepare B->C\ndeliver Promise C->B\ndeliver Accept 2.B B->C\ndeliver Accept 2.B B->C\n\
         deliver Accept #3 B->C\nexpect #1 chosen \"no-op\" in 2.B\nexpect #2 chosen \"set y 2\"\n\
         expect #3 chosen \"set z 3\" in 2.B\nexpect safe\n"
    ));
    let hole = |_, fact: &Fact| matches!(fact, Fact::Proposed { origin: Origin::Hole, value: Value::NoOp, slot, .. } if slot.0 == 1);
    assert_eq!(count(&session, hole), 1);
}

#[test]
fn a_higher_ballot_makes_a_leader_step_down() {
    let session = play_well(&format!(
        "{MULTI}start B\ndeliver Prepare B->A C\ndeliver Promise C->B\n\
         c1 asks A: set x 1\ndeliver Request c1->A\nexpect leader B\nexpect #1 open\nexpect safe\n"
    ));
    step_of(&session, "A", |fact| matches!(fact, Fact::Abandoned { higher, .. } if higher.round == 2));
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Proposed { .. })), 0, "A proposes no more");
}

/// C's own vote is of the old leader's ballot, for a value that lost its slot.
/// The new leader's commit index says that the slot is chosen: C must ask.
#[test]
fn a_commit_index_speaks_for_votes_of_its_own_ballot_alone() {
    let session = play_well(
        "protocol multi\nreplicas A B C D E\nleader A\n\
         on first Accept A->B: drop\non first Accept A->D: drop\non first Accept A->E: drop\n\
         at 0ms c1 asks A: set x 1\nat 21ms cut A C | B D E\nat 25ms timeout B\n\
         at 80ms c2 asks B: set y 2\nat 150ms heal B | C\nuntil 300ms\n\
         expect #1 chosen \"set y 2\" in 2.B\nexpect C learned #1 \"set y 2\"\n\
         expect C voted #1 \"set x 1\" in 1.A\nexpect safe\n",
    );
    let c = node(&session, "C");
    let learned =
        |at, fact: &Fact| at == c && matches!(fact, Fact::Learned { evidence: Evidence::Decided { .. }, .. });
    assert_eq!(count(&session, learned), 1);
}

#[test]
fn a_follower_catches_up_with_decided_values_only() {
    let session = play_well(
        "protocol multi learners=leader\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n\
         at 0ms c2 asks A: set y 2\nat 5ms cut A->C\nat 45ms heal\nat 62ms c3 asks A: set z 3\n\
         expect C executed #3\nexpect logs equal\nexpect safe\n",
    );
    let history = session.run().history();
    let decided = history.messages().iter().find_map(|sent| match &sent.message {
        Message::Decided { values } => Some((sent.sent, values)),
        _ => None,
    });
    let (step, values) = decided.expect("C asks for what it missed");
    let world = session.run().world_at(step);
    for (slot, value) in values {
        assert_eq!(world.monitors().chosen(*slot).map(|choice| choice.value), Some(*value));
    }
    assert_eq!(values.len(), 2, "slot 3 is voted for by then, and not yet decided");
}

#[test]
fn an_isolated_leader_chooses_nothing() {
    let text = |heal: &str| {
        format!(
            "protocol multi\nreplicas A B C\ntimers client=5s\nleader A\nat 0ms cut A | B C\n\
             at 5ms c1 asks A: set x 1\nat 600ms c2 asks B: set y 2\n{heal}expect safe\n"
        )
    };
    let alone = text("until 900ms\nexpect #1 chosen \"set y 2\"\nexpect #2 open\nexpect answered 1\n");
    let session = play_well(&alone);
    let a = node(&session, "A");
    assert_eq!(count(&session, |at, fact| at == a && matches!(fact, Fact::Learned { .. })), 0);
    play_well(&text(
        "at 900ms heal\nexpect #1 chosen \"set y 2\"\nexpect #2 chosen \"set x 1\"\nexpect answered 2\n",
    ));
}

#[test]
fn a_command_counts_once_although_its_answer_was_lost() {
    for (protocol, leader) in [("basic", ""), ("multi", "leader A\n")] {
        let session = play_well(&format!(
            "protocol {protocol}\nreplicas A B C\n{leader}at 0ms c1 asks A: add x 1\n\
             on first Response A->c1: drop\nexpect store x 1\nexpect answered 1\nexpect #2 open\nexpect safe\n"
        ));
        let again = |_, fact: &Fact| matches!(fact, Fact::Applied { again: true, .. });
        assert_eq!(count(&session, again), 0, "{protocol}: the answer is cached");
    }
}

/// A client that asks in two places may get its command into two slots: it is
/// executed once.
#[test]
fn a_command_chosen_in_two_slots_counts_once() {
    let mut twice = 0;
    for seed in 0..50 {
        let session = play_well(&format!(
            "protocol basic\nreplicas A B C\nnetwork delay=5..40ms seed={seed}\ntimers client=60ms\n\
             at 0ms c1 asks A: add x 1\nat 0ms c2 asks C: add x 10\n\
             expect store x 11\nexpect answered 2\nexpect logs equal\nexpect safe\n"
        ));
        twice += count(&session, |_, fact| matches!(fact, Fact::Applied { again: true, .. }));
    }
    assert!(twice > 0, "no command was chosen twice");
}

#[test]
fn a_command_that_lost_its_slot_goes_to_the_next() {
    let session = play_well(
        "protocol basic\nreplicas A B C\ntimers client=10s\nat 0ms c1 asks A: add x 1\n\
         at 0ms c2 asks B: add x 10\nexpect store x 11\nexpect answered 2\nexpect logs equal\nexpect safe\n",
    );
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::LostSlot { .. })), 1);
}

/// Basic has no heartbeats: a replica finds out about a slot that it missed
/// when it is asked: its Prepare is answered with what was decided.
#[test]
fn a_replica_that_missed_a_slot_finds_it_when_it_is_asked() {
    let session = play_well(
        "protocol basic\nreplicas A B C\ntimers client=10s\nat 0ms cut A | B C\nat 0ms c1 asks B: add x 1\n\
         at 0ms c2 asks A: add x 10\nat 75ms heal\non first Accepted #1 B->A: drop\n\
         on first Accepted #1 C->A: drop\nexpect store x 11\nexpect answered 2\nexpect logs equal\nexpect safe\n",
    );
    assert_eq!(session.run().end().clients()[1].answered, 1);
}

/// Nobody has to ask twice just because there was no leader yet.
#[test]
fn a_request_waits_for_the_leader_to_be_elected() {
    play_well(
        "protocol multi\nreplicas A B C\ntimers client=10s\nat 0ms c1 asks A: set x 1\n\
         at 0ms c2 asks B: set y 2\nat 0ms c3 asks C: set z 3\n\
         expect answered 3\nexpect logs equal\nexpect safe\n",
    );
}

#[test]
fn a_dead_leader_is_replaced_and_its_client_answered() {
    let session = play_well(
        "protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\nat 15ms crash A\n\
         expect answered 1\nexpect safe\n",
    );
    let crash = (0..session.run().history().len())
        .find(|step| matches!(session.run().history().step(*step).happening, Happening::Crash { .. }));
    assert!(step_of(&session, "B", |fact| matches!(fact, Fact::Learned { .. })) > crash.expect("A crashes"));
}

#[test]
fn two_of_four_are_no_quorum_and_three_of_five_are() {
    for (names, chosen) in [("A B C D", false), ("A B C D E", true)] {
        let dead: Vec<&str> = names.split(' ').rev().take(2).collect();
        let wanted = if chosen { "expect #1 chosen \"set x 1\"" } else { "expect #1 open" };
        play_well(&format!(
            "protocol basic\nreplicas {names}\nat 0ms crash {}\nat 0ms crash {}\n\
             at 1ms c1 asks A: set x 1\nuntil 800ms\n{wanted}\nexpect safe\n",
            dead[0], dead[1]
        ));
    }
}

/// Flexible Paxos: what counts is that phase 1 and phase 2 meet.
#[test]
fn a_small_phase_2_needs_a_large_phase_1() {
    play_well(
        "protocol basic\nproposers P\nacceptors A1 A2 A3 A4\nquorums 3 2\nnetwork manual\nstart P: set x 1\n\
         deliver Prepare P->A1 A2 A3\ndeliver Promise A1 A2 A3->P\ndeliver Accept P->A3 A4\n\
         expect #1 chosen \"set x 1\" in 1.P\nexpect safe\n",
    );
    play_well(
        "protocol basic\nproposers P\nacceptors A1 A2 A3 A4\nquorums 3 2\nnetwork manual\nstart P: set x 1\n\
         deliver Prepare P->A1 A2\ndeliver Promise A1 A2->P\nexpect #1 open\nexpect messages 6\n",
    );
}

#[test]
fn one_replica_alone_agrees_with_itself() {
    for protocol in ["basic", "multi"] {
        play_well(&format!(
            "protocol {protocol}\nreplicas A\nat 400ms c1 asks A: set x 1\n\
             expect #1 chosen \"set x 1\" in 1.A\nexpect messages 2\nexpect delays 2\nexpect answered 1\n"
        ));
    }
}

/// A leader that is cut off with a minority gives its ballot up, so that its
/// clients need not wait for the cut to heal before they are sent elsewhere.
#[test]
fn a_leader_that_hears_no_quorum_steps_down() {
    let text = "protocol multi\nreplicas A B C D E\nleader A\nat 0ms cut A B | C D E\nat 2500ms heal\n";
    let session = play_well(text);
    let (step, at, _) =
        facts(&session).find(|(_, _, fact)| matches!(fact, Fact::Unheard { .. })).expect("A gives up");
    assert_eq!(at, node(&session, "A"));
    assert!(session.run().history().step(step).at_ms <= 600, "within two election timeouts");
}

/// The same leader, in calm, stays for ever.
#[test]
fn a_leader_that_is_heard_stays() {
    let session = play_well("protocol multi\nreplicas A B C\nleader A\nuntil 5000ms\n");
    assert_eq!(count(&session, |_, fact| matches!(fact, Fact::Unheard { .. } | Fact::Started { .. })), 0);
}

#[test]
fn a_leader_has_no_more_slots_under_way_than_its_window() {
    let asks: String = (1..=6).map(|client| format!("at 0ms c{client} asks A: add x 1\n")).collect();
    for window in [1_usize, 2, 4] {
        let session = play_well(&format!(
            "protocol multi window={window}\nreplicas A B C\nleader A\n{asks}expect answered 6\nexpect store x 6\n"
        ));
        let mut open = std::collections::BTreeSet::new();
        let mut most = 0;
        let leader = node(&session, "A");
        for (_, at, fact) in facts(&session).filter(|(_, at, _)| *at == leader) {
            match fact {
                Fact::Proposed { slot, .. } => _ = open.insert(*slot),
                Fact::Learned { slot, .. } => _ = open.remove(slot),
                _ => _ = at,
            }
            most = most.max(open.len());
        }
        assert_eq!(most, window);
    }
}

/// A candidate that only repeats itself must not keep others from standing.
#[test]
fn a_star_is_led_by_its_centre() {
    for seed in 0..60 {
        play_well(&format!(
            "protocol multi\nreplicas A B C D E\nleader A\nnetwork delay=5..15ms seed={seed}\n\
             at 0ms cut A | B | D | E\nat 20ms c1 asks A: set x 1\n\
             expect leader C\nexpect answered 1\nexpect safe\n"
        ));
    }
}

/// PMS section 2.3: "a value could be chosen with no learner ever finding out".
/// Whoever proposed it asks again, and stands in for the learner that is dead.
#[test]
fn clients_get_answers_though_the_distinguished_learner_is_dead() {
    for (protocol, leader) in [("basic", ""), ("multi", "leader P1\n")] {
        for seed in 0..20 {
            play_well(&format!(
                "protocol {protocol} learners=L1\nproposers P1 P2\nacceptors A1 A2 A3\nlearners L1 L2\n{leader}\
                 network delay=5..15ms seed={seed}\nat 0ms c1 asks P1: add x 1\nat 20ms crash L1\n\
                 at 40ms c2 asks P2: add x 1\nat 600ms crash P1\nat 700ms c3 asks P2: add x 1\n\
                 expect answered 3\nexpect store x 3\nexpect safe\n"
            ));
        }
    }
}
