//! One replica alone, and what it does with single messages: what its three
//! roles remember and tell, to the letter.

use antipaxos_paxos::{
    Address, Ballot, ClientId, Command, Config, Durable, Effect, Evidence, Fact, Ignored, Input, Kind,
    Message, NodeId, NodeSet, Origin, Record, Replica, Role, Slot, Stage, Timer, Value, Variant, Vote, Word,
};

use crate::alone::{
    A, B, C, D, E, assert_ignored, command, config, deliver, notes, receivers, sent, start, step, value,
    vote, writes,
};

// What is for others.

#[test]
fn a_message_for_another_role_is_left_alone() {
    for variant in [Variant::Basic, Variant::Multi] {
        let mut config = config(variant);
        config.cluster.acceptors = config.cluster.acceptors.without(A);
        config.cluster.proposers = NodeSet::EMPTY.with(B);
        let (mut replica, ballot, slot) = (Replica::new(A), Ballot::new(1, B), Slot(1));
        let prepare = deliver(&mut replica, &config, B, Message::Prepare { ballot, slot });
        assert_ignored(&prepare, Ignored::NotItsRole);
        let accept = Message::Accept { ballot, slot, value: value(1) };
        assert_ignored(&deliver(&mut replica, &config, B, accept), Ignored::NotItsRole);
        assert_ignored(&start(&mut replica, &config, Some(command(1))), Ignored::NotItsRole);
        let request = Message::Request { command: command(1) };
        let from = Address::Client(ClientId(0));
        let asked = step(&mut replica, &config, Input::Deliver { from, message: request });
        assert_ignored(&asked, Ignored::NotItsRole);
        assert_eq!(replica.durable(), Durable::default());
    }
}

#[test]
fn a_timer_that_comes_too_late_does_nothing() {
    let (basic, multi) = (config(Variant::Basic), config(Variant::Multi));
    let late = [
        (&multi, Timer::Heartbeat),
        (&multi, Timer::Resend),
        (&basic, Timer::Resend),
        (&basic, Timer::Backoff(Slot(1))),
    ];
    for (config, timer) in late {
        let effects = step(&mut Replica::new(A), config, Input::Timeout(timer));
        assert_ignored(&effects, Ignored::NothingToDo);
    }
}

// The acceptor.

#[test]
fn a_promise_is_written_once_and_a_vote_every_time() {
    let (ballot, slot) = (Ballot::new(2, B), Slot(1));
    for (variant, scope) in [(Variant::Basic, Some(slot)), (Variant::Multi, None)] {
        let (config, mut replica) = (config(variant), Replica::new(A));
        let promised = Record::Promised { ballot, slot: scope };
        let prepare = Message::Prepare { ballot, slot };
        assert_eq!(writes(&deliver(&mut replica, &config, B, prepare.clone())), [promised]);
        assert_eq!(writes(&deliver(&mut replica, &config, B, prepare)), [], "the same promise again");
        let voted = Record::Voted { slot, vote: vote(ballot, 1) };
        let accept = Message::Accept { ballot, slot, value: value(1) };
        assert_eq!(writes(&deliver(&mut replica, &config, B, accept)), [voted], "it was promised");
        let higher = Ballot::new(3, C);
        let accept = Message::Accept { ballot: higher, slot, value: value(1) };
        let promised = Record::Promised { ballot: higher, slot: scope };
        let voted = Record::Voted { slot, vote: vote(higher, 1) };
        assert_eq!(writes(&deliver(&mut replica, &config, C, accept)), [promised, voted]);
    }
}

#[test]
fn a_repeated_prepare_is_answered_unless_strictness_is_asked_for() {
    let (slot, prepare) =
        (Slot(1), |round| Message::Prepare { ballot: Ballot::new(round, B), slot: Slot(1) });
    for strict_prepare in [false, true] {
        let config = Config { strict_prepare, ..config(Variant::Basic) };
        let mut replica = Replica::new(A);
        let first = deliver(&mut replica, &config, B, prepare(2));
        assert_eq!(receivers(&first, Kind::Promise), NodeSet::EMPTY.with(B));
        let again = deliver(&mut replica, &config, B, prepare(2));
        if strict_prepare {
            assert_ignored(&again, Ignored::StrictPrepare);
        } else {
            assert_eq!(sent(&again, Kind::Promise), sent(&first, Kind::Promise));
        }
        let higher = deliver(&mut replica, &config, B, prepare(3));
        assert_eq!(receivers(&higher, Kind::Promise), NodeSet::EMPTY.with(B));
        assert_eq!(replica.acceptor().promised(slot), Some(Ballot::new(3, B)));
    }
}

#[test]
fn an_accept_below_the_promise_changes_nothing() {
    let (low, high, slot) = (Ballot::new(1, B), Ballot::new(2, C), Slot(1));
    for variant in [Variant::Basic, Variant::Multi] {
        let (config, mut replica) = (config(variant), Replica::new(A));
        deliver(&mut replica, &config, C, Message::Prepare { ballot: high, slot });
        let before = replica.durable();
        let accept = Message::Accept { ballot: low, slot, value: value(1) };
        let refused = deliver(&mut replica, &config, B, accept);
        assert_eq!(sent(&refused, Kind::Nack), Message::Nack { ballot: low, slot, promised: high });
        assert_eq!((writes(&refused), replica.durable()), (Vec::new(), before));
        assert_eq!(replica.acceptor().vote(slot), None);
    }
}

#[test]
fn basic_promises_slot_by_slot_and_multi_for_all() {
    let (low, high) = (Ballot::new(1, B), Ballot::new(2, C));
    for variant in [Variant::Basic, Variant::Multi] {
        let (config, mut replica) = (config(variant), Replica::new(A));
        deliver(&mut replica, &config, C, Message::Prepare { ballot: high, slot: Slot(3) });
        let answer = deliver(&mut replica, &config, B, Message::Prepare { ballot: low, slot: Slot(1) });
        let by_slot: Vec<_> = replica.acceptor().promises_by_slot().collect();
        match variant {
            Variant::Basic => {
                assert_eq!(receivers(&answer, Kind::Promise), NodeSet::EMPTY.with(B));
                assert_eq!(by_slot, [(Slot(1), &low), (Slot(3), &high)]);
                assert_eq!(replica.acceptor().promised(Slot(2)), None);
            }
            Variant::Multi => {
                let nack = Message::Nack { ballot: low, slot: Slot(1), promised: high };
                assert_eq!(sent(&answer, Kind::Nack), nack);
                assert_eq!((by_slot.len(), replica.acceptor().promised(Slot(1))), (0, Some(high)));
            }
        }
        assert_eq!(replica.acceptor().promised_anywhere(), Some(high));
    }
}

#[test]
fn a_promise_reports_the_votes_it_is_asked_about() {
    let (old, new) = (Ballot::new(1, B), Ballot::new(2, C));
    for variant in [Variant::Basic, Variant::Multi] {
        let (config, mut replica) = (config(variant), Replica::new(A));
        for slot in [1, 2, 4] {
            let accept = Message::Accept { ballot: old, slot: Slot(slot), value: value(slot) };
            deliver(&mut replica, &config, B, accept);
        }
        assert_eq!(replica.acceptor().last_vote(), Some(Slot(4)));
        let asked = deliver(&mut replica, &config, C, Message::Prepare { ballot: new, slot: Slot(2) });
        let votes = match variant {
            Variant::Basic => vec![(Slot(2), vote(old, 2))],
            Variant::Multi => vec![(Slot(2), vote(old, 2)), (Slot(4), vote(old, 4))],
        };
        let promise = Message::Promise {
            ballot: new,
            slot: Slot(2),
            votes: votes.into(),
            decided: [].into(),
            watermark: None,
        };
        assert_eq!(sent(&asked, Kind::Promise), promise);
    }
}

/// Its own acceptor may have promised more than its proposer ever used.
#[test]
fn the_first_ballot_after_a_restart_is_above_every_promise_on_the_disk() {
    for slot in [Some(Slot(2)), None] {
        let variant = if slot.is_some() { Variant::Basic } else { Variant::Multi };
        let config = config(variant);
        let mut disk = Durable { round: 3, ..Durable::default() };
        disk.write(&Record::Promised { ballot: Ballot::new(7, E), slot });
        let mut replica = Replica::from_disk(A, disk);
        let effects = start(&mut replica, &config, Some(command(1)));
        let Message::Prepare { ballot, .. } = sent(&effects, Kind::Prepare) else { unreachable!() };
        assert_eq!(ballot, Ballot::new(8, A));
    }
}

// The proposer.

/// Five acceptors; the reports come in that order, and A's own is empty.
#[test]
fn a_campaign_keeps_the_highest_ballot_reported_for_each_slot() {
    let config = config(Variant::Multi);
    let mut replica = Replica::new(A);
    for _ in 0..9 {
        start(&mut replica, &config, None);
    }
    let (ballot, slot) = (Ballot::new(9, A), Slot(1));
    let (low, middle, high) = (Ballot::new(2, B), Ballot::new(2, C), Ballot::new(3, B));
    let mut promise = |from, votes: &[(Slot, Vote)]| {
        let promise =
            Message::Promise { ballot, slot, votes: votes.into(), decided: [].into(), watermark: None };
        deliver(&mut replica, &config, from, promise)
    };
    promise(C, &[(Slot(1), vote(middle, 1)), (Slot(3), vote(low, 3))]);
    let led = promise(D, &[(Slot(1), vote(low, 2)), (Slot(3), vote(high, 4))]);
    assert!(notes(&led, Fact::Leads { ballot, promises: [A, C, D].into_iter().collect() }));
    let adopted = |slot, sequence, ballot, reporter| {
        let origin = Origin::Adopted { ballot, reporter };
        Fact::Proposed { ballot: Ballot::new(9, A), slot: Slot(slot), value: value(sequence), origin }
    };
    assert!(notes(&led, adopted(1, 1, middle, C)), "{led:?}");
    assert!(notes(&led, adopted(3, 4, high, D)), "{led:?}");
    let hole = Fact::Proposed { ballot, slot: Slot(2), value: Value::NoOp, origin: Origin::Hole };
    assert!(notes(&led, hole), "{led:?}");
    let Role::Leader(tenure) = replica.multi().role() else { panic!("it leads") };
    assert_eq!((tenure.ballot, tenure.next, tenure.open.len()), (ballot, Slot(4), 3));
}

/// Of two reports of one ballot, which are the same vote, the first is named.
#[test]
fn a_campaign_tells_who_reported_first_and_counts_everyone_once() {
    let config = config(Variant::Basic);
    let mut replica = Replica::new(A);
    start(&mut replica, &config, Some(command(9)));
    start(&mut replica, &config, None);
    let (ballot, slot, old) = (Ballot::new(2, A), Slot(1), Ballot::new(1, B));
    let promise = |from: NodeId| {
        let decided = [].into();
        (
            from,
            Message::Promise { ballot, slot, votes: [(slot, vote(old, 1))].into(), decided, watermark: None },
        )
    };
    let (from, message) = promise(C);
    deliver(&mut replica, &config, from, message.clone());
    let again = deliver(&mut replica, &config, from, message);
    assert!(notes(&again, Fact::Ignored { reason: Ignored::Repeated }), "{again:?}");
    let Stage::Preparing(campaign) = &replica.synods()[0].stage else { panic!("two of five promised") };
    assert_eq!((campaign.ballot(), campaign.from()), (ballot, slot));
    assert_eq!(campaign.promises(), [A, C].into_iter().collect());
    assert_eq!(campaign.last_reported(), Some(slot));
    assert_eq!(campaign.report(slot).map(|report| (report.vote, report.reporter)), Some((vote(old, 1), C)));
    let resent = step(&mut replica, &config, Input::Timeout(Timer::Resend));
    assert_eq!(receivers(&resent, Kind::Prepare), [B, D, E].into_iter().collect());
    let (from, message) = promise(B);
    let proposed = deliver(&mut replica, &config, from, message);
    let origin = Origin::Adopted { ballot: old, reporter: C };
    assert!(notes(&proposed, Fact::Proposed { ballot, slot, value: value(1), origin }), "{proposed:?}");
}

// The learner.

fn accepted(ballot: Ballot, slot: u32, sequence: u32) -> Message {
    Message::Accepted { ballot, slot: Slot(slot), value: value(sequence) }
}

/// Votes of two ballots in two slots come in turns, and each is counted with
/// its own.
#[test]
fn votes_are_counted_by_slot_and_by_ballot() {
    let config = config(Variant::Basic);
    let mut replica = Replica::new(A);
    let (one, two, three) = (Ballot::new(1, B), Ballot::new(2, C), Ballot::new(3, D));
    let votes = [
        (B, one, 1),
        (B, two, 2),
        (B, two, 1),
        (B, one, 2),
        (C, one, 1),
        (C, three, 1),
        (C, two, 1),
        (C, one, 2),
        (C, two, 2),
        (D, three, 2),
    ];
    for (from, ballot, slot) in votes {
        let effects = deliver(&mut replica, &config, from, accepted(ballot, slot, 1));
        assert!(!notes(&effects, Fact::Ignored { reason: Ignored::Repeated }), "{from:?} {ballot:?} {slot}");
    }
    let set = |nodes: &[NodeId]| nodes.iter().copied().collect::<NodeSet>();
    let counted = |ballot, slot| replica.learner().voters(Slot(slot), ballot);
    assert_eq!([one, two, three].map(|ballot| counted(ballot, 1)), [set(&[B, C]), set(&[B, C]), set(&[C])]);
    assert_eq!([one, two, three].map(|ballot| counted(ballot, 2)), [set(&[B, C]), set(&[B, C]), set(&[D])]);
    assert_eq!(counted(one, 3), NodeSet::EMPTY);
    assert_eq!(replica.learner().last_known(), None, "no ballot has three votes");
    let repeated = deliver(&mut replica, &config, B, accepted(one, 1, 1));
    assert!(notes(&repeated, Fact::Ignored { reason: Ignored::Repeated }));
    let learned = deliver(&mut replica, &config, E, accepted(one, 1, 1));
    let evidence = Evidence::Votes { ballot: one, voters: set(&[B, C, E]) };
    assert!(notes(&learned, Fact::Learned { slot: Slot(1), value: value(1), evidence }), "{learned:?}");
    let late = deliver(&mut replica, &config, D, accepted(one, 1, 1));
    assert_eq!(late, [], "a fourth vote says nothing new");
}

#[test]
fn a_gap_holds_execution_up_and_not_knowledge() {
    let config = config(Variant::Multi);
    let mut replica = Replica::new(A);
    let known = |replica: &Replica| {
        let learner = replica.learner();
        (learner.commit(), learner.applied(), learner.last_known())
    };
    assert_eq!(known(&replica), (None, None, None));
    let told = |slot| Message::Decided { values: [(Slot(slot), value(slot))].into() };
    deliver(&mut replica, &config, B, told(1));
    assert_eq!(known(&replica), (Some(Slot(1)), Some(Slot(1)), Some(Slot(1))));
    deliver(&mut replica, &config, B, told(3));
    assert_eq!(known(&replica), (Some(Slot(1)), Some(Slot(1)), Some(Slot(3))));
    assert_eq!((replica.learner().first_unknown(), replica.learner().first_unapplied()), (Slot(2), Slot(2)));
    let closed = deliver(&mut replica, &config, B, told(2));
    assert_eq!(known(&replica), (Some(Slot(3)), Some(Slot(3)), Some(Slot(3))));
    let executed = closed.iter().filter(|effect| matches!(effect, Effect::Fact(Fact::Applied { .. })));
    assert_eq!(executed.count(), 2);
    assert_eq!(replica.learner().store().entries(), [(Word::new("x").unwrap(), Word::new("6").unwrap())]);
    assert_eq!(replica.learner().decisions_from(Slot(2)).count(), 2);
    assert_eq!(replica.learner().decision(Slot(3)).map(|decision| decision.value), Some(value(3)));
}

/// A node that is no learner knows and executes nothing.
#[test]
fn knowledge_is_not_execution() {
    let mut config = config(Variant::Multi);
    config.cluster.learners = [B, C].into_iter().collect();
    let mut replica = Replica::new(A);
    deliver(&mut replica, &config, B, Message::Decided { values: [(Slot(1), value(1))].into() });
    let learner = replica.learner();
    assert_eq!((learner.commit(), learner.applied()), (Some(Slot(1)), None));
}

/// Without a leader a request is kept, until its own ballot has won.
#[test]
fn a_request_without_a_leader_is_kept() {
    let config = config(Variant::Multi);
    let mut replica = Replica::new(A);
    let request = Message::Request { command: command(1) };
    step(&mut replica, &config, Input::Deliver { from: Address::Client(ClientId(0)), message: request });
    assert_eq!((replica.multi().leader(), replica.multi().kept(), replica.round()), (None, 1, 0));
    start(&mut replica, &config, None);
    let (ballot, slot) = (Ballot::new(1, A), Slot(1));
    let promise = Message::Promise { ballot, slot, votes: [].into(), decided: [].into(), watermark: None };
    deliver(&mut replica, &config, B, promise.clone());
    assert_eq!((replica.multi().leader(), replica.multi().kept(), replica.round()), (None, 1, 1));
    let led = deliver(&mut replica, &config, C, promise);
    assert_eq!((replica.multi().leader(), replica.multi().kept()), (Some(ballot), 0));
    assert_eq!(sent(&led, Kind::Accept), Message::Accept { ballot, slot, value: value(1) });
}

/// A leader asks those again whose votes it has not seen, and no others.
#[test]
fn a_leader_asks_the_silent_again() {
    let config = config(Variant::Multi);
    let (ballot, past) = (Ballot::new(1, A), [value(1)]);
    let mut replica = Replica::with_past(A, &config, ballot, &past);
    let request = Message::Request { command: command(2) };
    step(&mut replica, &config, Input::Deliver { from: Address::Client(ClientId(0)), message: request });
    deliver(&mut replica, &config, D, accepted(ballot, 2, 2));
    let resent = step(&mut replica, &config, Input::Timeout(Timer::Resend));
    assert_eq!(receivers(&resent, Kind::Accept), [B, C, E].into_iter().collect());
    let beat = step(&mut replica, &config, Input::Timeout(Timer::Heartbeat));
    assert_eq!(
        sent(&beat, Kind::Heartbeat),
        Message::Heartbeat { ballot, commit: Some(Slot(1)), watermark: None }
    );
    deliver(&mut replica, &config, E, accepted(ballot, 2, 2));
    let beat = step(&mut replica, &config, Input::Timeout(Timer::Heartbeat));
    assert_eq!(
        sent(&beat, Kind::Heartbeat),
        Message::Heartbeat { ballot, commit: Some(Slot(2)), watermark: None }
    );
}

/// A leads with 1.A and has a client's command 1 open in #1.
fn leader_with_an_open_slot(config: &Config) -> Replica {
    let mut replica = Replica::new(A);
    let request = Message::Request { command: command(1) };
    step(&mut replica, config, Input::Deliver { from: Address::Client(ClientId(0)), message: request });
    start(&mut replica, config, None);
    let (ballot, slot) = (Ballot::new(1, A), Slot(1));
    for from in [B, C] {
        let promise =
            Message::Promise { ballot, slot, votes: [].into(), decided: [].into(), watermark: None };
        deliver(&mut replica, config, from, promise);
    }
    let Role::Leader(tenure) = replica.multi().role() else { panic!("B and C promised") };
    assert_eq!((tenure.next, &tenure.open[..]), (Slot(2), &[(slot, value(1))][..]));
    replica
}

/// `Decided` names no ballot: the value alone tells of a higher one, be it in
/// a slot that A has open or in one above all that it proposed.
#[test]
fn a_leader_that_learns_what_its_ballot_did_not_propose_stands_down() {
    let config = config(Variant::Multi);
    let other = Value::Command(Command { client: ClientId(1), ..command(1) });
    for (slot, kept) in [(Slot(1), 1), (Slot(2), 0)] {
        let mut replica = leader_with_an_open_slot(&config);
        let told = deliver(&mut replica, &config, B, Message::Decided { values: [(slot, other)].into() });
        let ballot = Ballot::new(1, A);
        assert!(notes(&told, Fact::Outvoted { ballot, slot, value: other }), "{told:?}");
        assert_eq!(*replica.multi().role(), Role::Follower);
        assert_eq!((replica.multi().leader(), replica.multi().kept()), (None, kept), "{slot}");
        assert_eq!(receivers(&told, Kind::Heartbeat).or(receivers(&told, Kind::Accept)), NodeSet::EMPTY);
        let beat = step(&mut replica, &config, Input::Timeout(Timer::Heartbeat));
        assert_ignored(&beat, Ignored::NothingToDo);
    }
}

#[test]
fn a_leader_that_is_told_its_own_value_goes_on() {
    let config = config(Variant::Multi);
    let mut replica = leader_with_an_open_slot(&config);
    deliver(&mut replica, &config, B, Message::Decided { values: [(Slot(1), value(1))].into() });
    let beat = step(&mut replica, &config, Input::Timeout(Timer::Heartbeat));
    let (ballot, commit) = (Ballot::new(1, A), Some(Slot(1)));
    assert_eq!(sent(&beat, Kind::Heartbeat), Message::Heartbeat { ballot, commit, watermark: None });
}
