//! Figures as files: what a change does to them is seen in their difference.
//! `UPDATE_GOLDEN=1 cargo test -p antipaxos-figure-tests golden::` writes them anew.

use std::path::Path;

use antipaxos_figure::{Rows, View, Window, figure, svg};
use antipaxos_simulator::Session;

const SCENARIO: &str = "protocol multi
replicas A B C
leader B
at 0ms c1 asks A: set x 1
on first Accept B->C: drop
at 45ms cut A | C
at 50ms c2 asks B: get x
at 62ms crash B
until 90ms
";

#[track_caller]
fn is_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var("UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("the folder can be made");
        std::fs::write(&path, text).expect("the file can be written");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let line = golden.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(golden == text, "{name} differs, first in line {line:?}; UPDATE_GOLDEN=1 writes it anew");
}

#[test]
fn a_stage_with_messages_in_flight_and_a_cut() {
    let session = Session::open(SCENARIO).expect("the scenario is right");
    let rows = Rows::new(session.run(), Vec::new());
    for (width, step) in [(560, 3), (560, 12), (320, 12)] {
        let figure = figure(session.run(), &rows, View::Stage, width, Window { from: step, to: step });
        is_golden(&format!("stage-{width}-{step}.svg"), &svg(&figure, step));
    }
}

#[test]
fn a_ledger_and_a_board_wide_and_narrow() {
    let session = Session::open(SCENARIO).expect("the scenario is right");
    let rows = Rows::new(session.run(), Vec::new());
    for (width, step) in [(560, 8), (288, 8), (420, 12)] {
        let window = Window { from: step, to: step };
        let ledger = figure(session.run(), &rows, View::Ledger, width, window);
        is_golden(&format!("ledger-{width}-{step}.svg"), &svg(&ledger, step));
        let board = figure(session.run(), &rows, View::Board { slot: None }, width, window);
        is_golden(&format!("board-{width}-{step}.svg"), &svg(&board, step));
    }
}

#[test]
fn a_sequence_whole_and_a_part_of_it() {
    let session = Session::open(SCENARIO).expect("the scenario is right");
    let rows = Rows::new(session.run(), Vec::new());
    let last = session.run().last();
    for (name, width, from, to) in [("whole", 560, 0, last), ("narrow", 320, 0, last), ("part", 560, 6, 12)] {
        let figure = figure(session.run(), &rows, View::Sequence, width, Window { from, to });
        is_golden(&format!("sequence-{name}.svg"), &svg(&figure, from));
    }
}
