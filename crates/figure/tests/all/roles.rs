//! What the roles of shapes say: the style sheet has nothing else to go by.

use antipaxos_figure::{Ends, Figure, Form, Motion, Ref, Rows, Shape, View, Window, figure};
use antipaxos_simulator::{Run, Session};

fn stage(scenario: &str, find: impl Fn(&Figure) -> bool) -> Figure {
    let session = Session::open(scenario).expect("the scenario is right");
    let rows = Rows::new(session.run(), Vec::new());
    let at = |step| figure(session.run(), &rows, View::Stage, 640, Window { from: step, to: step });
    (0..=session.run().last()).map(at).find(find).expect("some step shows it")
}

fn sequence(scenario: &str) -> Figure {
    let session = Session::open(scenario).expect("the scenario is right");
    let rows = Rows::new(session.run(), Vec::new());
    figure(session.run(), &rows, View::Sequence, 640, Window { from: 0, to: session.run().last() })
}

fn children(shape: &Shape) -> &[Shape] {
    match &shape.form {
        Form::Group { children, .. } => children,
        Form::Circle { .. }
        | Form::Rect { .. }
        | Form::Line { .. }
        | Form::Path { .. }
        | Form::Text { .. } => &[],
    }
}

fn motion(shape: &Shape) -> Option<Motion> {
    match shape.form {
        Form::Group { motion, .. } => motion,
        Form::Circle { .. }
        | Form::Rect { .. }
        | Form::Line { .. }
        | Form::Path { .. }
        | Form::Text { .. } => None,
    }
}

fn with_role<'a>(shapes: &'a [Shape], roles: &str) -> Option<&'a Shape> {
    shapes.iter().find(|shape| roles.split(' ').all(|role| shape.role.split(' ').any(|known| known == role)))
}

fn says(shape: &Shape, words: &str) -> bool {
    matches!(&shape.form, Form::Text { text, .. } if text == words)
}

const CALM: &str = "protocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\n";

#[test]
fn requests_and_replies_are_told_apart_and_coloured_by_their_ballots_owner() {
    let figure = stage(CALM, |figure| with_role(&figure.shapes, "message reply accepted owner-1").is_some());
    assert!(with_role(&figure.shapes, "message request accept owner-1").is_some());
    let figure = stage(CALM, |figure| with_role(&figure.shapes, "message reply response plain").is_some());
    let response = with_role(&figure.shapes, "message response").expect("it is there");
    assert!(matches!(&response.form, Form::Group { label, .. } if label == "B->A Response ok"));
    assert!(matches!(response.target, Some(Ref::Message { .. })));
}

#[test]
fn a_crashed_node_says_so_and_its_lifeline_is_dotted() {
    let scenario = format!("{CALM}at 60ms crash C\n");
    let figure = stage(&scenario, |figure| with_role(&figure.shapes, "node down").is_some());
    let node = with_role(&figure.shapes, "node down").expect("it is there");
    assert_eq!(node.target, Some(Ref::Node { node: 2 }));
    assert!(children(node).iter().any(|shape| says(shape, "crashed")));
    assert!(with_role(children(node), "timer").is_none(), "a node that is down waits for nothing");
    assert!(with_role(&sequence(&scenario).shapes, "lifeline down").is_some());
}

#[test]
fn a_chosen_vote_is_marked_and_the_choice_has_a_band() {
    let figure = stage(CALM, |figure| {
        figure.shapes.iter().any(|shape| with_role(children(shape), "vote owner-1 chosen").is_some())
    });
    assert!(with_role(&figure.shapes, "node leader").is_some());
    let figure = sequence(CALM);
    assert!(figure.shapes.iter().any(|shape| with_role(children(shape), "band chosen").is_some()));
}

#[test]
fn a_lost_message_stops_half_way_and_one_that_waits_a_little_later() {
    let lost = format!("{CALM}on first Accept B->A: drop\n");
    let figure = stage(&lost, |figure| with_role(&figure.shapes, "message accept ends-lost").is_some());
    let message = with_role(&figure.shapes, "message accept ends-lost").and_then(motion).expect("it moves");
    assert_eq!(message.ends, Ends::Lost);
    let waiting = "protocol basic\nreplicas A B C\nnetwork manual\nstart A: set x 1\n";
    let figure = stage(waiting, |figure| with_role(&figure.shapes, "message prepare ends-waiting").is_some());
    let message = with_role(&figure.shapes, "message ends-waiting").and_then(motion).expect("it moves");
    assert_eq!((message.ends, message.to), (Ends::Waits, message.from + 1));
    let figure = sequence(&lost);
    let arrow = with_role(&figure.shapes, "message accept ends-lost").expect("it is drawn");
    assert!(with_role(children(arrow), "arrow-head lost").is_some());
}

#[test]
fn a_refusal_has_a_shape_of_its_own() {
    let scenario = "protocol basic
replicas A B C
network manual
start A: set x 1
start B round 2: set y 2
deliver Prepare B->C
deliver Prepare A->C
deliver Nack C->A
";
    let figure = stage(scenario, |figure| with_role(&figure.shapes, "message nack refusal").is_some());
    let nack = with_role(&figure.shapes, "message nack refusal").expect("it is there");
    let square = |shape: &Shape| matches!(shape.form, Form::Rect { rx: 0..=2, .. });
    assert!(children(nack).iter().any(square));
    let figure = sequence(scenario);
    let nack = with_role(&figure.shapes, "message nack refusal").expect("it is drawn");
    assert!(with_role(children(nack), "refused").is_some());
}

#[test]
fn heartbeats_are_dots_on_the_stage_and_are_not_drawn_below_each_other() {
    let scenario = format!("{CALM}until 400ms\n");
    let figure = stage(&scenario, |figure| with_role(&figure.shapes, "message heartbeat").is_some());
    assert!(with_role(&figure.shapes, "message dot heartbeat background").is_some());
    let session = Session::open(&scenario).expect("the scenario is right");
    let run: &Run<_> = session.run();
    let folded = (0..=run.last()).filter(|step| run.history().step(*step).folded).count();
    assert!(folded > 4, "there are heartbeats");
    let rows = sequence(&scenario).shapes.iter().filter(|shape| shape.role == "row").count();
    assert!(rows + folded <= run.last() as usize + 1, "folded steps take no row");
}

#[test]
fn a_cut_link_has_a_gap_and_keeps_its_target() {
    let figure =
        stage(&format!("{CALM}at 5ms cut A | C\n"), |figure| with_role(&figure.shapes, "link cut").is_some());
    let link = with_role(&figure.shapes, "link cut").expect("it is there");
    assert_eq!(link.target, Some(Ref::Link { from: 0, to: 2 }));
    assert!(matches!(&link.form, Form::Path { d } if d.matches('M').count() > 1));
    let figure = stage(&format!("{CALM}at 5ms cut C->A\n"), |figure| {
        with_role(&figure.shapes, "link cut one-way").is_some()
    });
    let link = with_role(&figure.shapes, "link cut one-way").expect("it is there");
    assert_eq!(link.target, Some(Ref::Link { from: 2, to: 0 }));
}

#[test]
fn a_proposer_that_must_propose_anothers_value_still_says_what_it_wants() {
    let scenario = "protocol basic
proposers P1 P2
acceptors A1 A2 A3
network manual
start P1: set x 1
deliver Prepare P1->A1 A2
deliver Promise A1 A2->P1
deliver Accept P1->A1
crash P1
start P2 round 2: set x 2
deliver Prepare P2->A1 A2
deliver Promise A1 A2->P2
";
    let accept = |figure: &Figure| with_role(&figure.shapes, "message accept owner-1").cloned();
    let figure = stage(scenario, |figure| accept(figure).is_some());
    let accept = accept(&figure).expect("it is there");
    assert!(matches!(&accept.form, Form::Group { label, .. } if label.ends_with("#1 set x 1")));
    let node = |at: u32| {
        figure.shapes.iter().find(|shape| shape.target == Some(Ref::Node { node: at })).expect("it is there")
    };
    let wants = with_role(children(node(1)), "node-wants").expect("P2 has been asked for something");
    assert!(says(wants, "wants set x 2"));
    assert!(matches!(&node(1).form, Form::Group { label, .. } if label == "P2, proposing; wants set x 2"));
    assert!(with_role(children(node(0)), "node-wants").is_none(), "the crash took what P1 wanted");
    assert!(with_role(children(node(2)), "node-wants").is_none(), "acceptors want nothing");
}
