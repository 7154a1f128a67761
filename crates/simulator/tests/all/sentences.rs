//! The sentence of a step says what happened in it, and goes by the rule that
//! decided it.

use antipaxos_simulator::narrate::{explain, plain};
use antipaxos_simulator::protocol::Explanation;
use antipaxos_simulator::{Session, gallery};

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
    told(&play(slug), step).rule.and_then(|rule| rule.id())
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
