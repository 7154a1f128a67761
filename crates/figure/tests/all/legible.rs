//! What a newcomer reads without clicking: what messages carry, before all what
//! a Promise reports.

use crate::common::Case;
use antipaxos_figure::{Anchor, Ends, Figure, Form, Motion, Shape};
use antipaxos_simulator::gallery;

/// The stage's width on a page of 1280 pixels, and about that of the diagram.
const WIDE: u32 = 560;

fn cases() -> impl Iterator<Item = Case> {
    gallery::ALL.iter().map(|scenario| Case::new(scenario.slug, scenario.text))
}

struct Group<'a> {
    shape: &'a Shape,
    motion: Option<Motion>,
    label: &'a str,
    children: &'a [Shape],
}

fn groups(figure: &Figure) -> impl Iterator<Item = Group<'_>> {
    figure.shapes.iter().filter_map(|shape| match &shape.form {
        Form::Group { motion, label, children } => Some(Group { shape, motion: *motion, label, children }),
        Form::Circle { .. }
        | Form::Rect { .. }
        | Form::Line { .. }
        | Form::Path { .. }
        | Form::Text { .. } => None,
    })
}

fn has_role(shape: &Shape, role: &str) -> bool {
    shape.role.split(' ').any(|known| known == role)
}

fn words(shape: &Shape) -> &str {
    match &shape.form {
        Form::Text { text, .. } => text,
        Form::Group { .. }
        | Form::Circle { .. }
        | Form::Rect { .. }
        | Form::Line { .. }
        | Form::Path { .. } => "",
    }
}

/// What a pill says below its name; empty, where there is nothing.
fn detail<'a>(group: &Group<'a>) -> &'a str {
    group.children.iter().find(|child| has_role(child, "message-detail")).map_or("", words)
}

/// It leaves or arrives now.
fn is_now(motion: &Motion, step: u32) -> bool {
    motion.from == step || (motion.ends == Ends::Arrives && motion.to == step + 1)
}

/// A Promise that reports votes, by its label: `... {#1 set x 1 @1.P1}`.
fn reports_votes(label: &str) -> bool {
    label.contains(" Promise ") && label.contains("{#")
}

fn says_votes(words: &str) -> bool {
    words.contains(" in ") || words.contains(" votes, ")
}

/// These stand so close that there is no room for the words between them.
const TOO_CLOSE: (&str, &str) = ("s20b-lone-learner-stays-dead", "A1->P2 ");

#[test]
fn the_vote_that_a_promise_reports_is_read_when_it_leaves_and_when_it_arrives() {
    for case in cases() {
        for step in 0..=case.last().min(300) {
            let figure = case.stage(WIDE, step);
            let reports: Vec<Group<'_>> = groups(&figure)
                .filter(|group| reports_votes(group.label))
                .filter(|group| group.motion.is_some_and(|motion| is_now(&motion, step)))
                .filter(|group| !(case.name == TOO_CLOSE.0 && group.label.starts_with(TOO_CLOSE.1)))
                .collect();
            let is_read = |group: &Group<'_>| says_votes(detail(group));
            for group in &reports {
                // Two that meet have room for one.
                let place = format!("{} step {step}: {}", case.name, group.label);
                assert!(is_read(group) || reports.iter().any(is_read), "{place} is not read");
            }
        }
    }
}

#[test]
fn an_arrows_label_keeps_the_value_or_the_vote_and_where_it_was_to_go() {
    for case in cases() {
        for width in [WIDE, 288] {
            let figure = case.sequence(width, 0, case.last());
            for group in groups(&figure) {
                let Some(label) = figure.shapes.iter().find(|shape| {
                    shape
                        .key
                        .strip_prefix("label-")
                        .is_some_and(|id| group.shape.key == format!("message-{id}"))
                }) else {
                    continue;
                };
                let place = format!("{} at {width}: {} reads {}", case.name, group.label, words(label));
                let (mut said, way) = (words(label), group.label.split(' ').next().unwrap_or_default());
                // What is lost ends between the lanes: its label says where it was to go.
                if has_role(group.shape, "ends-lost") {
                    let (before, to) = said.rsplit_once(" → ").expect(&place);
                    assert!(way.ends_with(&format!("->{to}")), "{place}");
                    said = before;
                }
                if reports_votes(group.label) {
                    assert!(says_votes(said), "{place}");
                }
                let is_proposed = has_role(group.shape, "accept") || has_role(group.shape, "accepted");
                if let (true, Some((_, value))) = (is_proposed, group.label.split_once('#')) {
                    let value = value.split_once(' ').expect("a value follows the slot").1;
                    assert!(said.ends_with(value), "{place}");
                }
            }
        }
    }
}

#[test]
fn several_votes_are_counted_and_none_is_said() {
    let case = cases().find(|case| case.name.starts_with("s10-")).expect("it ships");
    let figure = case.sequence(WIDE, 0, case.last());
    assert!(figure.shapes.iter().any(|shape| words(shape).ends_with("2 votes, #135 to #140")));
    let case = cases().find(|case| case.name.starts_with("s01a-")).expect("it ships");
    assert!(
        case.sequence(WIDE, 0, case.last()).shapes.iter().any(|shape| words(shape).ends_with(": no vote"))
    );
    let pills = (0..=case.last()).map(|step| case.stage(WIDE, step));
    assert!(pills.into_iter().any(|figure| groups(&figure).any(|group| detail(&group) == "no vote")));
}

#[test]
fn what_is_never_delivered_lies_small_where_it_can_be_touched() {
    let case = cases().find(|case| case.name.starts_with("s07a-")).expect("it ships");
    for width in [288, WIDE] {
        let figure = case.stage(width, case.last());
        let mut places = Vec::new();
        for group in groups(&figure).filter(|group| has_role(group.shape, "ends-waiting")) {
            let motion = group.motion.expect("a message has a way");
            let is_old = case.last() - motion.from > 4;
            assert_eq!(has_role(group.shape, "stale"), is_old, "{}", group.label);
            if is_old {
                assert!(group.shape.target.is_some() && has_role(group.shape, "dot"));
                places.push((motion.x1, motion.y1));
            }
        }
        assert!(places.len() > 5);
        for (at, one) in places.iter().enumerate() {
            for other in &places[..at] {
                assert!((one.0 - other.0).abs().max((one.1 - other.1).abs()) > 4, "{one:?} covers {other:?}");
            }
        }
    }
}

#[test]
fn a_pills_nose_is_on_the_side_that_it_travels_to() {
    for case in cases() {
        for step in (0..=case.last()).step_by(1 + case.last() as usize / 20) {
            let figure = case.stage(WIDE, step);
            for group in groups(&figure).filter(|group| has_role(group.shape, "message")) {
                if has_role(group.shape, "dot") {
                    continue;
                }
                let nose = group.children.iter().find(|child| has_role(child, "nose")).expect("it has one");
                let Form::Path { d } = &nose.form else { panic!("a nose is a path") };
                let tip = d.split('L').nth(1).and_then(|tip| tip.split_once(' ')).expect("it has a tip");
                let (x, y): (i32, i32) = (tip.0.parse().expect("x"), tip.1.parse().expect("y"));
                let way = group.motion.expect("a message has a way");
                let forward = x * (way.x1 - way.x0) + y * (way.y1 - way.y0);
                assert!(forward > 0, "{} step {step}: {} points to {x}, {y}", case.name, group.label);
            }
        }
    }
}

#[test]
fn what_waits_strikes_no_words_of_its_row() {
    for case in cases() {
        for width in [WIDE, 288] {
            let figure = case.sequence(width, 0, case.last());
            let stubs: Vec<_> = groups(&figure)
                .flat_map(|group| group.children)
                .filter(|child| has_role(child, "waits"))
                .filter_map(|child| match child.form {
                    Form::Line { x1, y1, x2, y2 } => Some((x1.min(x2), y1, x1.max(x2), y2)),
                    Form::Group { .. }
                    | Form::Circle { .. }
                    | Form::Rect { .. }
                    | Form::Path { .. }
                    | Form::Text { .. } => None,
                })
                .collect();
            for label in figure.shapes.iter().filter(|shape| shape.role.starts_with("label")) {
                let Form::Text { x, y, anchor, length: Some(length), .. } = label.form else { continue };
                let left = if anchor == Anchor::Start { x } else { x - length };
                let struck = stubs.iter().find(|(x1, y1, x2, y2)| {
                    *x1 < left + length && left < *x2 && *y1 < y + 3 && y - 11 < *y2
                });
                assert_eq!(struck, None, "{} at {width}: {}", case.name, words(label));
            }
        }
    }
}

#[test]
fn a_violation_is_said_in_full() {
    let mut seen = 0;
    for case in cases() {
        let figure = case.sequence(WIDE, 0, case.last());
        for group in groups(&figure) {
            if group.children.iter().any(|child| has_role(child, "violation")) {
                let lines: Vec<&str> =
                    group.children.iter().map(words).filter(|words| !words.is_empty()).collect();
                assert_eq!(lines.join(" "), group.label, "{}", case.name);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "violations ship");
}

#[test]
fn where_a_pill_has_no_room_it_says_its_kind_alone() {
    let case = cases().find(|case| case.name.starts_with("s07c-")).expect("it ships");
    let figure = case.stage(288, 16);
    let promise = groups(&figure)
        .find(|group| group.label.starts_with("A2->P3 Promise") && !has_role(group.shape, "dot"))
        .expect("the Promise that arrives next is a pill on a phone, too");
    let text = promise.children.iter().find(|child| has_role(child, "message-text")).map_or("", words);
    assert_eq!(text, "Promise");
    let wide = case.stage(WIDE, 16);
    let promise = groups(&wide).find(|group| group.label.starts_with("A2->P3 Promise")).expect("it is there");
    let text = promise.children.iter().find(|child| has_role(child, "message-text")).map_or("", words);
    assert_eq!((text, detail(&promise)), ("Promise 3.P3", "#1 voted set x 2 in 2.P2"));
}
