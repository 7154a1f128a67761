//! A network that is held and released, and one that is calmed.

use crate::common::{play, play_well};
use antipaxos_simulator::transcript::happening;
use antipaxos_simulator::{Session, Workbench};

const MULTI: &str = "protocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\n";
const MANUAL: &str = "protocol multi\nreplicas A B C\nnetwork manual\nleader A\nc1 asks A: set x 1\n\
                      deliver Request c1->A\n";

fn happenings(session: &Session) -> Vec<String> {
    (1..=session.run().last()).map(|step| happening(session.run(), step)).collect()
}

#[test]
fn a_held_network_stands_still_until_it_is_released() {
    let held = play(&format!("{MULTI}on first Accept B->A: hold\n"));
    let last = held.run().last();
    assert_eq!(happening(held.run(), last), "hold");
    let end = held.run().end();
    assert!(end.is_held());
    assert_eq!(end.flights().iter().count(), 4, "two heartbeats and both Accepts wait");
    // With nothing done in between, the release changes nothing of what follows.
    let released = play(&format!("{MULTI}on first Accept B->A: hold\nafter step {last} release\n"));
    let plain = happenings(&play(MULTI));
    let without: Vec<String> =
        happenings(&released).into_iter().filter(|text| text != "hold" && text != "release").collect();
    assert_eq!(without, plain);
}

#[test]
fn time_stands_while_the_network_is_held() {
    let text = format!("{MULTI}at 15ms hold\nat 400ms crash C\n");
    let held = play(&text);
    assert_eq!(happenings(&held).last().map(String::as_str), Some("hold"), "C is not crashed");
    assert_eq!(held.run().end().now_ms(), 15);
    let released = play(&format!("{text}after step {} release\n", held.run().last()));
    assert!(happenings(&released).contains(&"C crashes".to_string()), "{:?}", happenings(&released));
}

#[test]
fn what_is_told_happens_in_a_held_network() {
    let text = format!("{MULTI}on first Accept B->A: hold\nafter step 4 deliver Accept B->C\n");
    let session = play(&format!("{text}after step 5 drop Accept B->A\nafter step 6 timeout C\n"));
    assert_eq!(
        happenings(&session)[3..],
        ["hold", "B->C Accept 1.B #1 set x 1", "lost B->A Accept 1.B #1 set x 1", "C timeout election"]
            .map(String::from)
    );
}

#[test]
fn a_manual_network_that_is_released_runs_to_its_end() {
    let session =
        play_well(&format!("{MANUAL}deliver Accept A->B\nrelease\nexpect logs equal\nexpect safe\n"));
    assert!(session.run().end().now_ms() > 0, "its clock has started");
    let before = play(&format!("{MANUAL}deliver Accept A->B\n"));
    assert_eq!(happenings(&session)[..3], happenings(&before)[..]);
    // Its timers run as well: a leader that is down is replaced.
    let elects = play_well(&format!(
        "{MANUAL}crash A\nrelease\nafter step 40 c1 asks B: set y 2\nexpect answered 2\n"
    ));
    assert!(elects.run().last() > 40);
}

#[test]
fn clients_of_a_released_network_ask_again() {
    let text =
        "protocol multi\nreplicas A B C\nnetwork manual\nleader A\nc1 asks A: set x 1\ncrash A\nrelease\n";
    play_well(&format!("{text}expect answered 1\nexpect safe\n"));
}

#[test]
fn a_calm_network_loses_nothing_by_chance() {
    let wild = "protocol multi\nreplicas A B C\nnetwork loss=60% duplicate=30% seed=3\nleader A\n\
                link A->C delay=90ms\nslow B 40ms\nclock C 300%\nuntil 2s\n";
    let session = play(&format!("{wild}at 200ms calm\nat 300ms c1 asks A: set x 1\nexpect answered 1\n"));
    assert!(session.judgements().iter().all(|judged| judged.holds));
    let history = session.run().history();
    let late = (0..history.len()).filter(|step| history.step(*step).at_ms > 320);
    for step in late {
        let text = happening(session.run(), step);
        assert!(!text.starts_with("lost") && !text.starts_with("duplicate"), "{text}");
    }
    assert!(session.run().end().is_calm());
    // What is made odd after that is odd.
    let odd =
        play(&format!("{wild}at 200ms calm\nat 300ms link A->B loss=100%\nat 300ms link C->B loss=100%\n"));
    let lost = |step: &u32| {
        odd.run().history().step(*step).at_ms > 320 && happening(odd.run(), *step).starts_with("lost")
    };
    assert!((0..=odd.run().last()).any(|step| lost(&step)));
}

#[test]
fn a_person_switches_to_manual_and_back() {
    let mut bench = Workbench::open(MULTI).expect("a good text");
    bench.seek(3);
    bench.inject("hold").expect("it runs");
    assert_eq!(bench.session().run().last(), 4);
    for action in ["deliver Accept B->C", "deliver Accepted C->A", "release"] {
        bench.seek(bench.session().run().last());
        bench.inject(action).unwrap_or_else(|fault| panic!("{action}: {fault}"));
    }
    let text = bench.session().text();
    let again = play(&text);
    assert_eq!(again.run().fingerprint(), bench.session().run().fingerprint(), "{text}");
    assert_eq!(again.run().end().clients()[0].answered, 1);
}

/// Released, a manual scenario goes on by steps, not by the place in its script.
#[test]
fn a_person_goes_on_after_a_manual_network_was_released() {
    let mut bench = Workbench::open(MANUAL).expect("a good text");
    bench.seek(2);
    bench.inject("deliver Accept A->B").expect("it is under way");
    bench.inject("release").expect("it is held");
    let released = bench.session().position();
    let before = happenings(bench.session());
    bench.seek(released + 2);
    bench.inject("crash C").expect("it is up");
    bench.inject("hold").expect("it runs");
    bench.inject("restart C").expect("it is down");
    let text = bench.session().text();
    let again = play(&text);
    assert_eq!(again.run().fingerprint(), bench.session().run().fingerprint(), "{text}");
    let now = happenings(&again);
    let at = released as usize + 2;
    assert_eq!(now[..at], before[..at], "{text}");
    assert_eq!(now[at..], ["C crashes", "hold", "C restarts"].map(String::from), "{text}");
    // Back to where the script alone spoke: all of that goes.
    bench.seek(3);
    bench.inject("deliver Accept A->C").expect("it is under way");
    let text = bench.session().text();
    assert_eq!(text, format!("{MANUAL}deliver Accept A->B\ndeliver Accept A->C\n"));
}

/// What is done by hand, step by step; the text must give the same run, and
/// every branch must open again.
fn by_hand(text: &str, acts: &[(u32, &str)]) -> Workbench {
    let mut bench = Workbench::open(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    for (step, act) in acts {
        bench.seek(*step);
        bench.inject(act).unwrap_or_else(|fault| panic!("{act}: {fault}\n{}", bench.session().text()));
        let text = bench.session().text();
        assert_eq!(play(&text).run().fingerprint(), bench.session().run().fingerprint(), "{text}");
        let done = bench.session().position();
        assert_eq!(done, step + 1, "{act} is the step behind {step}\n{text}");
    }
    bench
}

const RELEASED_LATER: &str = "protocol multi\nreplicas A B C\nnetwork manual\nleader A\nrepeat 3: slow B 5ms\n\
                              c1 asks A: set x 1\ndeliver Request c1->A\non first Accept A->B: release\n";

#[test]
fn a_repeated_change_that_is_cut_short_is_no_set_up_line() {
    let mut bench = by_hand(RELEASED_LATER, &[(1, "crash C")]);
    // In other branches, until this one's run is not kept any more.
    for at in 0..6 {
        bench.seek(0);
        bench.inject(&format!("crash {}", ["A", "B", "C"][at % 3])).expect("it is up");
    }
    let all: Vec<_> = bench.branches().iter().map(|branch| branch.id).collect();
    for id in all {
        bench.switch_to(id).expect("its text is good");
        play(&bench.session().text());
    }
}

#[test]
fn before_a_release_all_can_be_done_that_needs_no_clock() {
    let text = "protocol multi\nreplicas A B C\nnetwork manual\nleader A\nc1 asks A: set x 1\n\
                deliver Request c1->A\ndeliver Accept A->B\nrelease\non first Accepted C->A: slow C 30ms\n";
    for step in 0..=3 {
        by_hand(text, &[(step, "crash C")]);
        by_hand(text, &[(step, "cut A | B C")]);
    }
    // The release itself, sooner: what needs it stays.
    let bench = by_hand(text, &[(2, "release")]);
    assert!(bench.session().text().contains("slow C 30ms"));
}

#[test]
fn an_act_at_the_end_that_until_sets_is_done() {
    for slug in ["s18-churn", "s18b-churn-calmed"] {
        let text = antipaxos_simulator::gallery::find(slug).expect("it ships").text;
        let last = play(text).run().last();
        by_hand(text, &[(last, "crash A")]);
        by_hand(text, &[(last - 18, "hold"), (last - 17, "release")]);
    }
}

#[test]
fn the_end_of_a_held_run_is_not_the_authors_end() {
    let text = format!("{MULTI}until 300ms\n");
    let bench = by_hand(&text, &[(3, "hold"), (4, "deliver Accept B->C"), (5, "release")]);
    assert!(bench.session().text().contains("until 300ms"));
}

#[test]
fn the_other_protocol_is_not_held() {
    let bench = by_hand(MULTI, &[(1, "hold"), (2, "release")]);
    let scenario = antipaxos_simulator::scenario::parse(&bench.session().text()).expect("a good text");
    let basic =
        antipaxos_simulator::scenario::amend::with_protocol(&scenario, antipaxos_paxos::Variant::Basic);
    let session = Session::of(basic).expect("it plays");
    assert_eq!(session.run().end().clients()[0].answered, 1);
}

#[test]
fn behind_a_line_that_could_not_be_done_one_goes_on_by_hand() {
    let text = "protocol multi\nreplicas A B C\nnetwork manual\nleader A\nc1 asks A: set x 1\nrestart B\n";
    let bench = by_hand(text, &[(1, "deliver Request c1->A")]);
    assert!(!bench.session().text().contains("restart"));
    by_hand(text, &[(1, "release")]);
}

#[test]
fn whoever_waits_for_a_fault_is_not_stopped_by_a_held_network() {
    let mut session = play(&format!("{MULTI}at 15ms hold\nafter step 3 release\nat 60ms crash C\n"));
    let fault = antipaxos_simulator::Condition::Fault;
    let found = session.find(fault, antipaxos_simulator::Direction::Forward).expect("C crashes");
    session.seek(found);
    assert_eq!(happening(session.run(), found), "C crashes");
}
