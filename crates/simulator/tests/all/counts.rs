//! What one request costs without faults: the messages it causes, request and
//! response included and heartbeats left out, and the one-way delays until the
//! client has its answer.

use antipaxos_paxos::{Kind, Message};
use antipaxos_simulator::Session;
use antipaxos_simulator::protocol::Protocol;
use antipaxos_simulator::{Noted, Paxos};

const NAMES: [&str; 7] = ["A", "B", "C", "D", "E", "F", "G"];
const SIZES: [u32; 3] = [3, 5, 7];

#[derive(Clone, Copy)]
enum Way {
    Basic,
    AtLeader,
    AtFollower,
    Redirected,
}

fn text(way: Way, learners: &str, size: u32, requests: u32) -> String {
    let names = NAMES[..size as usize].join(" ");
    let (protocol, leader, options) = match way {
        Way::Basic => ("basic", "", ""),
        Way::AtLeader => ("multi", "leader A\n", ""),
        Way::AtFollower => ("multi", "leader B\n", ""),
        Way::Redirected => ("multi", "leader B\n", " forwarding=redirect"),
    };
    let mut text = format!("protocol {protocol} learners={learners}{options}\nreplicas {names}\n{leader}");
    for request in 0..requests {
        // Far apart, so that each is served in calm.
        text += &format!("at {}ms c{} asks A: set x {request}\n", request * 120, request + 1);
    }
    text
}

fn messages(session: &Session) -> u32 {
    let all = session.run().history().messages();
    u32::try_from(all.iter().filter(|sent| !Paxos::is_background(&sent.message)).count()).expect("a count")
}

fn of_kind(session: &Session, kind: Kind) -> usize {
    session.run().history().messages().iter().filter(|sent| Message::kind(&sent.message) == kind).count()
}

/// From each request to its answer.
fn delays(session: &Session) -> Vec<u32> {
    let history = session.run().history();
    let answered = history.facts_from(0).filter(|(_, noted)| matches!(noted, Noted::Answered { .. }));
    answered.map(|(step, _)| history.step(step).depth).collect()
}

fn check(way: Way, learners: &str, wanted: [u32; 3], wanted_delays: u32) {
    for (size, wanted) in SIZES.into_iter().zip(wanted) {
        let session = crate::common::play_well(&text(way, learners, size, 1));
        assert_eq!(messages(&session), wanted, "{learners}, N = {size}");
        assert_eq!(delays(&session), [wanted_delays], "{learners}, N = {size}");
        // And so does every further request.
        let three = crate::common::play_well(&text(way, learners, size, 3));
        assert_eq!(messages(&three), 3 * wanted, "{learners}, N = {size}, three requests");
        assert_eq!(delays(&three), [wanted_delays; 3], "{learners}, N = {size}, three requests");
    }
}

#[test]
fn basic_costs_14_34_62_messages_and_6_delays() {
    check(Way::Basic, "all", [14, 34, 62], 6);
}

#[test]
fn basic_with_the_proposer_as_learner_costs_12_22_32() {
    check(Way::Basic, "leader", [12, 22, 32], 6);
}

#[test]
fn multi_at_the_leader_costs_10_26_50_messages_and_4_delays() {
    check(Way::AtLeader, "all", [10, 26, 50], 4);
}

#[test]
fn multi_at_the_leader_with_learn_costs_8_14_20() {
    check(Way::AtLeader, "leader", [8, 14, 20], 4);
}

#[test]
fn multi_forwarded_costs_12_28_52_messages_and_6_delays() {
    check(Way::AtFollower, "all", [12, 28, 52], 6);
}

#[test]
fn multi_forwarded_with_learn_costs_10_16_22() {
    check(Way::AtFollower, "leader", [10, 16, 22], 6);
}

/// A Redirect and a second Request in place of a Forward and a second Response.
#[test]
fn multi_redirected_costs_as_much_as_forwarded() {
    check(Way::Redirected, "all", [12, 28, 52], 6);
    check(Way::Redirected, "leader", [10, 16, 22], 6);
}

#[test]
fn the_formulas_give_the_table() {
    for (at, n) in SIZES.into_iter().enumerate() {
        assert_eq!(3 * (n - 1) + n * (n - 1) + 2, [14, 34, 62][at]);
        assert_eq!((n - 1) + n * (n - 1) + 2, [10, 26, 50][at]);
    }
}

/// Phase 1 is paid once, whatever the number of requests after it.
#[test]
fn an_election_adds_two_messages_per_other_replica_once() {
    for size in SIZES {
        for requests in [1, 3] {
            let calm = text(Way::AtLeader, "all", size, requests);
            let elected = calm.replace("leader A\n", "").replace("at 0ms c1", "at 0ms timeout A\nat 40ms c1");
            let (calm, elected) = (crate::common::play_well(&calm), crate::common::play_well(&elected));
            assert_eq!(messages(&elected), messages(&calm) + 2 * (size - 1), "N = {size}");
            assert_eq!(of_kind(&elected, Kind::Prepare), size as usize - 1);
            assert_eq!(of_kind(&elected, Kind::Promise), size as usize - 1);
        }
    }
}

/// The follower that forwarded hears every Accepted itself: it can answer
/// without waiting for the leader. One message less, and one delay, or two
/// with three replicas, where its own vote and the leader's are a quorum.
#[test]
fn a_follower_that_answers_itself_saves_a_message_and_a_delay() {
    for (size, messages_wanted, delays_wanted) in [(3, 11, 4), (5, 27, 5), (7, 51, 5)] {
        let calm = text(Way::AtFollower, "all", size, 1).replace("learners=all", "answers=direct");
        let session = crate::common::play_well(&calm);
        assert_eq!(
            (messages(&session), delays(&session)),
            (messages_wanted, vec![delays_wanted]),
            "N = {size}"
        );
    }
}

/// A distinguished learner collects the votes: to it from every other
/// acceptor, and from it to every other learner. That is as much as with the
/// leader, and a delay more, since the leader, too, has to be told; but not
/// with three replicas, where the learner's own vote and the leader's are a
/// quorum.
#[test]
fn a_distinguished_learner_costs_as_much_as_the_leader_and_a_delay_more() {
    for (at, size) in SIZES.into_iter().enumerate() {
        let session = crate::common::play_well(&text(Way::AtLeader, "C", size, 1));
        assert_eq!(messages(&session), [8, 14, 20][at], "N = {size}");
        assert_eq!(delays(&session), [[4, 5, 5][at]], "N = {size}");
    }
}
