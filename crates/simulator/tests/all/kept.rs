//! Where everything that is shown of a node is kept: on its disk, in its
//! memory, under way, or not in the node at all.

use crate::common::{node, play_well};
use antipaxos_simulator::Session;
use antipaxos_simulator::protocol::{Place, Property};

fn properties(session: &Session, name: &str, place: Place) -> Vec<Property> {
    let list = session.world().properties(node(session, name)).into_iter();
    list.filter(|property| property.place == place).collect()
}

/// The vote that A2's disk is about to lose is told apart from its promise,
/// which an earlier step wrote.
#[test]
fn what_only_the_last_write_put_on_a_disk_that_forgets_is_told_apart() {
    let mut session = play_well(
        "protocol basic\nproposers P1 P2\nacceptors A1 A2 A3\nnetwork manual\nstart P1: set x 1\n\
         deliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\ndeliver Accept P1->A1 A2\n\
         bounce A2 without last-write\nexpect steps 8\n",
    );
    let marks = |session: &mut Session, step: u32| {
        session.seek(step);
        let portrait = session.world().portrait(node(session, "A2"));
        let cell = &portrait.cells[0];
        (portrait.badge.is_some(), portrait.badge_last_write, cell.owner.is_some(), cell.last_write)
    };
    assert_eq!(marks(&mut session, 3), (true, true, false, false), "the promise is A2's last write");
    assert_eq!(marks(&mut session, 7), (true, false, true, true), "the vote is, now");
    assert_eq!(marks(&mut session, 8), (true, false, false, false), "it is gone, the promise is not");
}

/// Where no disk forgets, nothing on it is less sure than the rest.
#[test]
fn nothing_is_in_doubt_where_disks_keep_what_they_say_they_keep() {
    let mut session = play_well("protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n");
    for step in 0..=session.run().last() {
        session.seek(step);
        for name in ["A", "B", "C"] {
            let portrait = session.world().portrait(node(&session, name));
            assert!(!portrait.badge_last_write && portrait.cells.iter().all(|cell| !cell.last_write));
        }
    }
}

#[test]
fn a_node_that_is_down_has_a_disk_and_no_memory() {
    let text = "protocol multi watermark=on\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n\
                at 300ms crash B\nuntil 400ms\n";
    let mut session = play_well(text);
    session.seek(session.run().last());
    assert_eq!(properties(&session, "B", Place::Memory), []);
    let disk: Vec<&str> = properties(&session, "B", Place::Disk).iter().map(|line| line.name).collect();
    assert_eq!(disk, ["promised", "votes let go up to", "highest round used", "learned up to"]);
    assert_ne!(properties(&session, "A", Place::Memory), []);
}

/// What a learner knows is on disk only where votes are let go.
#[test]
fn a_learner_keeps_nothing_on_disk_unless_votes_are_let_go() {
    for (option, place) in [("", Place::Memory), (" watermark=on", Place::Disk)] {
        let text = format!("protocol multi{option}\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n");
        let mut session = play_well(&text);
        session.seek(session.run().last());
        let named = properties(&session, "B", place).into_iter().any(|line| line.name == "learned up to");
        assert!(named, "{place:?}");
    }
}

#[test]
fn a_slow_inbox_a_wrong_clock_and_a_crash_to_come_are_listed() {
    let mut session = play_well(
        "protocol multi\nreplicas A B C\nleader A\nslow B 20ms\nclock C 150%\nat 5ms crash A before-write\n\
         at 400ms clock C 100%\nuntil 500ms\n",
    );
    let values = |session: &Session, name: &str| -> Vec<String> {
        let list = properties(session, name, Place::Outside).into_iter();
        list.map(|line| format!("{} {}", line.name, line.value)).collect()
    };
    session.seek(2);
    assert_eq!(values(&session, "A"), ["crashes when it next writes before-write, and stays down"]);
    assert_eq!(values(&session, "B"), ["messages to it take 20 ms longer"]);
    assert_eq!(values(&session, "C"), ["its clock runs at 150%"]);
    session.seek(session.run().last());
    assert_eq!(values(&session, "C"), [""; 0]);
}

/// Neither on the sender's disk nor in its memory.
#[test]
fn what_a_node_sent_is_under_way_until_it_arrives() {
    let mut session = play_well("protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n");
    let under_way = |session: &Session| session.world().in_flight_from(node(session, "A")).count();
    session.seek(1);
    assert_eq!(under_way(&session), 0);
    session.seek(2);
    assert_eq!(under_way(&session), 2, "Prepare to B and C");
    session.seek(3);
    assert_eq!(under_way(&session), 1);
}
