//! A leader that learns another value for a slot than its own ballot proposed
//! there has lost its ballot: a higher one chose that value. Its commit index
//! would have followers take their votes for what was chosen.

use std::fs;
use std::path::PathBuf;

use crate::common::{facts, node, play_well};
use antipaxos_paxos::{Fact, Slot};
use antipaxos_simulator::narrate::{explain, plain};

/// D hears E alone, and votes for E's value in #1. A has another one chosen
/// there. B, which has let its vote go, is the first to tell E.
const D_HEARS_E_ALONE: &str = "protocol multi watermark=on nacks=off\nreplicas A B C D E\n\
    network delay=10ms\ntimers election=10..10s heartbeat=20ms resend=200ms client=10s\nleader E\n\
    at 0ms cut E | A B C\nat 0ms cut D | A B C\nat 5ms c1 asks E: set x 1\nat 40ms timeout A\n\
    at 45ms c2 asks A: set x 2\nat 190ms heal E | B\n";

#[test]
fn a_leader_whose_slot_went_to_another_value_stands_down() {
    let session = play_well(
        &(D_HEARS_E_ALONE.to_string()
            + "until 300ms\nexpect D voted #1 \"set x 1\" in 1.E\nexpect E learned #1 \"set x 2\"\n\
               expect E executed #1\nexpect leader A\nexpect safe\n"),
    );
    let e = node(&session, "E");
    let outvoted = facts(&session).find(|(_, _, fact)| matches!(fact, Fact::Outvoted { .. }));
    let (step, at, fact) = outvoted.expect("B tells E");
    let Fact::Outvoted { ballot, slot, value } = *fact else { unreachable!() };
    assert_eq!((at, ballot.owner, slot, value.to_string().as_str()), (e, e, Slot(1), "set x 2"));
    let sentence = plain(&explain(session.run().settings(), session.run().history(), step).sentence);
    assert_eq!(sentence, "E gives 1.E up: #1 went to “set x 2”, which 1.E did not propose there.");
    assert_eq!(session.run().end().node(e).replica.multi().leader(), None);
}

/// The command that lost the slot waits for the next leader.
#[test]
fn a_command_that_an_outvoted_leader_had_proposed_is_chosen_later() {
    play_well(
        &(D_HEARS_E_ALONE.to_string()
            + "at 400ms heal\nuntil 1s\nexpect #1 chosen \"set x 2\" in 2.A\nexpect #2 chosen \"set x 1\" in 2.A\n\
               expect answered 2\nexpect logs equal\nexpect store x 1\nexpect safe\n"),
    );
}

/// What storms found, kept as they were but for their titles.
#[test]
fn what_a_storm_once_broke_stays_whole() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("found");
    let mut played = 0;
    for entry in fs::read_dir(folder).expect("it is in the repository") {
        let path = entry.expect("it can be listed").path();
        play_well(&fs::read_to_string(&path).expect("it can be read"));
        played += 1;
    }
    assert!(played > 0, "there are some");
}
