//! What can be done to nodes and links: each fault does what it says, and says
//! what it does.

use crate::common::{node, play, play_well};
use antipaxos_paxos::{Address, Ballot, Durable, Slot};
use antipaxos_simulator::narrate::{explain, plain};
use antipaxos_simulator::scenario::{parse, print};
use antipaxos_simulator::session::Target;
use antipaxos_simulator::transcript::{happening, transcript};
use antipaxos_simulator::{Ending, Session};

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
    assert!(sentence(&session, 3).ends_with(
        "It restarts at once with an empty disk: its promises and votes are gone. \
         Its promise of 1.P1 is forgotten."
    ));
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

/// A client asks on when it has its answer, whatever the script does later.
#[test]
fn what_a_script_does_later_changes_nothing_before() {
    let text =
        "protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\nat 0ms c1 asks A: set x 2\n";
    let (plain, more) = (play(text), play(&format!("{text}at 45ms slow B 1ms\nat 46ms slow B 0ms\n")));
    let until = |session: &Session| {
        let history = session.run().history();
        let before = (0..history.len()).take_while(|step| history.step(*step).at_ms < 45);
        before.map(|step| (history.step(step).at_ms, happening(session.run(), step))).collect::<Vec<_>>()
    };
    assert_eq!(until(&plain), until(&more));
    assert_eq!(until(&plain).iter().filter(|(_, text)| text == "c1 asks A").count(), 2);
}

/// How long each message on a link was under way: sent and ended, in ms.
fn travels(session: &Session, from: &str, to: &str) -> Vec<(u32, u32)> {
    let history = session.run().history();
    let (from, to) = (Address::Node(node(session, from)), Address::Node(node(session, to)));
    let on_link = history.messages().iter().filter(|sent| sent.from == from && sent.to == to);
    let at = |step: u32| history.step(step).at_ms;
    on_link.filter_map(|sent| Some((at(sent.sent), at(sent.ended?.0)))).collect()
}

const CALM: &str = "protocol multi\nreplicas A B C\nleader A\nuntil 400ms\n";

#[test]
fn a_link_takes_the_time_that_it_is_given() {
    let session = play_well(&format!(
        "{CALM}link A->B delay=30..40ms\nat 100ms link A->C delay=70ms\nat 250ms link A->C calm\n"
    ));
    let took = |from, to| travels(&session, from, to).into_iter().map(|(sent, ended)| (sent, ended - sent));
    assert!(took("A", "B").all(|(_, took)| (30..=40).contains(&took)));
    assert!(took("A", "C").all(|(sent, took)| took == if (100..250).contains(&sent) { 70 } else { 10 }));
    assert_eq!(took("A", "C").filter(|(_, took)| *took == 70).count(), 3);
}

/// Two messages on one link overtake each other where their delays may differ.
#[test]
fn reordering_follows_from_a_range_of_delays() {
    let session = play_well(&format!("{CALM}timers heartbeat=5ms\nlink A->B delay=1..60ms\n"));
    let overtakes = |to| travels(&session, "A", to).windows(2).filter(|pair| pair[1].1 < pair[0].1).count();
    assert!(overtakes("B") > 10);
    assert_eq!(overtakes("C"), 0);
}

#[test]
fn a_link_loses_and_doubles_its_share() {
    let session = play_well(&format!(
        "{CALM}timers heartbeat=1ms\nlink A->B loss=30%\nlink A->C duplicate=25%\nlink B->A loss=100%\n"
    ));
    let history = session.run().history();
    let count = |to: &str, lost: bool| {
        let to = Address::Node(node(&session, to));
        let ended = history.messages().iter().filter(|sent| sent.to == to);
        ended.filter(|sent| sent.ended.is_some_and(|(_, how)| (how == Ending::Lost) == lost)).count()
    };
    let lost = count("B", true) * 100 / (count("B", true) + count("B", false));
    assert!((22..38).contains(&lost), "{lost} % were lost");
    assert_eq!(count("C", true), 0);
    let beats = count("B", true) + count("B", false);
    let doubled = (count("C", false) - beats.min(count("C", false))) * 100 / beats;
    assert!((18..33).contains(&doubled), "{doubled} % came twice");
}

/// What happens on one link leaves the draws of all others as they were.
#[test]
fn other_links_do_not_mind() {
    let text = "protocol multi\nreplicas A B C\nnetwork delay=1..40ms seed=5\nleader A\nuntil 400ms\n";
    let (plain, other) = (play(text), play(&format!("{text}link A->B delay=90ms loss=10%\n")));
    assert_eq!(travels(&plain, "A", "C"), travels(&other, "A", "C"));
    assert_ne!(travels(&plain, "A", "B"), travels(&other, "A", "B"));
}

#[test]
fn from_calm_on_no_link_loses_by_chance() {
    let session = play_well(
        "protocol multi\nreplicas A B C\nnetwork calm=100ms\nleader A\nlink A->B loss=100%\nuntil 400ms\n",
    );
    let history = session.run().history();
    let lost = |step: &u32| happening(session.run(), *step).starts_with("lost");
    assert!((0..history.len()).filter(lost).all(|step| history.step(step).at_ms <= 110));
    assert!((0..history.len()).any(|step| lost(&step)));
}

#[test]
fn a_clients_link_is_a_link_too() {
    let session = play_well(
        "protocol multi\nreplicas A B C\nleader A\nlink A->c1 loss=100%\nlink c1->A delay=40ms\n\
         at 0ms c1 asks A: add x 1\nat 300ms link A->c1 calm\nexpect answered 1\nexpect store x 1\n",
    );
    let history = session.run().history();
    let first = (0..history.len()).find(|step| happening(session.run(), *step).starts_with("c1->A"));
    assert_eq!(history.step(first.expect("it arrives")).at_ms, 40);
}

#[test]
fn messages_to_a_slow_node_take_longer() {
    let session = play_well(&format!("{CALM}slow C 5ms\nat 100ms slow B 50ms\nat 250ms slow B 0ms\n"));
    let took = |to| travels(&session, "A", to).into_iter().map(|(sent, ended)| (sent, ended - sent));
    assert!(took("C").all(|(_, took)| took == 15));
    assert!(took("B").all(|(sent, took)| took == if (100..250).contains(&sent) { 60 } else { 10 }));
    let happened = (0..session.run().history().len()).map(|step| happening(session.run(), step));
    let slow: Vec<String> = happened.filter(|text| text.starts_with("slow")).collect();
    assert_eq!(slow, ["slow B 50ms", "slow B 0ms"]);
}

#[test]
fn a_fast_clock_fires_its_timers_sooner() {
    let beats = |clock: &str| {
        let session = play_well(&format!("{CALM}{clock}"));
        travels(&session, "A", "B").into_iter().map(|(sent, _)| sent).collect::<Vec<_>>()
    };
    assert_eq!(beats("")[..3], [50, 100, 150]);
    assert_eq!(beats("clock A 200%\n")[..4], [25, 50, 75, 100]);
    assert_eq!(beats("clock A 50%\n")[..2], [100, 200]);
    assert_eq!(beats("at 60ms clock A 500%\nat 130ms clock A 100%\n")[..5], [50, 100, 110, 120, 130]);
}

/// PMS section 2.4 needs a clock for progress alone: the one that runs too
/// fast stands too early, and nothing worse comes of it.
#[test]
fn a_hasty_follower_is_a_nuisance_and_no_danger() {
    play_well(
        "protocol multi\nreplicas A B C\nleader A\nclock C 1000%\nat 40ms c1 asks A: set x 1\n\
         at 900ms clock C 100%\nexpect answered 1\nexpect logs equal\nexpect safe\n",
    );
}

#[test]
fn links_and_clocks_print_as_they_are_written() {
    law(
        "protocol multi\nreplicas A B C\nlink A->B delay=30..40ms loss=20% duplicate=10%\nlink c1->A loss=5%\n\
         slow B 50ms\nclock C 150%\nat 5ms link B->A delay=7ms\nat 6ms link B->A calm\n\
         on first Heartbeat A->B: slow A 1ms\nafter step 3 clock B 90%\n",
    );
}

#[test]
fn changes_are_told() {
    let session = play_well(&format!(
        "{CALM}at 1ms link A->B delay=3..4ms loss=20% duplicate=10%\nat 2ms link A->B calm\nat 3ms slow B 50ms\n\
         at 4ms clock C 150%\nat 5ms clock C 100%\n"
    ));
    let told = [
        "From now on messages from A to B take 3 to 4 ms, are lost in 20 of 100 cases and arrive twice in 10 of \
         100 cases.",
        "The link from A to B is like all others again.",
        "From now on every message to B takes 50 ms longer.",
        "The clock of C runs at 150 % of true time: its timers fire sooner.",
        "The clock of C keeps time again.",
    ];
    for (step, told) in (1..).zip(told) {
        assert_eq!(sentence(&session, step), told);
    }
}

/// What a person may do to B, or to the link between A and B, as lines.
fn offered(session: &Session, of: Target) -> Vec<(String, String)> {
    let offers = session.offers().into_iter().filter(|offer| offer.target == of);
    offers.map(|offer| (offer.label, offer.text)).collect()
}

/// On to the next step that is cut short.
fn to_the_crash(session: &mut Session) {
    let history = session.run().history();
    let fell = (session.position() + 1..history.len()).find(|step| history.fell(*step).is_some());
    let fell = fell.unwrap_or_else(|| panic!("nobody crashes:\n{}", session.text()));
    session.seek(fell);
}

#[test]
fn every_fault_is_on_the_menu() {
    let text = "protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n\
                at 300ms c1 asks A: set x 2\nat 400ms c1 asks A: set x 3\nuntil 900ms\n";
    let mut session = play(text);
    let (a, b) = (node(&session, "A"), node(&session, "B"));
    let does = |session: &mut Session, target, label: &str, line: &str| {
        let offers = offered(session, target);
        assert!(offers.contains(&(label.to_string(), line.to_string())), "{label}: {line}\n{offers:#?}");
        session.inject(line).unwrap_or_else(|fault| panic!("{line}: {fault}"));
    };
    let lacks = |session: &Session, target, label: &str| {
        assert!(offered(session, target).iter().all(|(known, _)| known != label), "{label}");
    };
    let link = Target::Link { from: a, to: b };
    does(&mut session, link, "Delay A → B", "link A->B delay=100ms");
    lacks(&session, link, "Delay A → B");
    does(&mut session, link, "Lose half of A → B", "link A->B loss=50%");
    does(&mut session, link, "Duplicate half of B → A", "link B->A duplicate=50%");
    does(&mut session, link, "Calm A → B", "link A->B calm");
    lacks(&session, link, "Calm A → B");
    let at = Target::Node(b);
    does(&mut session, at, "Slow B down", "slow B 50ms");
    does(&mut session, at, "Slow B no more", "slow B 0ms");
    does(&mut session, at, "Run B's clock fast", "clock B 200%");
    does(&mut session, at, "Set B's clock right", "clock B 100%");
    does(&mut session, at, "Crash B before its next write", "crash B before-write");
    lacks(&session, at, "Crash B after its next write");
    to_the_crash(&mut session);
    lacks(&session, at, "Restart B without its last write");
    does(&mut session, at, "Restart B", "restart B");
    does(&mut session, at, "Crash B after its next write", "crash B after-write");
    to_the_crash(&mut session);
    does(&mut session, at, "Restart B without its last write", "restart B without last-write");
    assert_eq!(session.text(), play(&session.text()).text());
    assert_eq!(play(&session.text()).run().fingerprint(), session.run().fingerprint());
}

/// In a manual network nothing takes time.
#[test]
fn a_manual_network_offers_no_delays() {
    let session = play("network manual\nstart A: set x 1\n");
    for offer in session.offers() {
        assert!(!["link ", "slow ", "clock "].iter().any(|word| offer.text.starts_with(word)), "{offer:?}");
    }
}
