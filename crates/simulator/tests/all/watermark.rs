//! What votes that are let go must never cost (Multi; PMMC section 4.2).
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use crate::common::{facts, node, play_well};
use antipaxos_paxos::{Fact, Ignored, Message, NodeId, Origin, Slot};
use antipaxos_simulator::Session;

/// A leads; three commands are chosen; C hears of none of it from 35 ms on.
const C_MISSES_TWO: &str = "protocol multi watermark=on\nreplicas A B C\nleader A\n\
    timers election=10..10s heartbeat=20ms\n\
    at 0ms c1 asks A: add x 1\nat 35ms cut C | A B\n\
    at 40ms c1 asks A: add x 1\nat 60ms c1 asks A: add x 1\n";

fn watermark_at_end(session: &Session, name: &str) -> Option<Slot> {
    session.run().end().node(node(session, name)).replica.acceptor().watermark()
}

/// Seeded runs with loss, crashes and elections.
fn rough(seed: u32) -> String {
    let (one, two) = (["A", "B", "C"][seed as usize % 3], ["A", "B", "C"][(seed / 3) as usize % 3]);
    let mut text = format!(
        "protocol multi watermark=on\nreplicas A B C D\nquorums 3 2\nleader A\n\
         network delay=1..30ms loss=15% duplicate=5% calm=2s seed={seed}\n\
         timers election=60..120ms heartbeat=20ms resend=40ms client=300ms\n\
         at 300ms cut {one} | A B C D\nat 500ms heal\nat 600ms bounce {two}\n\
         at 700ms cut D | A B C\nat 1s heal\nat 1100ms bounce A\nat 1100ms bounce B\n\
         at 1100ms bounce C\nat 1100ms bounce D\n"
    );
    text = text.replace(&format!("cut {one} | A B C D"), &format!("cut {one} | {}", others(one)));
    for at in 0..30 {
        text += &format!("at {}ms c{} asks {}: add x 1\n", at * 50, at % 9 + 1, ["A", "B", "C", "D"][at % 4]);
    }
    text + "expect answered 30\nexpect store x 30\nexpect logs equal\nexpect safe\n"
}

fn others(one: &str) -> String {
    ["A", "B", "C", "D"].into_iter().filter(|name| *name != one).collect::<Vec<_>>().join(" ")
}

/// The one that lets go holds the values on its own disk, and of every phase-1
/// quorum somebody does.
#[test]
fn a_vote_is_let_go_only_when_every_phase_1_meets_somebody_who_holds_the_value() {
    let mut seen = 0;
    for seed in 0..40 {
        let session = play_well(&rough(seed));
        let quorums = session.run().settings().protocol.config.cluster.quorums;
        for (step, at, fact) in facts(&session) {
            let Fact::LetGo { slot } = *fact else { continue };
            let world = session.run().world_at(step);
            let holds = |node: NodeId| {
                let disk = world.node(node).replica.durable();
                (1..=slot.0).all(|slot| disk.decided.contains(Slot(slot)))
            };
            assert!(holds(at), "seed {seed}, step {step}");
            let lacking = session.run().settings().nodes().iter().filter(|node| !holds(*node)).count();
            assert!(lacking < usize::from(quorums.phase1), "seed {seed}, step {step}: {lacking} lack it");
            seen += 1;
        }
    }
    assert!(seen > 400, "{seen}");
}

/// Whatever a leader proposes lies above every watermark that its promises
/// told of, hole or not.
#[test]
fn a_leader_proposes_nothing_under_a_watermark_that_it_was_told() {
    let (mut watermarks, mut proposals) = (0, 0);
    for seed in 0..40 {
        let session = play_well(&rough(seed));
        let mut told = std::collections::BTreeMap::new();
        for (_, at, fact) in facts(&session) {
            match *fact {
                Fact::Leads { ballot, .. } => {
                    told.insert(ballot, Slot(0));
                    let history = session.run().history();
                    for sent in history.messages() {
                        if let Message::Promise { ballot: of, watermark: Some(slot), .. } = sent.message
                            && of == ballot
                            && sent.to == antipaxos_paxos::Address::Node(at)
                        {
                            watermarks += u32::from(slot > Slot(0));
                        }
                    }
                }
                Fact::LeftAlone { last, .. } => {
                    let ballot = *told.keys().rfind(|ballot| ballot.owner == at).expect("it leads");
                    told.insert(ballot, last);
                }
                Fact::Proposed { ballot, slot, origin, .. } => {
                    assert!(told.get(&ballot).is_none_or(|last| slot > *last), "seed {seed}: {slot}");
                    proposals += u32::from(origin != Origin::Own);
                }
                _ => {}
            }
        }
    }
    assert!(watermarks > 400 && proposals > 10, "{watermarks} watermarks told, {proposals} slots recovered");
}

#[test]
fn a_new_leader_does_not_fill_a_slot_under_the_watermark_with_a_no_op() {
    let session = play_well(
        &(C_MISSES_TWO.to_string()
            + "at 200ms crash A\nat 210ms heal\nat 220ms timeout C\nat 300ms c2 asks C: add x 1\n\
               expect #2 chosen \"add x 1\" in 1.A\nexpect #3 chosen \"add x 1\" in 1.A\n\
               expect C executed #4\nexpect store x 4\nexpect answered 4\nexpect leader C\nexpect safe\n"),
    );
    let c = node(&session, "C");
    let left = facts(&session).find(|(_, at, fact)| *at == c && matches!(fact, Fact::LeftAlone { .. }));
    let (_, _, left) = left.expect("B's promise tells of its watermark");
    let holder = node(&session, "B");
    assert_eq!(*left, Fact::LeftAlone { first: Slot(2), last: Slot(3), holder });
    let proposed: Vec<Slot> = facts(&session)
        .filter_map(|(_, at, fact)| match fact {
            Fact::Proposed { slot, .. } if at == c => Some(*slot),
            _ => None,
        })
        .collect();
    assert_eq!(proposed, [Slot(4)]);
}

/// What is under the watermark is not repeated in promises: that is what it is
/// good for.
#[test]
fn a_promise_tells_the_watermark_instead_of_what_lies_under_it() {
    for (option, votes, decided) in [("", 3, 3), (" watermark=on", 0, 0)] {
        let text = C_MISSES_TWO.replace(" watermark=on", option);
        let session = play_well(&(text + "at 200ms timeout B\nuntil 300ms\nexpect safe\n"));
        let a = antipaxos_paxos::Address::Node(node(&session, "A"));
        let promise = session.run().history().messages().iter().find_map(|sent| match &sent.message {
            Message::Promise { votes, decided, watermark, .. } if sent.from == a => {
                Some((votes.len(), decided.len(), *watermark))
            }
            _ => None,
        });
        // B asks from #4 on, since it knows all before.
        assert_eq!(promise.expect("A promises").2.is_some(), !option.is_empty());
        let c = session.run().end().node(node(&session, "A")).replica.clone();
        assert_eq!(c.acceptor().votes_from(Slot::FIRST).count(), votes);
        assert_eq!(c.durable().decided.iter().count(), 3 - decided);
    }
}

/// Votes alone would be gone then, and learners' memories too.
#[test]
fn nothing_is_lost_when_everybody_restarts_at_once() {
    let session = play_well(
        "protocol multi watermark=on\nreplicas A B C\nleader A\ntimers election=100..200ms heartbeat=20ms\n\
         at 0ms c1 asks A: add x 1\nat 30ms c1 asks A: add x 1\n\
         at 200ms bounce A\nat 200ms bounce B\nat 200ms bounce C\n\
         at 600ms c1 asks A: add x 1\n\
         expect #1 chosen \"add x 1\" in 1.A\nexpect store x 3\nexpect answered 3\nexpect logs equal\nexpect safe\n",
    );
    for name in ["A", "B", "C"] {
        assert!(watermark_at_end(&session, name) >= Some(Slot(2)), "{name}");
    }
    let reread = facts(&session).filter(|(_, _, fact)| **fact == Fact::Reread { slot: Slot(2) });
    assert_eq!(reread.count(), 3);
}

/// One that is down cannot hold it up where quorums do not need it; one more
/// can.
#[test]
fn the_watermark_waits_for_enough_and_not_for_all() {
    let run = |crashes: &str| {
        play_well(&format!(
            "protocol multi watermark=on\nreplicas A B C D E\nleader A\ntimers election=10..10s heartbeat=20ms\n\
             {crashes}at 0ms c1 asks A: add x 1\nuntil 400ms\nexpect #1 chosen \"add x 1\"\nexpect safe\n"
        ))
    };
    let two_down = run("at 0ms crash D\nat 0ms crash E\n");
    assert_eq!(watermark_at_end(&two_down, "B"), Some(Slot(1)));
    // C holds it too, but the leader does not hear of it.
    let deaf = run("at 0ms crash D\nat 0ms crash E\nat 25ms cut C | A B\n");
    assert_eq!(watermark_at_end(&deaf, "B"), None);
}

#[test]
fn an_accept_under_the_watermark_is_answered_with_the_value() {
    let late = play_well(
        "protocol multi watermark=on\nreplicas A B C\nleader A\ntimers election=10..10s heartbeat=20ms\n\
         at 0ms c1 asks A: add x 1\n\
         at 200ms deliver Accept A->B again\nuntil 300ms\nexpect safe\n",
    );
    let b = node(&late, "B");
    let reason = Ignored::UnderWatermark;
    assert!(facts(&late).any(|(_, at, fact)| at == b && *fact == Fact::Ignored { reason }));
    let vote = late.run().end().node(b).replica.acceptor().vote(Slot(1)).copied();
    assert_eq!(vote, None, "a vote that was let go does not come back");
}

/// Basic keeps its votes: there is no leader that could gather who holds what.
#[test]
fn basic_lets_no_vote_go() {
    let session = play_well(
        "protocol basic watermark=on\nreplicas A B C\nat 0ms c1 asks A: set x 1\nexpect messages 14\nexpect safe\n",
    );
    assert_eq!(watermark_at_end(&session, "A"), None);
    assert!(session.run().end().node(node(&session, "A")).replica.durable().decided.is_empty());
}
