//! What one replica does where a rule is switched off, and that it does not do
//! so where it is on. What then goes wrong among several is the scenarios'.

use antipaxos_paxos::{
    Ballot, Config, Durable, Ignored, Kind, Message, NodeId, Record, Replica, Role, Rule, Slot, Variant, Vote,
};

use crate::alone::{A, B, C, assert_ignored, command, config, deliver, sent, start, value, vote};

const SLOT: Slot = Slot(1);

/// With the rule on, and with it off.
fn both(variant: Variant, rule: Rule) -> [Config; 2] {
    let on = config(variant);
    [on, Config { rules: on.rules.without(rule), ..on }]
}

fn disk() -> Durable {
    let mut disk = Durable::default();
    disk.write(&Record::Promised { ballot: Ballot::new(2, B), slot: None });
    disk.write(&Record::Voted { slot: SLOT, vote: vote(Ballot::new(1, A), 1) });
    disk
}

#[test]
fn without_r3_a_restart_forgets_promises_or_votes_and_nothing_else() {
    let back = |config: &Config| {
        let replica = Replica::restarted(A, config, disk());
        (replica.acceptor().promised(SLOT), replica.acceptor().vote(SLOT).copied())
    };
    let (promised, cast) = (Some(Ballot::new(2, B)), Some(vote(Ballot::new(1, A), 1)));
    let [on, off] = both(Variant::Multi, Rule::PromiseSurvivesRestart);
    assert_eq!(back(&on), (promised, cast));
    assert_eq!(back(&off), (None, cast));
    let [_, off] = both(Variant::Multi, Rule::VoteSurvivesRestart);
    assert_eq!(back(&off), (promised, None));
}

#[test]
fn without_r14_an_acceptor_votes_for_no_value_that_it_did_not_vote_for_before() {
    let [on, off] = both(Variant::Basic, Rule::AcceptAnyValue);
    let accept = |ballot, number| Message::Accept { ballot, slot: SLOT, value: value(number) };
    let mut replica = Replica::new(A);
    deliver(&mut replica, &on, B, accept(Ballot::new(1, B), 1));
    let other = deliver(&mut replica, &off, C, accept(Ballot::new(2, C), 2));
    assert_ignored(&other, Ignored::OtherValue);
    let same = deliver(&mut replica, &off, C, accept(Ballot::new(2, C), 1));
    assert_eq!(sent(&same, Kind::Accepted).ballot(), Some(Ballot::new(2, C)));
    let other = deliver(&mut replica, &on, C, accept(Ballot::new(3, C), 2));
    assert_eq!(sent(&other, Kind::Accepted).ballot(), Some(Ballot::new(3, C)));
}

/// Its second election: one promise came in the first, one in this.
fn second_election(config: &Config) -> Replica {
    let mut replica = Replica::new(A);
    for from in [B, C] {
        let ballot = sent(&start(&mut replica, config, None), Kind::Prepare).ballot().expect("it has one");
        deliver(&mut replica, config, from, promise(ballot, &[]));
    }
    replica
}

fn promise(ballot: Ballot, votes: &[(Slot, Vote)]) -> Message {
    Message::Promise { ballot, slot: SLOT, votes: votes.into(), decided: Box::new([]), watermark: None }
}

#[test]
fn without_r10_promises_of_the_ballot_before_count_too_and_are_used_in_the_new_one() {
    let [on, off] = both(Variant::Multi, Rule::PromisesOfThisBallot);
    assert!(matches!(second_election(&on).multi().role(), Role::Candidate(_)), "two of five");
    let replica = second_election(&off);
    let Role::Leader(_) = replica.multi().role() else { panic!("three of five, one of them outdated") };
    assert_eq!(replica.multi().leader(), Some(Ballot::new(2, A)));
}

#[test]
fn without_r4c_only_a_vote_that_a_whole_quorum_reports_binds() {
    let [on, off] = both(Variant::Basic, Rule::OneReportIsEnough);
    let old = Ballot::new(1, B);
    // It voted itself, and so did those that report it.
    let proposes = |config: &Config, reporters: &[NodeId]| {
        let mut replica = Replica::new(A);
        let accept = Message::Accept { ballot: old, slot: SLOT, value: value(1) };
        deliver(&mut replica, config, B, accept);
        let started = start(&mut replica, config, Some(command(7)));
        let ballot = sent(&started, Kind::Prepare).ballot().expect("it has one");
        let answer = |from: NodeId| {
            let votes = [(SLOT, vote(old, 1))];
            promise(ballot, if reporters.contains(&from) { &votes } else { &[] })
        };
        deliver(&mut replica, config, B, answer(B));
        let accept = sent(&deliver(&mut replica, config, C, answer(C)), Kind::Accept);
        let Message::Accept { value, .. } = accept else { panic!("{accept:?}") };
        value
    };
    assert_eq!(proposes(&off, &[B]), value(7), "two of five are no quorum");
    assert_eq!(proposes(&off, &[B, C]), value(1), "three of five are one");
    assert_eq!(proposes(&on, &[]), value(1));
}
