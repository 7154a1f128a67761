//! What holds of every figure, tried on every scenario that ships and on
//! clusters of every size.
#![expect(clippy::float_arithmetic, reason = "the page moves things in floating point; so does this")]

use std::collections::BTreeMap;

use crate::common::Case;
use antipaxos_figure::{
    Anchor, Figure, Form, MAX_WIDTH_PX, MIN_WIDTH_PX, Motion, Shape, View, Window, figure, svg,
};
use antipaxos_simulator::gallery;

const WIDTHS: [u32; 4] = [288, 320, 560, 640];

/// Every scenario that ships, and clusters of 1 to 15 whose leader dies.
fn cases() -> Vec<Case> {
    let mut cases: Vec<_> =
        gallery::ALL.iter().map(|scenario| Case::new(scenario.slug, scenario.text)).collect();
    for count in [1, 2, 4, 7, 10, 15] {
        cases.push(Case::new(&format!("{count} replicas"), &cluster(count)));
    }
    cases
}

fn cluster(count: u8) -> String {
    let names: Vec<String> = (0..count).map(|at| char::from(b'A' + at).to_string()).collect();
    let mut text = format!("protocol multi\nreplicas {}\n", names.join(" "));
    for client in 1..=if count < 5 { 9 } else { 3 } {
        text += &format!("at {client}ms c{client} asks A: set key{client} value\n");
    }
    text + "at 400ms crash A\nat 450ms restart A\nuntil 700ms\n"
}

type Area = (i32, i32, i32, i32);

/// As the crate estimates widths: a monospace font's advances.
fn text_area(shape: &Shape) -> Option<Area> {
    let Form::Text { x, y, anchor, length, text } = &shape.form else { return None };
    let role = |name| shape.role.split(' ').any(|role| role == name);
    let tenths = match () {
        () if role("small") || role("client-name") => 130,
        () if role("node-name") => 210,
        () if role("lane-name") => 160,
        () if role("table-head") => 130,
        () if role("table-says") => 112,
        () if role("table-value") || role("table-small") => 115,
        () if role("node-role") || role("event") => 115,
        () if role("violation") => 125,
        () if role("band-text") || role("note") => 112,
        () => 120,
    };
    let chars = i32::try_from(text.chars().count()).unwrap();
    let width = length.unwrap_or(chars * tenths * 602 / 10_000);
    let left = match anchor {
        Anchor::Start => *x,
        Anchor::Middle => x - width / 2,
        Anchor::End => x - width,
    };
    Some((left, y - 11, left + width, y + 3))
}

fn area(shape: &Shape) -> Option<Area> {
    match shape.form {
        Form::Rect { x, y, width, height, .. } => Some((x, y, x + width, y + height)),
        Form::Circle { cx, cy, r } => Some((cx - r, cy - r, cx + r, cy + r)),
        Form::Text { .. } => text_area(shape),
        Form::Group { .. } | Form::Line { .. } | Form::Path { .. } => None,
    }
}

fn moved((left, top, right, bottom): Area, (x, y): (i32, i32)) -> Area {
    (left + x, top + y, right + x, bottom + y)
}

fn meet(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Where a traveller is at `quarters` of a step: evenly on its way, as the page moves it.
fn position(motion: &Motion, quarters: u32) -> (i32, i32) {
    let (p, from, to) = (f64::from(quarters) / 4.0, f64::from(motion.from), f64::from(motion.to));
    let t = ((p - from + 0.5) / (to - from + 0.5)).clamp(0.0, 1.0);
    let mix = |a: i32, c: i32, b: i32| {
        let (a, c, b) = (f64::from(a), f64::from(c), f64::from(b));
        ((1.0 - t) * (1.0 - t) * a + 2.0 * (1.0 - t) * t * c + t * t * b).round() as i32
    };
    (mix(motion.x0, motion.cx, motion.x1), mix(motion.y0, motion.cy, motion.y1))
}

fn groups<'a>(shapes: &'a [Shape], role: &'a str) -> impl Iterator<Item = (&'a Shape, &'a [Shape])> {
    shapes.iter().filter_map(move |shape| match &shape.form {
        Form::Group { children, .. } => {
            shape.role.split(' ').any(|known| known == role).then_some((shape, children.as_slice()))
        }
        Form::Circle { .. }
        | Form::Rect { .. }
        | Form::Line { .. }
        | Form::Path { .. }
        | Form::Text { .. } => None,
    })
}

/// The boxes of a stage's pills and their second lines, a step's quarters on.
fn pills(figure: &Figure, quarters: u32) -> Vec<(String, Area)> {
    let mut pills = Vec::new();
    for (shape, children) in groups(&figure.shapes, "message") {
        let Form::Group { motion: Some(motion), .. } = &shape.form else {
            panic!("a message without a motion")
        };
        if shape.role.split(' ').any(|role| role == "dot") {
            continue;
        }
        let at = position(motion, quarters);
        let boxes = children.iter().filter_map(area).map(|area| moved(area, at));
        let all = boxes.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)));
        pills.push((shape.key.clone(), all.expect("a pill has a box")));
    }
    pills
}

#[test]
fn at_most_a_dozen_pills_touch_neither_each_other_nor_a_node_nor_the_frame() {
    for case in cases() {
        for width in WIDTHS {
            for step in (0..=case.last()).step_by(1 + case.last() as usize / 40) {
                let figure = case.stage(width, step);
                let still: Vec<Area> = groups(&figure.shapes, "node")
                    .chain(groups(&figure.shapes, "client"))
                    .flat_map(|(_, children)| children.iter().filter_map(area))
                    .collect();
                for quarters in [4 * step, 4 * step + 2, 4 * step + 4] {
                    let pills = pills(&figure, quarters);
                    assert!(pills.len() <= 12, "{} at {width}, step {step}", case.name);
                    for (at, (key, one)) in pills.iter().enumerate() {
                        let place = format!("{} at {width}, step {step}, {quarters}/4: {key}", case.name);
                        let inside =
                            one.0 >= 0 && one.1 >= 0 && one.2 <= figure.width && one.3 <= figure.height;
                        assert!(inside, "{place} leaves the frame: {one:?}");
                        for (other_key, other) in &pills[..at] {
                            assert!(!meet(*one, *other), "{place} touches {other_key}");
                        }
                        for other in &still {
                            assert!(!meet(*one, *other), "{place} touches {other:?}: {one:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn nodes_and_clients_stand_apart_within_the_frame_and_stay_there() {
    for case in cases() {
        for width in WIDTHS {
            let mut places: BTreeMap<String, Vec<Area>> = BTreeMap::new();
            let mut height = None;
            for step in (0..=case.last()).step_by(1 + case.last() as usize / 20) {
                let figure = case.stage(width, step);
                assert_eq!(*height.get_or_insert(figure.height), figure.height, "{}", case.name);
                let all: Vec<_> =
                    groups(&figure.shapes, "node").chain(groups(&figure.shapes, "client")).collect();
                let boxes: Vec<(String, Vec<Area>)> = all
                    .iter()
                    .map(|(shape, children)| (shape.key.clone(), children.iter().filter_map(area).collect()))
                    .collect();
                for (at, (key, parts)) in boxes.iter().enumerate() {
                    let place = format!("{} at {width}, step {step}: {key}", case.name);
                    for part in parts {
                        let inside =
                            part.0 >= 0 && part.1 >= 0 && part.2 <= figure.width && part.3 <= figure.height;
                        assert!(
                            inside,
                            "{place} leaves the frame {}x{}: {part:?}",
                            figure.width, figure.height
                        );
                        for (other, others) in &boxes[..at] {
                            assert!(
                                others.iter().all(|other| !meet(*part, *other)),
                                "{place} touches {other}"
                            );
                        }
                    }
                    let first = places.entry(key.clone()).or_insert_with(|| parts.clone());
                    assert_eq!(first[0], parts[0], "{place} moved");
                }
            }
        }
    }
}

#[test]
fn every_label_of_a_sequence_is_within_the_frame_and_touches_no_other() {
    for case in cases() {
        for width in WIDTHS {
            let figure = case.sequence(width, 0, case.last());
            let mut labels: Vec<(&str, Area)> = Vec::new();
            for shape in &figure.shapes {
                match &shape.form {
                    Form::Text { .. } => {
                        labels.extend(text_area(shape).map(|area| (shape.key.as_str(), area)));
                    }
                    Form::Group { children, .. } => {
                        let texts = children.iter().filter_map(text_area);
                        labels.extend(texts.map(|area| (shape.key.as_str(), area)));
                    }
                    Form::Circle { .. } | Form::Rect { .. } | Form::Line { .. } | Form::Path { .. } => {}
                }
            }
            labels.sort_by_key(|(_, area)| area.1);
            for (at, (key, one)) in labels.iter().enumerate() {
                let place = format!("{} at {width}: {key}", case.name);
                let inside = one.0 >= 0 && one.1 >= 0 && one.2 <= figure.width && one.3 <= figure.height;
                assert!(inside, "{place} leaves the frame: {one:?}");
                for (other, area) in labels[at + 1..].iter().take_while(|(_, area)| area.1 < one.3) {
                    assert!(!meet(*one, *area), "{place} touches {other}");
                }
            }
        }
    }
}

/// All texts of a figure, wherever they are.
fn texts(shapes: &[Shape]) -> Vec<(String, Area)> {
    let mut found = Vec::new();
    for shape in shapes {
        match &shape.form {
            Form::Text { .. } => found.extend(text_area(shape).map(|area| (shape.key.clone(), area))),
            Form::Group { children, .. } => {
                let inner = texts(children).into_iter();
                found.extend(inner.map(|(key, area)| (format!("{}/{key}", shape.key), area)));
            }
            Form::Circle { .. } | Form::Rect { .. } | Form::Line { .. } | Form::Path { .. } => {}
        }
    }
    found
}

#[test]
fn nothing_that_a_ledger_or_a_board_says_leaves_it_or_touches_another_word() {
    for case in cases() {
        for width in WIDTHS {
            for step in (0..=case.last()).step_by(1 + case.last() as usize / 20) {
                for view in [View::Ledger, View::Board { slot: None }] {
                    let figure = case.table(view, width, step);
                    let mut labels = texts(&figure.shapes);
                    labels.sort_by_key(|(_, area)| area.1);
                    for (at, (key, one)) in labels.iter().enumerate() {
                        let place = format!("{} {view:?} at {width}, step {step}: {key}", case.name);
                        let inside =
                            one.0 >= 0 && one.1 >= 0 && one.2 <= figure.width && one.3 <= figure.height;
                        assert!(inside, "{place} leaves the frame: {one:?}");
                        for (other, area) in labels[at + 1..].iter().take_while(|(_, area)| area.1 < one.3) {
                            assert!(!meet(*one, *area), "{place} touches {other}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn arrows_labels_carry_their_length() {
    for case in cases() {
        let figure = case.sequence(560, 0, case.last());
        for shape in figure.shapes.iter().filter(|shape| shape.role.starts_with("label")) {
            assert!(matches!(shape.form, Form::Text { length: Some(_), .. }), "{}: {}", case.name, shape.key);
        }
    }
}

#[test]
fn windows_compose() {
    for case in cases() {
        let whole = case.sequence(560, 0, case.last());
        let known: BTreeMap<&str, &Shape> =
            whole.shapes.iter().map(|shape| (shape.key.as_str(), shape)).collect();
        assert_eq!(known.len(), whole.shapes.len(), "{}: two shapes have the same key", case.name);
        let mut seen = 0;
        for from in (0..=case.last()).step_by(7) {
            let to = (from + 12).min(case.last());
            let part = case.sequence(560, from, to);
            assert_eq!((part.height, &part.lanes), (whole.height, &whole.lanes));
            assert_eq!(part.rows, whole.rows[from as usize..=to as usize]);
            for shape in &part.shapes {
                assert_eq!(Some(&shape), known.get(shape.key.as_str()), "{} {from}..{to}", case.name);
            }
            seen += part.shapes.len();
        }
        assert!(seen >= whole.shapes.len(), "{}: the windows leave something out", case.name);
    }
}

#[test]
fn the_windows_together_show_everything() {
    for case in cases() {
        let whole = case.sequence(320, 0, case.last());
        let mut left: BTreeMap<String, Shape> =
            whole.shapes.into_iter().map(|shape| (shape.key.clone(), shape)).collect();
        for from in (0..=case.last()).step_by(10) {
            for shape in case.sequence(320, from, from + 9).shapes {
                left.remove(&shape.key);
            }
        }
        assert!(left.is_empty(), "{}: {:?}", case.name, left.keys().collect::<Vec<_>>());
    }
}

#[test]
fn the_playhead_never_goes_up() {
    for case in cases() {
        let figure = case.sequence(560, 0, case.last());
        assert_eq!(figure.rows.len(), case.last() as usize + 1);
        assert!(figure.rows.is_sorted_by_key(|row| (row.step, row.y)), "{}", case.name);
        assert!(figure.rows.iter().all(|row| row.y <= figure.height));
    }
}

#[test]
fn where_there_are_more_messages_than_a_dozen_some_are_pills() {
    let is_dot = |shape: &Shape| shape.role.starts_with("message dot");
    let case = Case::new("15 replicas", &cluster(15));
    let crowded = (0..=case.last()).map(|step| case.stage(640, step)).filter(|figure| {
        groups(&figure.shapes, "message").filter(|(shape, _)| !shape.role.contains("background")).count() > 12
    });
    let crowded: Vec<_> = crowded.collect();
    assert!(!crowded.is_empty());
    for figure in crowded {
        assert!(groups(&figure.shapes, "message").any(|(shape, _)| !is_dot(shape)));
    }
}

#[test]
fn a_message_keeps_its_path_from_step_to_step() {
    for case in cases() {
        let mut before: BTreeMap<String, (String, Motion)> = BTreeMap::new();
        for step in 0..=case.last().min(60) {
            let figure = case.stage(560, step);
            let motion = |shape: &Shape| match &shape.form {
                Form::Group { motion, .. } => *motion,
                Form::Circle { .. } | Form::Rect { .. } | Form::Line { .. } => None,
                Form::Path { .. } | Form::Text { .. } => None,
            };
            let now: BTreeMap<_, _> = groups(&figure.shapes, "message")
                .filter_map(|(shape, _)| Some((shape.key.clone(), (shape.role.clone(), motion(shape)?))))
                .collect();
            for (key, (role, motion)) in &now {
                if let Some((was, before)) = before.get(key)
                    && was == role
                {
                    assert_eq!(motion, before, "{} step {step}: {key}", case.name);
                }
            }
            before = now;
        }
    }
}

#[test]
fn any_width_and_any_window_give_a_figure() {
    let case = Case::new("one", "protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n");
    for width in [0, 1, MIN_WIDTH_PX, MAX_WIDTH_PX, u32::MAX] {
        for (from, to) in [(0, 0), (5, 2), (u32::MAX, u32::MAX), (0, u32::MAX)] {
            for view in [View::Stage, View::Sequence, View::Ledger, View::Board { slot: Some(u32::MAX) }] {
                let figure = figure(case.session.run(), &case.rows, view, width, Window { from, to });
                assert!(figure.width > 0 && figure.height > 0);
                assert!(svg(&figure, from).starts_with("<svg"));
            }
        }
    }
}

/// Many messages on one way spread, but not out of the picture.
#[test]
fn no_dot_leaves_the_frame() {
    for case in cases() {
        for width in WIDTHS {
            for step in (0..=case.last()).step_by(1 + case.last() as usize / 40) {
                let figure = case.stage(width, step);
                for (shape, _) in groups(&figure.shapes, "dot") {
                    let Form::Group { motion: Some(motion), .. } = &shape.form else { continue };
                    for quarters in [4 * step, 4 * step + 2, 4 * step + 4] {
                        let (x, y) = position(motion, quarters);
                        let inside = (0..=figure.width).contains(&x) && (0..=figure.height).contains(&y);
                        assert!(inside, "{} at {width}, step {step}: {} at {x}, {y}", case.name, shape.key);
                    }
                }
            }
        }
    }
}
