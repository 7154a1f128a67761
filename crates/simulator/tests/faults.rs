//! What can be done to nodes and links: each fault does what it says, and says
//! what it does.

mod common;

use antipaxos_paxos::{Ballot, Durable, Slot};
use antipaxos_simulator::Session;
use antipaxos_simulator::narrate::{explain, plain};
use antipaxos_simulator::scenario::{parse, print};
use antipaxos_simulator::transcript::{happening, transcript};
use common::{node, play, play_well};

/// P1 and P2 propose, A1 to A3 vote, and nothing arrives unless told.
const APART: &str = "protocol basic\nproposers P1 P2\nacceptors A1 A2 A3\nnetwork manual\n";

fn apart(rest: &str) -> Session {
    let session = play_well(&(APART.to_string() + rest));
    assert_eq!(session.run().trouble(), None);
    session
}

/// What the node's disk holds after a step.
fn disk(session: &Session, name: &str, step: u32) -> Durable {
    session.run().world_at(step).node(node(session, name)).replica.durable()
}

fn sentence(session: &Session, step: u32) -> String {
    plain(&explain(session.run().settings(), session.run().history(), step).sentence)
}

fn sent_in(session: &Session, step: u32) -> usize {
    session.run().history().sent(step).count()
}

/// Prints as written, and parses to the same.
fn law(text: &str) {
    let scenario = parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(print::print(&scenario), text);
    assert_eq!(parse(&print::print(&scenario)).as_ref(), Ok(&scenario));
}

#[test]
fn a_crash_before_the_write_leaves_no_trace() {
    let session = apart("start P1: set x 1\ncrash A1 before-write\ndeliver Prepare P1->A1\n");
    assert_eq!(happening(session.run(), 2), "A1 will crash before-write");
    assert!(session.run().world_at(2).node(node(&session, "A1")).up, "it has nothing to write yet");
    assert_eq!(happening(session.run(), 3), "P1->A1 Prepare 1.P1 #1, A1 crashes before-write");
    assert!(!session.run().end().node(node(&session, "A1")).up);
    assert_eq!(disk(&session, "A1", 3), Durable::default());
    assert_eq!(sent_in(&session, 3), 0);
    assert!(sentence(&session, 3).contains("A1 hears “Prepare 1.P1 #1” from P1 and crashes before"));
}

#[test]
fn a_crash_after_the_write_keeps_the_promise_and_tells_nobody() {
    let session = apart(
        "start P1: set x 1\ncrash A1 after-write\ndeliver Prepare P1->A1\nrestart A1\n\
         start P2 round 2: set y 2\ndeliver Prepare P2->A1\n",
    );
    assert_eq!(happening(session.run(), 3), "P1->A1 Prepare 1.P1 #1, A1 crashes after-write");
    let promised = disk(&session, "A1", 3).acceptor.promised(Slot(1));
    assert_eq!(promised, Some(Ballot::new(1, node(&session, "P1"))));
    assert_eq!(sent_in(&session, 3), 0);
    assert_eq!(disk(&session, "A1", 4), disk(&session, "A1", 3));
    assert!(
        sentence(&session, 3).ends_with("Then A1 crashes: this is on its disk, but no message has left.")
    );
    assert_eq!(sent_in(&session, 6), 1, "it is doomed no more");
}

#[test]
fn a_crash_after_the_send_is_a_whole_step() {
    let session =
        apart("start P1: set x 1\ncrash A1 after-send\ndeliver Prepare P1->A1\ndeliver Promise A1->P1\n");
    assert_eq!(sent_in(&session, 3), 1);
    assert!(!session.run().end().node(node(&session, "A1")).up);
    assert!(disk(&session, "A1", 3).acceptor.promised(Slot(1)).is_some());
    assert!(sentence(&session, 3).ends_with("its messages are under way."));
}

/// A vote that is on disk counts, although nobody heard of it.
#[test]
fn a_vote_written_and_not_sent_makes_a_value_chosen() {
    apart(
        "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\n\
         deliver Accept P1->A1\ncrash A2 after-write\ndeliver Accept P1->A2\n\
         expect #1 chosen \"set x 1\" in 1.P1\nexpect safe\n",
    );
    apart(
        "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\n\
         deliver Accept P1->A1\ncrash A2 before-write\ndeliver Accept P1->A2\n\
         expect #1 open\nexpect safe\n",
    );
}

/// The round is on disk before anyone hears of the ballot. If it is not, then
/// nobody has heard of the ballot either, and it may be used.
#[test]
fn a_proposer_that_crashes_before_the_write_may_use_its_ballot() {
    let session = apart(
        "crash P1 before-write\nstart P1: set x 1\nrestart P1\nstart P1: set z 3\n\
         deliver Prepare 1.P1 P1->A1\nexpect safe\n",
    );
    assert_eq!(sent_in(&session, 2), 0);
    let later = apart(
        "crash P1 before-send\nstart P1: set x 1\nrestart P1\nstart P1: set z 3\n\
         deliver Prepare 2.P1 P1->A1\nexpect safe\n",
    );
    assert_eq!(disk(&later, "P1", 2).round, 1);
}

/// A step that writes nothing is none in which the node could crash like this.
#[test]
fn a_doomed_node_goes_on_until_it_writes() {
    let session = apart(
        "start P1: set x 1\ndeliver Prepare P1->A1\ncrash A1 before-write\ndeliver Prepare P1->A1 again\n\
         deliver Promise A1->P1\n",
    );
    assert!(session.run().end().node(node(&session, "A1")).up);
    let offer = play(&(APART.to_string() + "crash A1 before-write\nrestart A1\n"));
    let trouble = offer.run().trouble().expect("it is up");
    assert!(trouble.hint.contains("bounce A1"), "{trouble:?}");
    let dead = play(&(APART.to_string() + "crash A1\ncrash A1 after-send\n"));
    assert_eq!(dead.run().trouble().map(|trouble| trouble.message.as_str()), Some("A1 is down"));
}

#[test]
fn a_crash_by_event_hits_the_very_write() {
    let session = play_well(
        "protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n\
         on first Accept A->B: crash B before-write\nat 200ms restart B\n\
         expect #1 chosen \"set x 1\" in 1.A\nexpect answered 1\nexpect logs equal\nexpect safe\n",
    );
    let log = transcript(session.run());
    assert!(log.contains("A->B Accept 1.A #1 set x 1, B crashes before-write"), "{log}");
}

#[test]
fn a_bounce_at_a_point_comes_back_in_the_same_step() {
    let session = apart("start P1: set x 1\nbounce A1 after-write without disk\ndeliver Prepare P1->A1\n");
    assert_eq!(happening(session.run(), 2), "A1 will bounce after-write");
    assert_eq!(happening(session.run(), 3), "P1->A1 Prepare 1.P1 #1, A1 bounces after-write without disk");
    assert!(session.run().end().node(node(&session, "A1")).up);
    assert_eq!(disk(&session, "A1", 3), Durable::default());
    assert!(
        sentence(&session, 3)
            .ends_with("It restarts at once with an empty disk: its promises and votes are gone.")
    );
}

#[test]
fn a_disk_may_lose_what_the_last_step_wrote() {
    let voted =
        "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\ndeliver Accept P1->A1\n";
    let session = apart(&format!("{voted}crash A1\nrestart A1 without last-write\n"));
    let last = session.run().last();
    assert_eq!(disk(&session, "A1", last), disk(&session, "A1", 2), "the promise is there, the vote is not");
    assert_eq!(happening(session.run(), last), "A1 restarts without last-write");
    assert_eq!(sentence(&session, last), "A1 restarts with a disk that lost its last write.");
    // What was lost before is not lost again.
    let twice = apart(&format!("{voted}bounce A1 without last-write\nbounce A1 without last-write\n"));
    assert_eq!(disk(&twice, "A1", twice.run().last()), disk(&twice, "A1", 2));
    // A vote below no promise: both are one write.
    let both = apart(&format!(
        "{voted}deliver Accept P1->A3\nbounce A3 without last-write\nexpect violation promise-is-monotone\n"
    ));
    assert_eq!(disk(&both, "A3", both.run().last()), Durable::default());
}

/// A lying disk is as bad as none: the vote that made x chosen is gone.
#[test]
fn a_lost_write_breaks_agreement() {
    apart(
        "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\ndeliver Accept P1->A1 A2\n\
         bounce A2 without last-write\nstart P2: set y 2\ndeliver Prepare P2->A2 A3\n\
         deliver Promise A2 A3->P2\ndeliver Accept P2->A2 A3\nexpect violation agreement\n",
    );
}

#[test]
fn crashes_print_as_they_are_written() {
    law(&format!(
        "{APART}crash A1 before-write\ncrash A2 after-write\ncrash A3 after-send\ncrash P1\n\
         restart P1 without last-write\nbounce P2 without last-write\nbounce P1 before-write\n\
         bounce P1 after-send without disk\nrestart A1\nrestart A2 without disk\n"
    ));
    let other = parse("network manual\ncrash A before-send").expect("the same moment");
    assert_eq!(print::print(&other), "network manual\ncrash A after-write\n");
}
