//! Promises, votes, what is chosen, and what is on disk.

use antipaxos_paxos::{Effect, Fact, Message, NodeSet, Record, Rule, Rules, Slot, Value, Variant};
use antipaxos_simulator::monitor::paxos::{Choice, MAX_PROOF, Monitor};

use super::hand::{A, B, C, Hand, add, ballot, disk, promise, send, set, vote};

fn basic() -> Hand {
    Hand::new(Variant::Basic)
}

#[test]
fn two_values_chosen_in_one_slot() {
    let mut hand = basic();
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
    let one = hand.phase1(x);
    let two = ballot(2, B);
    hand.votes(A, one, 1, x);
    let first = hand.step;
    hand.votes(B, one, 1, x);
    assert_eq!(hand.chosen, [(hand.step, Slot(1))]);
    hand.starts(B, two, 1);
    hand.promises(B, two, 1, &[(1, one, x)]);
    hand.promises(C, two, 1, &[]);
    hand.proposes(B, two, 1, y);
    hand.is_right();
    hand.votes(B, two, 1, y);
    assert_eq!(hand.broken(), [Monitor::VotesSafe]);
    let unsafe_vote = hand.violation(Monitor::VotesSafe);
    assert_eq!(unsafe_vote.steps, [first, first + 1, hand.step]);
    assert_eq!(unsafe_vote.ballots, (Some(two), Some(one)));
    hand.votes(C, two, 1, y);
    assert_eq!(hand.broken(), [Monitor::Agreement, Monitor::VotesSafe]);
    let violation = hand.violation(Monitor::Agreement);
    assert_eq!(violation.steps, [first, first + 1, hand.step - 1, hand.step]);
    assert_eq!(violation.values, (Some(y), Some(x)));
    assert_eq!(violation.rule, Rule::AdoptReportedVote);
}

/// The rule that is named is the one that is off.
#[test]
fn a_violation_names_the_rule_that_is_off_and_guards_it() {
    for rule in [Rule::QuorumsIntersect, Rule::PhaseOneFirst, Rule::LeaderAdoptsVotes, Rule::ApplyOnce] {
        let mut hand = Hand::breaking(Variant::Basic, Rules::ALL.without(rule));
        let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
        for (round, node, value) in [(1, A, x), (1, B, x), (2, B, y), (2, C, y)] {
            hand.votes(node, ballot(round, A), 1, value);
        }
        let guards = rule != Rule::ApplyOnce;
        let named = if guards { rule } else { Rule::AdoptReportedVote };
        assert_eq!(hand.violation(Monitor::Agreement).rule, named);
    }
}

/// Votes need not exist at the same time: A's is gone when B casts its own.
#[test]
fn a_value_is_chosen_by_votes_that_were_never_there_together() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    let (two, three) = (ballot(2, B), ballot(3, C));
    hand.starts(B, two, 1);
    hand.promises(A, two, 1, &[(1, one, x)]);
    hand.promises(C, two, 1, &[]);
    hand.proposes(B, two, 1, x);
    hand.votes(A, two, 1, x);
    assert_eq!(hand.chosen, []);
    hand.votes(B, one, 1, x);
    assert_eq!(hand.chosen, [(hand.step, Slot(1))]);
    // A vote that was part of a choice may be overwritten.
    hand.starts(C, three, 1);
    hand.promises(B, three, 1, &[(1, one, x)]);
    hand.promises(C, three, 1, &[]);
    hand.proposes(C, three, 1, x);
    hand.votes(B, three, 1, x);
    hand.votes(C, three, 1, x);
    hand.is_right();
    assert_eq!(hand.chosen.len(), 1);
}

#[test]
fn a_value_that_nobody_asked_for() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let y = Value::Command(super::hand::command(0, 1, set("x", "2")));
    let one = hand.phase1(y);
    hand.votes(A, one, 1, y);
    hand.is_right();
    hand.votes(B, one, 1, y);
    assert_eq!(hand.only(Monitor::Validity).steps, [hand.step - 1, hand.step]);
    assert_ne!(x, y);
    let mut hand = basic();
    let one = hand.phase1(Value::NoOp);
    hand.votes(A, one, 1, Value::NoOp);
    hand.votes(B, one, 1, Value::NoOp);
    hand.is_right();
}

#[test]
fn a_promise_that_falls() {
    let mut hand = basic();
    let (low, high) = (ballot(1, A), ballot(1, B));
    hand.promises(C, high, 1, &[]);
    hand.promises(C, low, 2, &[]);
    hand.is_right();
    hand.promises(C, low, 1, &[]);
    let broken = hand.broken();
    assert_eq!(broken, [Monitor::PromiseMonotone]);
    let violation = hand.violation(Monitor::PromiseMonotone);
    assert_eq!((violation.ballots, &violation.steps[..]), ((Some(low), Some(high)), &[1, 3][..]));
}

#[test]
fn a_promise_that_a_restart_forgets() {
    let mut hand = basic();
    let one = ballot(1, A);
    hand.promises(C, one, 1, &[]);
    hand.restarts(C, &disk(0, Some(one), &[]));
    hand.is_right();
    hand.restarts(C, &disk(0, None, &[]));
    let violation = hand.only(Monitor::PromiseMonotone);
    assert_eq!((violation.rule, &violation.steps[..]), (Rule::PromiseSurvivesRestart, &[1, 3][..]));
    // From then on that is what is named, unless a rule is off.
    let mut hand = basic();
    hand.starts(A, one, 1);
    hand.promises(A, one, 1, &[]);
    hand.restarts(A, &disk(0, None, &[]));
    hand.starts(A, one, 1);
    assert_eq!(hand.violation(Monitor::BallotOwned).rule, Rule::PromiseSurvivesRestart);
}

#[test]
fn a_vote_below_a_promise() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.promises(B, ballot(2, C), 1, &[]);
    hand.does(B, &vote(one, 2, x)[2..3]);
    let below = Effect::Fact(Fact::Voted { ballot: one, slot: Slot(1), value: x });
    hand.is_right();
    hand.does(B, &[below]);
    let violation = hand.only(Monitor::PromiseKept);
    assert_eq!(violation.steps, [hand.step - 2, hand.step]);
    assert_eq!(violation.rule, Rule::AcceptChecksPromised);
}

/// A vote without a promise before it is all right: it promises, too.
#[test]
fn a_vote_without_a_promise() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(C, one, 1, x);
    hand.votes(A, one, 1, x);
    hand.is_right();
    assert_eq!(hand.chosen.len(), 1);
}

#[test]
fn a_ballot_started_by_two() {
    let mut hand = basic();
    let one = ballot(1, A);
    hand.starts(A, one, 1);
    hand.starts(B, one, 1);
    let violation = hand.only(Monitor::BallotOwned);
    assert_eq!((violation.node, &violation.steps[..]), (B, &[1, 2][..]));
    assert_eq!(violation.rule, Rule::BallotsAreUnique);
}

#[test]
fn a_ballot_started_again_by_its_restarted_owner() {
    let mut hand = basic();
    let (one, two) = (ballot(1, A), ballot(2, A));
    hand.starts(A, one, 1);
    hand.restarts(A, &disk(1, None, &[]));
    hand.starts(A, two, 1);
    hand.is_right();
    hand.restarts(A, &disk(0, None, &[]));
    hand.starts(A, one, 1);
    assert_eq!(hand.only(Monitor::BallotOwned).steps, [1, hand.step]);
}

/// A proposer that crashed before it wrote its round never started it.
#[test]
fn a_ballot_that_another_speaks_for() {
    let mut hand = basic();
    let one = ballot(1, A);
    hand.starts(A, one, 1);
    hand.prepared(B, one, 1, &[B, C]);
    assert_eq!(hand.only(Monitor::BallotOwned).node, B);
}

#[test]
fn two_values_in_one_ballot() {
    let mut hand = basic();
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
    let one = hand.phase1(x);
    hand.proposes(A, one, 1, x);
    hand.proposes(A, one, 2, y);
    hand.is_right();
    hand.proposes(A, one, 1, y);
    let violation = hand.only(Monitor::OneValuePerBallot);
    assert_eq!(violation.values, (Some(y), Some(x)));
    assert_eq!(violation.steps, [7, hand.step]);
}

#[test]
fn votes_for_two_values_in_one_ballot() {
    let mut hand = basic();
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    hand.votes(B, one, 1, y);
    assert_eq!(hand.only(Monitor::OneValuePerBallot).steps, [hand.step - 1, hand.step]);
}

#[test]
fn a_vote_that_is_not_safe_though_nothing_is_chosen() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    // Nobody promised: in ballot 1, anything might be chosen yet below 2.
    hand.does(A, &vote(ballot(2, A), 1, x));
    let violation = hand.only(Monitor::VotesSafe);
    assert_eq!(violation.steps, [hand.step]);
}

/// With quorums of three and two, one promise less makes a vote unsafe.
#[test]
fn phase_1_quorums_count_for_safety() {
    for promisers in [3, 2] {
        let mut hand = Hand::of_four(3, 2);
        let x = hand.asks(0, 1, set("x", "1"));
        let one = ballot(1, A);
        for node in &[A, B, C][..promisers] {
            hand.promises(*node, one, 1, &[]);
        }
        hand.votes(A, one, 1, x);
        let broken = if promisers == 3 { Vec::new() } else { vec![Monitor::VotesSafe] };
        assert_eq!(hand.broken(), broken);
    }
}

#[test]
fn a_promise_that_hides_a_vote() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(B, one, 1, x);
    let voted = hand.step;
    let two = ballot(2, C);
    hand.promises(B, two, 1, &[(1, one, x)]);
    hand.is_right();
    hand.promises(B, ballot(3, C), 1, &[]);
    let violation = hand.only(Monitor::PromiseTrue);
    assert_eq!(violation.steps, [voted, hand.step]);
    assert_eq!((violation.rule, violation.values), (Rule::PromiseReportsVote, (None, Some(x))));
}

#[test]
fn a_promise_that_reports_another_vote() {
    let mut hand = basic();
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
    let one = hand.phase1(x);
    hand.votes(B, one, 1, x);
    hand.promises(B, ballot(2, C), 1, &[(1, one, y)]);
    // What was never voted for is not on disk either.
    assert_eq!(hand.broken(), [Monitor::PromiseTrue, Monitor::DurableFirst]);
    assert_eq!(hand.violation(Monitor::PromiseTrue).values, (Some(y), Some(x)));
}

#[test]
fn a_promise_that_invents_a_vote() {
    let mut hand = Hand::new(Variant::Multi);
    let x = hand.asks(0, 1, set("x", "1"));
    let one = ballot(1, A);
    hand.promises_all(A, one, 1, &[]);
    hand.promises_all(B, one, 1, &[]);
    hand.votes(B, one, 3, x);
    hand.promises_all(B, ballot(2, C), 1, &[(2, one, x), (3, one, x)]);
    assert_eq!(hand.broken(), [Monitor::PromiseTrue, Monitor::DurableFirst]);
}

/// A promise speaks of the slots that it was asked for, and of the last vote.
#[test]
fn a_promise_tells_what_it_was_asked() {
    let mut hand = Hand::new(Variant::Multi);
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
    let (one, two, three) = (ballot(1, A), ballot(2, B), ballot(3, C));
    hand.promises_all(A, one, 1, &[]);
    hand.promises_all(B, one, 1, &[]);
    hand.votes(A, one, 1, x);
    hand.votes(B, one, 1, x);
    hand.votes(A, one, 4, y);
    hand.promises_all(A, two, 2, &[(4, one, y)]);
    hand.promises_all(C, two, 2, &[]);
    hand.votes(A, two, 4, y);
    hand.promises_all(A, three, 1, &[(1, one, x), (4, two, y)]);
    hand.is_right();
    hand.promises_all(A, ballot(4, C), 1, &[(1, one, x)]);
    assert_eq!(hand.only(Monitor::PromiseTrue).slot, Some(Slot(4)));
}

#[test]
fn a_choice_that_the_votes_do_not_show() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    let cast = hand.step;
    let voters: NodeSet = [A, B].into_iter().collect();
    hand.recalls(1, Choice { ballot: one, value: x, voters });
    assert_eq!(hand.only(Monitor::ChosenStable).steps, [cast, hand.step]);
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    hand.votes(B, one, 1, x);
    hand.recalls(1, Choice { ballot: one, value: x, voters });
    hand.votes(C, one, 1, x);
    hand.is_right();
}

/// Votes that were let go are no lie where the slot is decided; and they are
/// one where it is not.
#[test]
fn votes_under_a_watermark_are_let_go() {
    for votes in [2, 1] {
        let mut hand = Hand::new(Variant::Multi);
        let x = hand.asks(0, 1, set("x", "1"));
        let one = ballot(1, A);
        hand.starts(A, one, 1);
        hand.promises_all(A, one, 1, &[]);
        hand.promises_all(B, one, 1, &[]);
        for node in &[B, A][..votes] {
            hand.votes(*node, one, 1, x);
        }
        hand.does(B, &[Effect::Persist(Record::LetGo { slot: Slot(1) })]);
        hand.is_right();
        hand.promises_all(B, ballot(2, C), 1, &[]);
        assert_eq!(hand.broken(), if votes == 2 { vec![] } else { vec![Monitor::PromiseTrue] });
    }
}

#[test]
fn a_watermark_that_is_told_before_it_is_written() {
    let ballot = ballot(1, A);
    let tells = |slot| {
        let (votes, decided) = (Box::default(), Box::default());
        send(Message::Promise { ballot, slot: Slot(1), votes, decided, watermark: Some(Slot(slot)) })
    };
    let mut hand = Hand::new(Variant::Multi);
    let promise = promise(None, ballot, 1, &[]);
    hand.does(B, &[promise[0].clone(), Effect::Persist(Record::LetGo { slot: Slot(2) }), tells(2)]);
    hand.is_right();
    hand.does(B, &[tells(3)]);
    hand.only(Monitor::DurableFirst);
}

#[test]
fn decided_values_that_are_told_of_before_they_are_written() {
    let mut hand = Hand::new(Variant::Multi);
    let x = hand.asks(0, 1, set("x", "1"));
    let held = |slot| send(Message::HeartbeatAck { ballot: ballot(1, A), holds: Some(Slot(slot)) });
    let write = |slot| Effect::Persist(Record::Decided { slot: Slot(slot), value: x });
    hand.does(B, &[write(1), write(3), held(1), write(2), held(3)]);
    hand.is_right();
    hand.does(B, &[write(5), held(5)]);
    hand.only(Monitor::DurableFirst);
}

#[test]
fn a_promise_that_leaves_before_it_is_written() {
    let mut hand = basic();
    let one = ballot(1, A);
    let mut effects = promise(Some(Slot(1)), one, 1, &[]);
    effects.rotate_left(1);
    hand.does(B, &effects);
    let violation = hand.only(Monitor::DurableFirst);
    assert_eq!((violation.rule, violation.ballots.0), (Rule::PromiseSurvivesRestart, Some(one)));
}

#[test]
fn a_vote_that_is_told_before_it_is_written() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    let mut effects = vote(one, 1, x);
    let write = effects.remove(2);
    effects.push(write);
    hand.does(B, &effects);
    hand.only(Monitor::DurableFirst);
}

#[test]
fn a_vote_that_is_counted_before_it_is_written() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    let voters: NodeSet = [A, B].into_iter().collect();
    let evidence = antipaxos_paxos::Evidence::Votes { ballot: one, voters };
    let voted = Effect::Fact(Fact::Voted { ballot: one, slot: Slot(1), value: x });
    let learned = Effect::Fact(Fact::Learned { slot: Slot(1), value: x, evidence });
    hand.does(B, &[voted, learned]);
    hand.only(Monitor::DurableFirst);
}

#[test]
fn a_ballot_that_is_spoken_of_before_its_round_is_written() {
    let mut hand = basic();
    let prepare = send(Message::Prepare { ballot: ballot(2, A), slot: Slot(1) });
    hand.does(A, &[Effect::Persist(Record::Round(2)), prepare.clone()]);
    hand.is_right();
    // The disk lost it, and nobody noticed.
    hand.restarts(A, &disk(0, None, &[]));
    hand.does(A, &[prepare]);
    hand.only(Monitor::DurableFirst);
}

/// A vote that another has overwritten on disk was there when it was told.
#[test]
fn a_vote_that_was_on_disk_counts_though_another_took_its_place() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    let two = ballot(2, C);
    hand.starts(C, two, 1);
    hand.promises(A, two, 1, &[(1, one, x)]);
    hand.promises(C, two, 1, &[]);
    hand.votes(A, two, 1, x);
    hand.votes(B, one, 1, x);
    let voters: NodeSet = [A, B].into_iter().collect();
    let evidence = antipaxos_paxos::Evidence::Votes { ballot: one, voters };
    hand.does(A, &[Effect::Fact(Fact::Learned { slot: Slot(1), value: x, evidence })]);
    hand.is_right();
}

/// Once a disk has lost a vote, telling of it is a claim without a ground.
#[test]
fn a_vote_that_its_disk_lost_is_not_on_disk() {
    let mut hand = basic();
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(B, one, 1, x);
    hand.restarts(B, &disk(0, Some(one), &[(1, one, x)]));
    let accepted = send(Message::Accepted { ballot: one, slot: Slot(1), value: x });
    hand.does(B, std::slice::from_ref(&accepted));
    hand.is_right();
    hand.restarts(B, &disk(0, Some(one), &[]));
    hand.is_right();
    hand.does(B, &[accepted]);
    assert_eq!(hand.only(Monitor::DurableFirst).rule, Rule::VoteSurvivesRestart);
}

/// A proof is short, however many had a part in it.
#[test]
fn a_proof_names_the_latest_steps() {
    let cluster = antipaxos_paxos::Cluster::replicas(15);
    let mut hand = Hand::with(antipaxos_paxos::Config::new(Variant::Basic, cluster));
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, add("x", "2")));
    for node in (0..15).map(antipaxos_paxos::NodeId) {
        hand.votes(node, ballot(1, A), 1, x);
    }
    for node in (0..8).map(antipaxos_paxos::NodeId) {
        hand.votes(node, ballot(2, A), 1, y);
    }
    let violation = hand.violation(Monitor::Agreement);
    assert_eq!(violation.steps.len(), MAX_PROOF);
}
