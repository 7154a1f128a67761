//! An export as it comes out: `tests/all/export.rs` compares it, and cargo runs it.

/// A promise forgotten
#[test]
fn a_promise_forgotten() {
    const SCENARIO: &str = r#"# A promise forgotten
# The same crash, but A2 comes back without its disk. It has forgotten that it promised 2.P2, votes in 1.P1, and then in 2.P2 as well: x=1 and x=2 are both chosen for one slot. This is why promises are durable. A replica that lost its disk must not rejoin under its old name.
protocol basic
proposers P1 P2
acceptors A1 A2 A3
network manual
start P1: set x 1
deliver Prepare P1->A1 A2
deliver Promise A1 A2->P1
start P2 round 2: set x 2
deliver Prepare P2->A2 A3
deliver Promise A2 A3->P2
note "A2 has promised 2.P2 to P2: it will vote in no ballot below. P1's Accepts are still under way."
crash A2
restart A2 without disk
note "A2 is back with an empty disk. Its promise is gone, and that alone is the fault: all the rest follows."
deliver Accept P1->A1 A2
note "A1 and A2 vote for x=1 in 1.P1, which A2 had promised not to do. x=1 is chosen."
deliver Accept P2->A2 A3
deliver Accepted 2.P2 A2 A3->P2
note "Now x=2 is chosen too. Two values in one slot: everything that is built on the log falls apart."
expect violation promise-is-monotone
expect violation promise-is-kept
expect violation agreement
expect #1 chosen "set x 1" in 1.P1
expect logs equal
expect store x 2
expect answered 0
expect messages 24
expect delays 0
expect steps 18
expect violation promise-is-monotone at 12
expect violation promise-is-kept at 14
expect violation votes-are-safe at 15
expect violation agreement at 16
expect violation learned-implies-chosen at 18
expect no diagnosis
"#;
    let session = antipaxos_simulator::Session::open(SCENARIO).expect("a good scenario");
    assert_eq!(session.run().trouble(), None);
    for judgement in session.judgements() {
        assert!(judgement.holds, "expect {}: found {}", judgement.text, judgement.found);
    }
}
