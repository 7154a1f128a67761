//! Where things stand, so that nothing looks like what it is not.

use crate::common::Case;
use antipaxos_figure::{Figure, Form, Shape};
use antipaxos_simulator::{Ending, gallery};

type Point = (i32, i32);

fn children<'a>(figure: &'a Figure, key: &str) -> &'a [Shape] {
    let group = figure.shapes.iter().find(|shape| shape.key == key);
    match group.map(|shape| &shape.form) {
        Some(Form::Group { children, .. }) => children,
        _ => &[],
    }
}

/// The numbers of a path.
fn numbers(d: &str) -> Vec<i32> {
    d.split(|c: char| !(c.is_ascii_digit() || c == '-')).filter_map(|number| number.parse().ok()).collect()
}

/// An arrow's points, close together, and its tip.
fn arrow(figure: &Figure, message: u32) -> Option<(Vec<Point>, Point)> {
    let parts = children(figure, &format!("message-{message}"));
    let part = |key: &str| parts.iter().find(|part| part.key == key).map(|part| &part.form);
    let Some(Form::Path { d }) = part("head") else { return None };
    let tip = numbers(d);
    let (a, c, b) = match part("line")? {
        Form::Line { x1, y1, x2, y2 } => {
            ((*x1, *y1), (i32::midpoint(*x1, *x2), i32::midpoint(*y1, *y2)), (*x2, *y2))
        }
        Form::Path { d } => match numbers(d)[..] {
            [x0, y0, cx, cy, x1, y1] => ((x0, y0), (cx, cy), (x1, y1)),
            _ => return None,
        },
        Form::Group { .. } | Form::Circle { .. } | Form::Rect { .. } | Form::Text { .. } => return None,
    };
    let at = |t: i32| {
        let mix =
            |a: i32, c: i32, b: i32| ((64 - t) * (64 - t) * a + 2 * (64 - t) * t * c + t * t * b) / (64 * 64);
        (mix(a.0, c.0, b.0), mix(a.1, c.1, b.1))
    };
    Some(((0..=64).map(at).collect(), (tip[0], tip[1])))
}

#[test]
fn no_arrow_of_a_broadcast_seems_to_go_on_from_another() {
    let mut several = 0;
    for scenario in gallery::ALL {
        let case = Case::new(scenario.slug, scenario.text);
        let history = case.session.run().history();
        for width in [560, 288] {
            let figure = case.sequence(width, 0, case.last());
            for step in 1..=case.last() {
                let sent: Vec<_> = history
                    .sent(step)
                    .filter(|(_, sent)| matches!(sent.ended, Some((_, Ending::Arrived))))
                    .filter_map(|(id, sent)| Some((sent.from, arrow(&figure, id.0)?)))
                    .collect();
                for (from, (points, tip)) in &sent {
                    for (_, (_, nearer)) in
                        sent.iter().filter(|(other, (_, end))| other == from && end != tip)
                    {
                        let passing =
                            points.windows(2).find(|two| (two[0].0 < nearer.0) != (two[1].0 < nearer.0));
                        let Some([one, other]) = passing else { continue };
                        several += 1;
                        let y = i32::midpoint(one.1, other.1);
                        let place = format!("{} at {width}, step {step}", case.name);
                        assert!((y - nearer.1).abs() >= 5, "{place}: to {tip:?} passes {nearer:?} at {y}");
                    }
                }
            }
        }
    }
    assert!(several > 100, "broadcasts ship");
}

/// What is drawn of a node or client: its left, top, right and bottom.
fn body(figure: &Figure, key: &str) -> [i32; 4] {
    let body = children(figure, key).iter().find(|shape| shape.role == "body").expect("it has a body");
    match body.form {
        Form::Rect { x, y, width, height, .. } => [x, y, x + width, y + height],
        Form::Circle { cx, cy, r } => [cx - r, cy - r, cx + r, cy + r],
        Form::Group { .. } | Form::Line { .. } | Form::Path { .. } | Form::Text { .. } => panic!("{body:?}"),
    }
}

#[test]
fn where_room_is_short_a_client_stands_on_the_side_of_whom_it_asks() {
    let narrow = |slug: &str| {
        let example = gallery::find(slug).expect("it ships");
        Case::new(slug, example.text).stage(288, 0)
    };
    let (follower, leader) = (narrow("s02a-multi-follower"), narrow("s02b-multi-leader"));
    let [left, _, right, bottom] = body(&follower, "node-0");
    assert!(body(&follower, "client-0")[2] < left, "c1 asks A, on top");
    let [at, top, _, end] = body(&leader, "client-0");
    assert!(at > right, "c1 asks B, at the right");
    assert!(top > 0 && end < bottom, "no row is taken for it");
}
