//! The sentence of a step says what happened in it, and goes by the rule that
//! decided it.

use antipaxos_simulator::narrate::{Span, explain, plain};
use antipaxos_simulator::protocol::Explanation;
use antipaxos_simulator::{Protocol, Session, gallery};

fn play(slug: &str) -> Session {
    crate::common::play(gallery::find(slug).expect("it ships").text)
}

fn told(session: &Session, step: u32) -> Explanation {
    explain(session.run().settings(), session.run().history(), step)
}

fn said(slug: &str, step: u32) -> String {
    plain(&told(&play(slug), step).sentence)
}

fn rule(slug: &str, step: u32) -> Option<&'static str> {
    told(&play(slug), step).rule.and_then(antipaxos_paxos::Rule::id)
}

#[test]
fn without_r5_the_sentence_says_which_report_was_taken_and_which_one_binds() {
    let taken = [
        ("r5a-adopt-last-report", "the report that came last"),
        ("r5b-adopt-any-report", "the report of the acceptor that is named first"),
        ("r5c-adopt-lowest-report", "the lowest ballot reported"),
    ];
    for (slug, which) in taken {
        assert_eq!(
            said(slug, 18),
            format!(
                "P1 proposes “set x 1” in #1 at 3.P1: A1's vote at 1.P1, {which}. \
                 R5 is off: with it, P1 would have to propose “set x 2” (2.P2)."
            )
        );
        assert_eq!(rule(slug, 18), Some("R5"));
    }
}

#[test]
fn a_value_of_its_own_against_a_vote_is_told_with_that_vote() {
    assert_eq!(
        said("r4a-adopt-reported-vote", 12),
        "P2 proposes its own value, “set x 2”, in #1 at 2.P2, though A2 reports a vote for “set x 1” at 1.P1. \
         R4a is off: with it, P2 would have to propose “set x 1”."
    );
    assert!(said("r4c-one-report-is-enough", 12).contains("R4c is off: with it, P2 would have to propose"));
    assert!(said("r4b-promise-reports-vote", 12).ends_with(
        "though A2 voted for “set x 1” at 1.P1. R4b is off: with it, P2 would have to propose “set x 1”."
    ));
}

#[test]
fn one_reported_vote_binds_by_r4a_and_several_by_r5() {
    assert_eq!(
        said("s04-leader-dies-unchosen", 14),
        "P2 must propose “set x 1” in #1 at 2.P2: A1 reports a vote for it at 1.P1, and it may be chosen already."
    );
    assert_eq!(rule("s04-leader-dies-unchosen", 14), Some("R4a"));
    assert!(said("s16a-three-values-middle", 31).contains("at 2.P2, the highest of its quorum"));
    assert_eq!(rule("s16a-three-values-middle", 31), Some("R5"));
}

#[test]
fn a_promise_is_told_with_all_the_votes_that_it_reports() {
    let told = "C promises 2.B, and reports its votes: \
                “set a 1” in #135 at 1.A and “set f 6” in #140 at 1.A.";
    assert_eq!(said("s10-new-leader-fills-holes", 25), told);
    assert!(said("s04-leader-dies-unchosen", 11).ends_with("and reports its vote in #1: “set x 1” at 1.P1."));
}

/// C votes for A's values in four slots, and then promises B's ballot.
#[test]
fn many_reported_votes_are_told_as_a_count_and_a_range() {
    let text = "protocol multi\nreplicas A B C\nnetwork manual\nleader A\n\
        c1 asks A: set a 1\nc2 asks A: set b 2\nc3 asks A: set c 3\nc4 asks A: set d 4\n\
        deliver Request c1->A\ndeliver Request c2->A\ndeliver Request c3->A\ndeliver Request c4->A\n\
        deliver Accept #1 A->C\ndeliver Accept #2 A->C\ndeliver Accept #3 A->C\ndeliver Accept #4 A->C\n\
        start B\ndeliver Prepare B->C\n";
    let session = crate::common::play(text);
    let sentence = plain(&told(&session, session.run().last()).sentence);
    assert!(sentence.ends_with("and reports 4 votes, from #1 to #4."), "{sentence}");
}

#[test]
fn a_new_leader_says_how_many_values_it_adopts_and_how_many_holes_it_fills() {
    let session = play("s10-new-leader-fills-holes");
    assert_eq!(
        told(&session, 26).detail,
        "It adopts two reported values, in #135 and #140, and fills two holes, #136 and #137, with no-ops."
    );
}

#[test]
fn a_step_that_breaks_something_ends_with_what_it_broke() {
    let session = play("r4a-adopt-reported-vote");
    let last = told(&session, 14).sentence.pop();
    assert_eq!(last, Some(Span::Broken("Now two values are chosen.".to_string())));
    assert_eq!(
        said("r4a-adopt-reported-vote", 13),
        "A2 votes for “set x 2” in #1 at 2.P2: it has promised nothing higher. \
         Its vote for “set x 2” is unsafe: “set x 1” was chosen in 1.P1."
    );
    assert!(said("r3a-promise-survives-restart", 11).ends_with("forgotten."));
}

#[test]
fn every_step_with_a_violation_says_so_and_no_other_does() {
    for scenario in gallery::ALL {
        let session = crate::common::play(scenario.text);
        let run = session.run();
        for step in 0..=run.last() {
            let broken = run.violations().any(|(at, _)| at == step);
            let says = told(&session, step).sentence.iter().any(|span| matches!(span, Span::Broken(_)));
            assert_eq!(says, broken, "{} at step {step}", scenario.slug);
        }
    }
}

/// What each message of a scenario says, in words.
fn words(slug: &str) -> Vec<String> {
    let session = play(slug);
    let (names, protocol) = (session.run().names(), &session.run().settings().protocol);
    let messages = session.run().history().messages().iter();
    messages.map(|sent| protocol.caption(names, &sent.message).words()).collect()
}

#[test]
fn a_promise_tells_its_votes_in_words() {
    let s4 = words("s04-leader-dies-unchosen");
    for wanted in
        ["Promise 1.P1 #1: no vote", "Promise 2.P2 #1: voted set x 1 in 1.P1", "Accept 2.P2 #1 set x 1"]
    {
        assert!(s4.iter().any(|words| words == wanted), "{wanted}: {s4:?}");
    }
    let s10 = words("s10-new-leader-fills-holes");
    assert!(s10.iter().any(|words| words == "Promise 2.B: 2 votes, #135 to #140"), "{s10:?}");
}

#[test]
fn who_sends_something_is_not_said_to_do_nothing() {
    for example in gallery::ALL {
        let session = play(example.slug);
        let history = session.run().history();
        for step in 1..=session.run().last() {
            let sentence = plain(&told(&session, step).sentence);
            let sends = history.sent(step).next().is_some();
            assert!(
                !(sends && sentence.ends_with("does nothing.")),
                "{} at {step}: {sentence}",
                example.slug
            );
        }
    }
    assert_eq!(
        said("s02a-multi-follower", 12),
        "B still leads with 1.B, and lets everyone know; all up to #1 is chosen."
    );
}
