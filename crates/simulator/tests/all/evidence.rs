//! What the facts of a step rest on, in the runs of the paper: the exact steps,
//! messages and votes.

use antipaxos_simulator::evidence::{Evidence, Kind, Pointer, Thing};
use antipaxos_simulator::narrate::plain;
use antipaxos_simulator::{Paxos, Protocol, Session, gallery};

fn play(slug: &str) -> Session {
    crate::common::play(gallery::find(slug).expect("it ships").text)
}

/// The shipped scenario with its rule on.
fn play_with_every_rule(slug: &str) -> Session {
    let text = gallery::find(slug).expect("it ships").text;
    let kept = |line: &&str| !line.starts_with("rules ") && !line.starts_with("expect ");
    crate::common::play(&text.lines().filter(kept).map(|line| format!("{line}\n")).collect::<String>())
}

fn all(session: &Session, step: u32) -> Vec<Evidence> {
    Paxos::evidence(session.run().settings(), session.run().history(), step)
}

fn one(session: &Session, step: u32, kind: Kind) -> Evidence {
    let found = all(session, step).into_iter().find(|one| one.kind == kind);
    found.unwrap_or_else(|| panic!("no {} in step {step}", kind.name()))
}

fn said(evidence: &Evidence) -> String {
    plain(&evidence.words)
}

/// As `step 7`, `A1->P2 Promise 2.P2 #1 {}`, `A2`, `#1 2.P2 A2`.
fn listed(session: &Session, points: &[Pointer], main: bool) -> Vec<String> {
    let (run, names) = (session.run(), session.run().names());
    let one = |thing: Thing| match thing {
        Thing::Step(step) => format!("step {step}"),
        Thing::Message(id) => {
            let sent = run.history().message(id);
            let (from, to) = (names.show(sent.from), names.show(sent.to));
            format!("{from}->{to} {}", names.show(&sent.message))
        }
        Thing::Node(node) => names.node(node).to_string(),
        Thing::Cell { slot, round, owner, node } => {
            format!("#{slot} {round}.{} {}", names.node(owner), names.node(node))
        }
    };
    points.iter().filter(|point| point.main == main).map(|point| one(point.thing)).collect()
}

#[test]
fn a_refusal_rests_on_the_promise_given_before() {
    let session = play("s08-late-accept-refused");
    let refusal = one(&session, 12, Kind::Refusal);
    assert_eq!(said(&refusal), "A2 promised 2.P2 in step 7, and 1.P1 is lower.");
    assert_eq!(listed(&session, &refusal.points, true), ["#1 2.P2 A2", "step 7"]);
    assert_eq!(
        listed(&session, &refusal.points, false),
        ["A2", "P2->A2 Prepare 2.P2 #1", "P1->A2 Accept 1.P1 #1 set x 1"]
    );
}

#[test]
fn the_schedule_of_r1_ends_in_that_refusal_once_the_rule_is_on() {
    let session = play_with_every_rule("r1-accept-checks-promised");
    let refusal = one(&session, 12, Kind::Refusal);
    assert_eq!(listed(&session, &refusal.points, true), ["#1 2.P2 A2", "step 7"]);
    let broken = play("r1-accept-checks-promised");
    assert!(all(&broken, 12).iter().all(|one| one.kind != Kind::Refusal));
}

#[test]
fn a_refusal_without_a_nack_rests_on_the_same() {
    let text = gallery::find("s08-late-accept-refused").expect("it ships").text;
    let kept = |line: &&str| !line.starts_with("deliver Nack") && !line.starts_with("expect ");
    let text: String = text.lines().filter(kept).map(|line| format!("{line}\n")).collect();
    let session = crate::common::play(&text.replace("protocol basic", "protocol basic nacks=off"));
    assert_eq!(said(&one(&session, 12, Kind::Refusal)), "A2 promised 2.P2 in step 7, and 1.P1 is lower.");
}

#[test]
fn an_adoption_rests_on_the_promises_counted_and_the_vote_they_report() {
    let session = play("s04-leader-dies-unchosen");
    let adoption = one(&session, 14, Kind::Adoption);
    assert_eq!(
        said(&adoption),
        "A1 and A2 promised 2.P2: two of three are a quorum. A1 reports a vote for “set x 1” in #1 at 1.P1. \
         P2 has not heard A3. For all it knows, A3 voted so too, and “set x 1” is chosen already: nothing else is safe."
    );
    assert_eq!(listed(&session, &adoption.points, true), ["#1 1.P1 A1", "step 6"]);
    assert_eq!(
        listed(&session, &adoption.points, false),
        [
            "A1",
            "#1 2.P2 A1",
            "A1->P2 Promise 2.P2 #1 {#1 set x 1 @1.P1}",
            "A2",
            "#1 2.P2 A2",
            "A2->P2 Promise 2.P2 #1 {}"
        ]
    );
}

#[test]
fn what_a_whole_quorum_reports_is_chosen_already() {
    let session = play("s06a-chosen-two-witnesses");
    let adoption = one(&session, 18, Kind::Adoption);
    assert!(
        said(&adoption).ends_with("Those are a quorum: “set x 1” is chosen already."),
        "{}",
        said(&adoption)
    );
    assert_eq!(listed(&session, &adoption.points, true), ["#1 1.P1 A1", "step 6", "#1 1.P1 A2", "step 7"]);
}

#[test]
fn of_several_reported_votes_the_highest_is_the_main_one() {
    let session = play("s16a-three-values-middle");
    let adoption = one(&session, 31, Kind::Adoption);
    let words = said(&adoption);
    assert!(
        words.contains("A2 reports a vote for “set x 2” in #1 at 2.P2, the highest ballot reported."),
        "{words}"
    );
    assert!(words.contains("has not heard A3 and A5. For all it knows, they voted so too"), "{words}");
    assert_eq!(listed(&session, &adoption.points, true), ["#1 2.P2 A2", "step 16"]);
    assert!(listed(&session, &adoption.points, false).contains(&"#1 1.P1 A1".to_string()));
}

/// A quorum was asked before the higher vote's value was proposed: that is
/// why the lower one can't be chosen, and why the highest ballot decides.
#[test]
fn of_two_reported_values_it_is_said_why_the_lower_one_is_not_chosen() {
    let session = play("s07c-highest-ballot-wins");
    assert_eq!(
        said(&one(&session, 17, Kind::Adoption)),
        "A1 and A2 promised 3.P3: two of three are a quorum. A2 reports a vote for “set x 2” in #1 at 2.P2, \
         the highest ballot reported. P3 has not heard A3. For all it knows, A3 voted so too, and “set x 2” \
         is chosen already: nothing else is safe. “set x 1” can't be: P2 asked a quorum before it proposed \
         “set x 2”, and would have been told."
    );
}

/// Where acceptors forget, or a rule is off, it might be chosen after all.
#[test]
fn where_somebody_breaks_faith_it_is_not_said_of_the_lower_value() {
    let text = gallery::find("s07c-highest-ballot-wins").expect("it ships").text;
    let without_notes = |line: &&str| !line.starts_with("note ") && !line.starts_with("expect ");
    let text: String = text.lines().filter(without_notes).map(|line| format!("{line}\n")).collect();
    let forgetful = text.replace("start P3", "crash A3\nrestart A3 without disk\nstart P3");
    let broken = text.replace("network manual\n", "network manual\nrules R1=off\n");
    for (text, step) in [(text.clone(), 17), (forgetful, 19), (broken, 17)] {
        let is_whole = !text.contains("rules") && !text.contains("disk");
        let words = said(&one(&crate::common::play(&text), step, Kind::Adoption));
        assert!(words.contains("the highest ballot reported"), "{words}");
        assert_eq!(words.contains("can't be"), is_whole, "{words}");
    }
}

#[test]
fn an_older_vote_binds_where_the_newer_one_was_not_heard() {
    let session = play("s07a-older-value-revives");
    let adoption = one(&session, 17, Kind::Adoption);
    assert_eq!(listed(&session, &adoption.points, true), ["#1 1.P1 A1", "step 6"]);
    assert!(
        said(&adoption).contains("P3 has not heard A2. For all it knows, A2 voted so too"),
        "{}",
        said(&adoption)
    );
}

#[test]
fn a_report_that_is_passed_over_is_shown_and_with_the_rule_on_it_binds() {
    let broken = play("r4a-adopt-reported-vote");
    let passed_over = one(&broken, 12, Kind::Adoption);
    assert!(
        said(&passed_over).ends_with("That binds P2, which proposes “set x 2” all the same."),
        "{}",
        said(&passed_over)
    );
    assert_eq!(listed(&broken, &passed_over.points, true), ["#1 1.P1 A2", "step 7"]);
    let kept = play_with_every_rule("r4a-adopt-reported-vote");
    let adoption = one(&kept, 12, Kind::Adoption);
    assert_eq!(listed(&kept, &adoption.points, true), ["#1 1.P1 A2", "step 7"]);
    assert!(
        said(&adoption).ends_with("“set x 1” is chosen already: nothing else is safe."),
        "{}",
        said(&adoption)
    );
}

#[test]
fn a_proposer_of_its_own_value_rests_on_a_quorum_that_reports_none() {
    let session = play("s05-unchosen-value-fades");
    let freedom = one(&session, 14, Kind::Freedom);
    assert_eq!(
        said(&freedom),
        "A2 and A3 promised 2.P2: two of three are a quorum. None of them reports a vote in #1. \
         Had a value been chosen below 2.P2, one of them would have voted for it."
    );
    assert_eq!(listed(&session, &freedom.points, true), [""; 0]);
    let promises = ["A2->P2 Promise 2.P2 #1 {}", "A3->P2 Promise 2.P2 #1 {}"].map(String::from);
    assert!(promises.iter().all(|promise| listed(&session, &freedom.points, false).contains(promise)));
}

#[test]
fn nothing_is_said_of_a_quorum_where_duplicates_were_counted() {
    let session = play("r8-promises-per-acceptor");
    let freedom = one(&session, 11, Kind::Freedom);
    assert_eq!(
        said(&freedom),
        "A3 promised 2.P2: one of three is no quorum. None of them reports a vote in #1."
    );
}

#[test]
fn a_choice_rests_on_the_votes_of_a_quorum_acceptor_by_acceptor() {
    let session = play("s04-leader-dies-unchosen");
    let choice = one(&session, 16, Kind::Choice);
    assert_eq!(
        said(&choice),
        "A1 and A2 voted for “set x 1” in #1 at 2.P2: two of three are a quorum. \
         Every quorum of promises from now on has one of them in it, who can tell of it."
    );
    assert_eq!(listed(&session, &choice.points, true), ["#1 2.P2 A1", "step 15", "#1 2.P2 A2", "step 16"]);
    assert_eq!(
        listed(&session, &choice.points, false),
        ["A1", "P2->A1 Accept 2.P2 #1 set x 1", "A2", "P2->A2 Accept 2.P2 #1 set x 1"]
    );
}

#[test]
fn a_learner_rests_on_the_votes_that_it_heard_of() {
    let session = play("s04-leader-dies-unchosen");
    let learning = one(&session, 18, Kind::Learning);
    assert_eq!(
        said(&learning),
        "P2 knows of the votes of A1 and A2 for “set x 1” at 2.P2: two of three are a quorum."
    );
    assert_eq!(listed(&session, &learning.points, true), ["#1 2.P2 A1", "#1 2.P2 A2"]);
    let heard = "A1->P2 Accepted 2.P2 #1 set x 1".to_string();
    assert!(listed(&session, &learning.points, false).contains(&heard));
}

#[test]
fn who_is_told_rests_on_the_message_that_tells() {
    let session = play("s13b-catch-up");
    let learning = one(&session, 33, Kind::Learning);
    assert_eq!(said(&learning), "A knows that #1 is “set x 1”, and says so.");
    let [message] = &listed(&session, &learning.points, true)[..] else { panic!("one message") };
    assert!(message.starts_with("A->C Decided"), "{message}");
}

#[test]
fn a_new_leader_rests_on_promises_for_all_slots_and_a_hole_on_their_silence() {
    let session = play("s10-new-leader-fills-holes");
    let kinds: Vec<Kind> = all(&session, 26).iter().map(|one| one.kind).collect();
    let expected = [Kind::Lead, Kind::Adoption, Kind::Adoption, Kind::Freedom, Kind::Freedom];
    assert_eq!(kinds, expected);
    let lead = one(&session, 26, Kind::Lead);
    assert_eq!(said(&lead), "B and C promised 2.B for every open slot: two of three are a quorum.");
    let [promise] = &listed(&session, &lead.points, true)[..] else { panic!("one promise came by message") };
    assert!(promise.starts_with("C->B Promise 2.B"), "{promise}");
    let hole = one(&session, 26, Kind::Freedom);
    assert!(said(&hole).contains("None of them reports a vote in #136."), "{}", said(&hole));
    let later = one(&session, 36, Kind::Freedom);
    assert_eq!(said(&later), "B leads since step 26: B and C promised 2.B for every open slot, #141 too.");
    assert_eq!(listed(&session, &later.points, true), ["step 26"]);
}

#[test]
fn who_waited_for_a_gap_executes_by_what_it_learned_before() {
    let session = play("s10-new-leader-fills-holes");
    let execution = one(&session, 33, Kind::Execution);
    assert_eq!(said(&execution), "B learned it in step 14, and has executed every slot before #138.");
    assert_eq!(listed(&session, &execution.points, true), ["step 14"]);
}

#[test]
fn who_gives_up_rests_on_the_promise_behind_the_nack() {
    let session = play("s08-late-accept-refused");
    let surrender = one(&session, 17, Kind::Surrender);
    assert_eq!(said(&surrender), "A2 promised 2.P2 in step 7, and refused 1.P1.");
    assert_eq!(listed(&session, &surrender.points, true), ["#1 2.P2 A2", "step 7"]);
}

#[test]
fn a_violation_rests_on_the_votes_of_both_quorums() {
    let session = play("r4a-adopt-reported-vote");
    let violation = one(&session, 14, Kind::Violation);
    let cells = ["#1 1.P1 A1", "#1 1.P1 A2", "#1 2.P2 A2"].map(String::from);
    let parts = listed(&session, &violation.points, false);
    assert!(cells.iter().all(|cell| parts.contains(cell)), "{parts:?}");
    assert_eq!(
        listed(&session, &violation.points, true),
        ["step 14", "P2->A3 Accept 2.P2 #1 set x 2", "A3", "#1 2.P2 A3"]
    );
}

#[test]
fn every_step_of_every_scenario_can_be_asked_and_points_at_nothing_to_come() {
    for scenario in gallery::ALL {
        let session = crate::common::play(scenario.text);
        let history = session.run().history();
        for step in 0..history.len() {
            for Pointer { thing, .. } in all(&session, step).into_iter().flat_map(|one| one.points) {
                let when = match thing {
                    Thing::Step(at) => at,
                    Thing::Message(id) => history.message(id).sent,
                    Thing::Node(_) | Thing::Cell { .. } => 0,
                };
                assert!(when <= step, "{}: step {step} rests on step {when}", scenario.slug);
            }
        }
    }
}
