//! What a script may not do, and what it means where two readings were
//! possible.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use crate::common::play;
use antipaxos_simulator::{Happening, Session};

const MANUAL: &str = "network manual\nreplicas A B C\nstart A: set x 1\n";

fn trouble(text: &str) -> String {
    let session = Session::open(text).expect("a scenario");
    let trouble = session.run().trouble().expect("an action that cannot be done");
    format!("line {}: {} ({})", trouble.line, trouble.message, trouble.hint)
}

#[test]
fn nothing_crosses_a_cut_by_hand_either() {
    assert_eq!(
        trouble(&format!("{MANUAL}cut A | B\ndeliver Prepare A->B\n")),
        "line 5: the link A->B is cut (heal it first, or drop the message)"
    );
    let text = format!("{MANUAL}cut A | B\ndeliver Prepare A->C\nheal\ndeliver Prepare A->B\n");
    assert!(play(&text).run().trouble().is_none());
    let mut session = play(&format!("{MANUAL}cut A | B\n"));
    session.seek(2);
    let offers: Vec<String> = session.offers().into_iter().map(|offer| offer.text).collect();
    assert!(offers.contains(&"drop Prepare 1.A #1 A->B".to_string()));
    assert!(
        !offers.contains(&"deliver Prepare 1.A #1 A->B".to_string()),
        "what cannot be done is not offered"
    );
}

#[test]
fn what_never_arrived_cannot_arrive_again() {
    assert_eq!(
        trouble(&format!("{MANUAL}deliver Prepare A->B again\n")),
        "line 4: after step 1 no Prepare A->B has arrived yet (only what arrived before can arrive again)"
    );
}

#[test]
fn an_on_line_drops_the_message_that_it_names() {
    let lost = |act: &str| -> Vec<String> {
        let text = format!("at 0ms c1 asks A: set x 1\non first Prepare A->B: {act}\n");
        let session = play(&text);
        let history = session.run().history();
        let lost = (0..history.len()).filter_map(|step| match history.step(step).happening {
            Happening::Lose(id) => Some(antipaxos_simulator::transcript::message_line(session.run(), id)),
            _ => None,
        });
        lost.collect()
    };
    assert_eq!(lost("drop")[0], "A->B Prepare 1.A #1");
    // The message to C is sent in the same step, and lost right after it.
    assert_eq!(lost("drop Prepare A->C"), ["A->C Prepare 1.A #1"]);
}

#[test]
fn again_goes_with_deliver_alone() {
    let text = format!("{MANUAL}drop Prepare A->B again\n");
    let fault = Session::open(&text).expect_err("no such line");
    assert_eq!((fault.line, fault.column), (4, 19));
}

#[test]
fn a_node_is_not_called_like_an_expectation() {
    for name in ["safe", "logs", "set"] {
        let fault = Session::open(&format!("replicas A {name}\n")).expect_err("a reserved word");
        assert_eq!((fault.line, fault.column), (1, 12), "{name}");
    }
}
