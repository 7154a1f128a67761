//! What is learned and executed, and what fills gaps.

use antipaxos_paxos::{Effect, Evidence, Fact, Message, NodeSet, Rule, Slot, Value, Variant};
use antipaxos_simulator::monitor::paxos::Monitor;

use super::hand::{A, B, C, Hand, add, applied, ballot, disk, send, set};

/// A chooses `values` in the slots from 1 on, with B's vote.
fn chosen(hand: &mut Hand, values: &[Value]) {
    let one = ballot(1, A);
    hand.starts(A, one, 1);
    hand.promises_all(A, one, 1, &[]);
    hand.promises_all(B, one, 1, &[]);
    hand.prepared(A, one, 1, &[A, B]);
    for (slot, value) in (1..).zip(values) {
        hand.proposes(A, one, slot, *value);
        for node in [A, B] {
            hand.does(node, &super::hand::vote(one, slot, *value)[2..]);
        }
    }
}

fn two() -> (Hand, Value, Value) {
    let mut hand = Hand::new(Variant::Multi);
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, add("x", "2")));
    chosen(&mut hand, &[x, y]);
    hand.is_right();
    (hand, x, y)
}

/// A leader that does not wait has slot 2 chosen before slot 1.
#[test]
fn a_later_slot_may_be_chosen_first() {
    let mut hand = Hand::new(Variant::Multi);
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, add("x", "2")));
    let one = ballot(1, A);
    hand.starts(A, one, 1);
    hand.promises_all(A, one, 1, &[]);
    hand.promises_all(B, one, 1, &[]);
    hand.prepared(A, one, 1, &[A, B]);
    hand.proposes(A, one, 1, x);
    hand.proposes(A, one, 2, y);
    for (slot, value) in [(2, y), (1, x)] {
        for node in [A, B] {
            hand.does(node, &super::hand::vote(one, slot, value)[2..]);
        }
        hand.learns(A, slot, value, B);
    }
    assert_eq!(hand.chosen.iter().map(|(_, slot)| slot.0).collect::<Vec<_>>(), [2, 1]);
    hand.executes(A, 1, x, false);
    hand.executes(A, 2, y, false);
    hand.is_right();
}

#[test]
fn something_learned_that_is_not_chosen() {
    let mut hand = Hand::new(Variant::Basic);
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    let voted = hand.step;
    let voters: NodeSet = [A, B].into_iter().collect();
    let evidence = Evidence::Votes { ballot: one, voters };
    hand.does(C, &[Effect::Fact(Fact::Learned { slot: Slot(1), value: x, evidence })]);
    let violation = hand.only(Monitor::LearnedImpliesChosen);
    assert_eq!(
        (&violation.steps[..], violation.rule),
        (&[voted, hand.step][..], Rule::LearnerCountsPerBallot)
    );
}

/// The vote that makes it chosen may be counted in the step that casts it.
#[test]
fn something_learned_by_the_last_voter_itself() {
    let mut hand = Hand::new(Variant::Basic);
    let x = hand.asks(0, 1, set("x", "1"));
    let one = hand.phase1(x);
    hand.votes(A, one, 1, x);
    let voters: NodeSet = [A, B].into_iter().collect();
    let evidence = Evidence::Votes { ballot: one, voters };
    let mut effects = super::hand::vote(one, 1, x);
    effects.push(Effect::Fact(Fact::Learned { slot: Slot(1), value: x, evidence }));
    hand.does(B, &effects);
    hand.is_right();
}

#[test]
fn two_learners_that_differ() {
    let (mut hand, x, y) = two();
    hand.learns(A, 1, x, B);
    let first = hand.step;
    hand.learns(B, 1, x, A);
    hand.is_right();
    hand.learns(C, 1, y, A);
    assert_eq!(hand.broken(), [Monitor::LearnedImpliesChosen, Monitor::LogsAgree]);
    let violation = hand.violation(Monitor::LogsAgree);
    assert_eq!((violation.values, &violation.steps[..]), ((Some(y), Some(x)), &[first, hand.step][..]));
}

#[test]
fn execution_past_a_gap() {
    let (mut hand, _, y) = two();
    hand.executes(A, 2, y, false);
    let violation = hand.only(Monitor::Execution);
    assert_eq!((violation.slot, violation.rule), (Some(Slot(2)), Rule::ExecuteInOrder));
}

#[test]
fn execution_backwards() {
    let (mut hand, x, y) = two();
    hand.executes(A, 1, x, false);
    hand.executes(A, 2, y, false);
    hand.executes(A, 2, y, true);
    hand.only(Monitor::Execution);
}

/// A replica that comes back executes its log from the beginning.
#[test]
fn execution_anew_after_a_restart() {
    let (mut hand, x, y) = two();
    hand.executes(C, 1, x, false);
    hand.executes(C, 2, y, false);
    hand.restarts(C, &disk(0, None, &[]));
    hand.does(C, &[applied(1, x, false), applied(2, y, false)]);
    hand.is_right();
}

#[test]
fn a_commit_index_that_falls() {
    let (mut hand, ..) = two();
    let beat = |commit: Option<u32>| {
        send(Message::Heartbeat { ballot: ballot(1, A), commit: commit.map(Slot), watermark: None })
    };
    hand.does(A, &[beat(None), beat(Some(1)), beat(Some(2)), beat(Some(2))]);
    hand.does(B, &[beat(Some(1))]);
    hand.restarts(B, &disk(0, Some(ballot(1, A)), &[]));
    hand.does(B, &[beat(None)]);
    hand.is_right();
    hand.does(A, &[beat(Some(1))]);
    assert_eq!(hand.only(Monitor::Execution).steps, [hand.step - 4, hand.step]);
}

#[test]
fn two_states_after_the_same_slot() {
    let mut hand = Hand::new(Variant::Multi);
    hand.holds_state(A, 1, 7);
    hand.holds_state(A, 2, 8);
    // B executed two slots in one step, and passed through the first unseen.
    hand.holds_state(B, 2, 8);
    hand.is_right();
    hand.holds_state(C, 1, 9);
    assert_eq!(hand.only(Monitor::MachinesAgree).steps, [1, 4]);
}

#[test]
fn a_command_executed_twice() {
    let mut hand = Hand::new(Variant::Multi);
    let x = hand.asks(0, 1, add("x", "1"));
    chosen(&mut hand, &[x, x]);
    hand.executes(A, 1, x, false);
    let first = hand.step;
    hand.executes(A, 2, x, true);
    hand.executes(B, 1, x, false);
    hand.is_right();
    hand.executes(B, 2, x, false);
    let violation = hand.only(Monitor::ExactlyOnce);
    assert_eq!((&violation.steps[..], violation.rule), (&[first + 2, hand.step][..], Rule::ApplyOnce));
}

/// A client gave its first request up and asked for another; the first is
/// chosen after all, behind it, and must count for nothing.
#[test]
fn an_older_command_behind_a_newer_one() {
    for again in [true, false] {
        let mut hand = Hand::new(Variant::Multi);
        let old = hand.asks(0, 1, add("x", "1"));
        let new = hand.asks(0, 2, add("x", "2"));
        chosen(&mut hand, &[new, old]);
        hand.executes(A, 1, new, false);
        hand.executes(A, 2, old, again);
        assert_eq!(hand.broken(), if again { vec![] } else { vec![Monitor::ExactlyOnce] });
    }
}

#[test]
fn a_command_passed_over_as_if_executed() {
    let mut hand = Hand::new(Variant::Multi);
    let (one, two) = (hand.asks(0, 1, add("x", "1")), hand.asks(0, 2, add("x", "2")));
    chosen(&mut hand, &[one, two]);
    hand.executes(A, 1, one, false);
    hand.executes(A, 2, two, true);
    hand.only(Monitor::ExactlyOnce);
}

/// B and C have votes of ballot 1 in slots 1 and 3: slot 2 is a gap.
fn gap() -> (Hand, Value, Value) {
    let mut hand = Hand::new(Variant::Multi);
    let (x, y) = (hand.asks(0, 1, set("x", "1")), hand.asks(1, 1, set("y", "2")));
    let one = ballot(1, A);
    hand.starts(A, one, 1);
    hand.promises_all(A, one, 1, &[]);
    hand.promises_all(B, one, 1, &[]);
    hand.prepared(A, one, 1, &[A, B]);
    hand.votes(B, one, 1, x);
    hand.votes(B, one, 3, y);
    let two = ballot(2, C);
    hand.starts(C, two, 1);
    hand.promises_all(B, two, 1, &[(1, one, x), (3, one, y)]);
    hand.promises_all(C, two, 1, &[]);
    (hand, x, y)
}

#[test]
fn a_command_in_a_gap() {
    let (mut hand, x, y) = gap();
    let shown = hand.step - 1;
    let new = hand.asks(2, 1, set("z", "3"));
    let two = ballot(2, C);
    hand.prepared(C, two, 1, &[B, C]);
    let prepared = hand.step;
    for (slot, value) in [(1, x), (2, Value::NoOp), (3, y), (4, new)] {
        hand.proposes(C, two, slot, value);
    }
    hand.is_right();
    let (mut hand, ..) = gap();
    hand.asks(2, 1, set("z", "3"));
    hand.prepared(C, two, 1, &[B, C]);
    hand.proposes(C, two, 2, new);
    let violation = hand.only(Monitor::GapsFilled);
    assert_eq!(
        (&violation.steps[..], violation.rule),
        (&[shown, prepared, hand.step][..], Rule::NoOpOnlyInHoles)
    );
}

/// What a promise showed that did not count obliges to nothing.
#[test]
fn a_gap_that_the_quorum_did_not_see() {
    let (mut hand, ..) = gap();
    let new = hand.asks(2, 1, set("z", "3"));
    let two = ballot(2, C);
    hand.promises_all(A, two, 1, &[]);
    hand.prepared(C, two, 1, &[A, C]);
    hand.proposes(C, two, 1, new);
    hand.is_right();
}

/// The candidate's own votes count, though its promise to itself never travels.
#[test]
fn a_gap_below_the_leaders_own_vote() {
    let (mut hand, ..) = gap();
    let new = hand.asks(2, 1, set("z", "3"));
    let three = ballot(3, B);
    hand.starts(B, three, 1);
    hand.promises_all(A, three, 1, &[]);
    hand.prepared(B, three, 1, &[A, B]);
    hand.proposes(B, three, 2, new);
    hand.only(Monitor::GapsFilled);
}
