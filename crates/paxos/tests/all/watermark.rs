//! Votes that are let go under a watermark: what an acceptor still tells, and
//! what a new leader makes of it.

use antipaxos_paxos::{
    Ballot, Config, Durable, Fact, Ignored, Kind, Message, NodeSet, Record, Replica, Slot, Variant,
};

use crate::alone::{A, B, C, config, deliver, notes, receivers, sent, start, value, vote, writes};

fn letting_go() -> Config {
    Config { watermark: true, ..config(Variant::Multi) }
}

/// A follower of `ballot` that voted in slots 1 and 2 and knows what is chosen
/// in both.
fn follower(config: &Config, ballot: Ballot) -> Replica {
    let mut replica = Replica::new(A);
    for number in [1, 2] {
        let accept = Message::Accept { ballot, slot: Slot(number), value: value(number) };
        deliver(&mut replica, config, ballot.owner, accept);
    }
    let heartbeat = Message::Heartbeat { ballot, commit: Some(Slot(2)), watermark: None };
    deliver(&mut replica, config, ballot.owner, heartbeat);
    replica
}

#[test]
fn votes_under_the_watermark_go_and_promises_tell_up_to_where() {
    let (config, ballot) = (letting_go(), Ballot::new(1, B));
    let mut replica = follower(&config, ballot);
    let heartbeat = Message::Heartbeat { ballot, commit: Some(Slot(2)), watermark: Some(Slot(1)) };
    let effects = deliver(&mut replica, &config, B, heartbeat);
    assert_eq!(writes(&effects), [Record::LetGo { slot: Slot(1) }]);
    assert!(notes(&effects, Fact::LetGo { slot: Slot(1) }));
    let prepare = Message::Prepare { ballot: Ballot::new(2, C), slot: Slot(1) };
    let promise = sent(&deliver(&mut replica, &config, C, prepare), Kind::Promise);
    let Message::Promise { votes, watermark, .. } = promise else { panic!("{promise:?}") };
    assert_eq!(*votes, [(Slot(2), vote(ballot, 2))]);
    assert_eq!(watermark, Some(Slot(1)));
}

#[test]
fn a_vote_stays_until_its_own_disk_has_the_value() {
    let (config, ballot) = (letting_go(), Ballot::new(1, B));
    let mut replica = follower(&config, ballot);
    let heartbeat = Message::Heartbeat { ballot, commit: Some(Slot(2)), watermark: Some(Slot(9)) };
    let effects = deliver(&mut replica, &config, B, heartbeat);
    assert!(notes(&effects, Fact::LetGo { slot: Slot(2) }), "it knows no more than two: {effects:?}");
}

#[test]
fn a_disk_without_a_vote_answers_with_what_was_decided() {
    let (config, ballot) = (letting_go(), Ballot::new(1, B));
    let mut disk = Durable::default();
    for record in [
        Record::Voted { slot: Slot(1), vote: vote(ballot, 1) },
        Record::Decided { slot: Slot(1), value: value(1) },
        Record::LetGo { slot: Slot(1) },
    ] {
        disk.write(&record);
    }
    let mut replica = Replica::restarted(A, &config, disk);
    let (ballot, slot) = (Ballot::new(2, C), Slot(1));
    let effects = deliver(&mut replica, &config, C, Message::Accept { ballot, slot, value: value(7) });
    assert!(notes(&effects, Fact::Ignored { reason: Ignored::UnderWatermark }));
    assert_eq!(sent(&effects, Kind::Decided), Message::Decided { values: Box::new([(Slot(1), value(1))]) });
}

#[test]
fn a_vote_that_is_erased_is_off_the_disk() {
    let mut disk = Durable::default();
    let cast = vote(Ballot::new(1, B), 1);
    disk.write(&Record::Voted { slot: Slot(1), vote: cast });
    let back = |disk: &Durable| Replica::from_disk(A, disk.clone());
    assert_eq!(back(&disk).acceptor().vote(Slot(1)), Some(&cast));
    disk.write(&Record::Erased { slot: Slot(1) });
    assert_eq!(back(&disk).acceptor().vote(Slot(1)), None);
}

#[test]
fn a_new_leader_proposes_nothing_under_the_highest_watermark_and_asks_for_the_values() {
    let (config, mut replica) = (letting_go(), Replica::new(A));
    let prepare = sent(&start(&mut replica, &config, None), Kind::Prepare);
    let Message::Prepare { ballot, slot } = prepare else { panic!("{prepare:?}") };
    let promise = |watermark: Option<u32>, votes: &[u32]| Message::Promise {
        ballot,
        slot,
        votes: votes.iter().map(|at| (Slot(*at), vote(Ballot::new(0, B), *at))).collect(),
        decided: Box::new([]),
        watermark: watermark.map(Slot),
    };
    // B let slots 1 and 2 go, C slot 1; C's old vote in slot 2 needs nobody any more, that in slot 3 does.
    deliver(&mut replica, &config, B, promise(Some(2), &[]));
    let effects = deliver(&mut replica, &config, C, promise(Some(1), &[2, 3]));
    assert!(notes(&effects, Fact::LeftAlone { first: Slot(1), last: Slot(2), holder: B }), "{effects:?}");
    let accept = sent(&effects, Kind::Accept);
    assert_eq!(accept, Message::Accept { ballot, slot: Slot(3), value: value(3) });
    assert_eq!(receivers(&effects, Kind::CatchUp), NodeSet::EMPTY.with(B).with(C));
}
