//! A network that is held and released, and one that is calmed.

mod common;

use antipaxos_simulator::transcript::happening;
use antipaxos_simulator::{Session, Workbench};
use common::{play, play_well};

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
