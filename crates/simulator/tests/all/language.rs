//! What lines by state, by event and repeated lines mean.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use crate::common::play;
use antipaxos_simulator::scenario::{parse, print};
use antipaxos_simulator::transcript::happening;
use antipaxos_simulator::{Ending, Happening, Session};

/// The steps in which that happens, as transcripts write it.
fn steps(session: &Session, what: &str) -> Vec<u32> {
    let last = session.run().last();
    (0..=last).filter(|step| happening(session.run(), *step) == what).collect()
}

fn times(session: &Session, what: &str) -> Vec<u32> {
    steps(session, what).into_iter().map(|step| session.run().history().step(step).at_ms).collect()
}

/// The step before the action is the first after which the state holds.
fn acts_at_once(head: &str, condition: &str) {
    let text = format!("{head}when {condition}: slow C 7ms\nnote when {condition}: \"Now.\"\n");
    let session = play(&text);
    let done = steps(&session, "slow C 7ms");
    let [done] = done[..] else { panic!("done {} times\n{text}", done.len()) };
    let scenario = parse(&text).expect("a good text");
    let condition = scenario.statements().find_map(|statement| match statement {
        antipaxos_simulator::scenario::Statement::Do {
            when: antipaxos_simulator::scenario::When::Once(condition),
            ..
        } => Some(*condition),
        _ => None,
    });
    let condition = condition.expect("the line waits for something");
    assert!(session.run().world_at(done - 1).holds(condition), "{text}");
    if done > 1 {
        assert!(!session.run().world_at(done - 2).holds(condition), "{text}");
    }
    assert_eq!(session.notes()[0].step, done - 1, "{text}");
    assert_eq!(print::print(&scenario), text);
}

#[test]
fn an_action_by_state_is_done_right_after_the_step_that_makes_it_so_and_once() {
    let multi = "protocol multi\nreplicas A B C\n";
    let asks = "at 0ms c1 asks A: set x 1\nat 5ms c2 asks B: set y 2\nuntil 3000ms\n";
    for condition in ["A leads", "#1 chosen", "#2 chosen", "1 answered", "2 answered", "B learned #1"] {
        let rest = if condition == "A leads" { "at 400ms timeout A\n" } else { "" };
        acts_at_once(&format!("{multi}{asks}{rest}"), condition);
    }
    for condition in ["B promised 1.B", "C voted #1", "C voted #1 in 1.B", "C executed #1", "A learned #1"] {
        acts_at_once(&format!("protocol basic\nreplicas A B C\n{asks}"), condition);
    }
    let crashes = "at 30ms crash A\nat 60ms crash B\nat 90ms restart B\nat 120ms crash B\n";
    for condition in ["A crashed", "B crashed", "1 crashed", "2 crashed"] {
        acts_at_once(&format!("{multi}{asks}{crashes}"), condition);
    }
}

#[test]
fn what_is_so_from_the_start_is_acted_on_after_step_0() {
    let session = play("protocol multi\nreplicas A B C\nleader B\nwhen B leads: crash B\nuntil 100ms\n");
    assert_eq!(steps(&session, "B crashes"), [1]);
}

#[test]
fn lines_by_state_work_in_a_manual_network_too() {
    let text = "proposers P1 P2\nacceptors A1 A2 A3\nnetwork manual\nwhen A2 promised 1.P1: crash A2\n\
                start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1->P1\n";
    let session = play(text);
    assert_eq!(steps(&session, "A2 crashes"), [4]);
    assert_eq!(session.run().last(), 5);
}

#[test]
fn what_never_comes_true_is_never_acted_on() {
    let session = play("at 0ms c1 asks A: set x 1\nwhen #9 chosen: crash A\nnote when 3 crashed: \"No.\"\n");
    assert_eq!(steps(&session, "A crashes"), []);
    assert_eq!(session.notes(), [], "nor is it noted: that would be false");
    assert!(session.run().trouble().is_none());
}

#[test]
fn a_message_delayed_as_it_is_sent_takes_that_much_longer() {
    let arrival = |line: &str| {
        let session = play(&format!("at 0ms c1 asks A: set x 1\n{line}\n"));
        times(&session, "A->B Accept 1.A #1 set x 1")[0]
    };
    assert_eq!(arrival("on first Accept A->B: delay 40ms"), arrival("") + 40);
    assert_eq!(arrival("on second Accept A->B: delay 40ms"), arrival(""));
    assert_eq!(
        arrival("on first Accept A->B: delay 40ms\non first Accept A->B: delay 2ms"),
        arrival("") + 42,
        "delays add up"
    );
}

#[test]
fn a_message_under_way_can_be_delayed_in_a_step_of_its_own() {
    let text = "at 0ms c1 asks A: set x 1\nat 35ms delay Accept A->B 40ms\n";
    let session = play(text);
    assert_eq!(times(&session, "delayed by 40ms A->B Accept 1.A #1 set x 1"), [35]);
    assert_eq!(times(&session, "A->B Accept 1.A #1 set x 1"), [80]);
    let delays = (0..=session.run().last())
        .filter(|step| matches!(session.run().history().step(*step).happening, Happening::Delay { .. }));
    assert_eq!(delays.count(), 1);
    let messages = session.run().history().messages();
    assert!(messages.iter().all(|sent| sent.ended.is_none_or(|(_, ending)| ending == Ending::Arrived)));
    assert_eq!(print::print(&parse(text).expect("good")), text);
    let trouble = play("at 0ms c1 asks A: set x 1\nat 1ms delay Accept A->B 40ms\n");
    assert!(trouble.run().trouble().is_some(), "no such message is under way");
}

#[test]
fn a_repeated_line_is_the_same_as_its_lines_written_out() {
    let written_out =
        "at 100ms c1 asks A: add x 1\nat 150ms c1 asks A: add x 1\nat 200ms c1 asks A: add x 1\n";
    let repeated = "repeat 3 every 50ms from 100ms: c1 asks A: add x 1\n";
    let same = play(written_out).run().fingerprint();
    assert_eq!(play(repeated).run().fingerprint(), same);
    assert_eq!(print::print(&parse(repeated).expect("good")), repeated);
    let end = play(repeated);
    assert_eq!(end.run().end().clients()[0].answered, 3);
    // By hand: one step after the other.
    let head = "proposers P1\nacceptors A1 A2\nnetwork manual\nstart P1: set x 1\n";
    let one = play(
        &format!("{head}repeat 2: deliver Prepare P1->A1 again\n")
            .replace("repeat", "deliver Prepare P1->A1\nrepeat"),
    );
    assert_eq!(one.run().last(), 4);
    let two = format!("{head}deliver Prepare P1->A1\n{}", "deliver Prepare P1->A1 again\n".repeat(2));
    assert_eq!(one.run().fingerprint(), play(&two).run().fingerprint());
}

#[test]
fn doing_something_in_the_midst_of_a_repeated_line_keeps_what_was_done() {
    let head = "proposers P1\nacceptors A1 A2\nnetwork manual\nstart P1: set x 1\ndeliver Prepare P1->A1\n";
    for step in 2..=8 {
        let mut session =
            play(&format!("{head}repeat 3: deliver Prepare P1->A1 again  # so\nbounce A1\nbounce A2\n"));
        let before = session.run().history().fingerprint(step.min(session.run().last()));
        session.seek(step);
        let at = session.inject("crash P1").expect("it can be done");
        assert_eq!(session.run().history().fingerprint(at - 1), before, "{}", session.text());
        assert_eq!(session.run().last(), at, "{}", session.text());
        let again = play(&session.text());
        assert_eq!(again.run().fingerprint(), session.run().fingerprint(), "{}", session.text());
    }
}

#[test]
fn comments_stay_where_they_are() {
    let text = "# Title\n# More.\n\nprotocol basic  # the simplest\n# Above.\nat 0ms c1 asks A: set x 1  # asked\n\
                repeat 2 every 5ms from 50ms: c1 asks A: add x 1  # twice\n#\n\
                when #1 chosen: crash B  # whoever knows\non first Accept A->B: delay 40ms  # late\n\
                note when 1 answered: \"Done.\"  # seen\nexpect answered 3  # all\nexpect leader nobody  # Basic\n# End.\n";
    let scenario = parse(text).expect("a good text");
    assert_eq!(print::print(&scenario), text);
    assert_eq!(scenario.lines.iter().filter(|line| line.comment.is_some()).count(), 13);
}
