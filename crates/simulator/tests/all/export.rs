//! A run goes out as a scenario that expects what happened, or as a test.

use std::fs;
use std::path::PathBuf;

use crate::common::{play, play_well};
use antipaxos_simulator::storm::Dice;
use antipaxos_simulator::{Session, export, gallery};

/// The run that `tests/exported.rs` is an export of: a counterexample.
const EXPORTED: &str = "s12b-restart-without-disk";

fn exported() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("exported.rs")
}

fn counterexample() -> Session {
    let built_in = gallery::find(EXPORTED).expect("it ships");
    play(built_in.text)
}

/// The file is a test of its own: cargo compiles and runs it.
/// `UPDATE_GOLDEN=1 cargo test` writes it anew.
#[test]
fn an_exported_test_is_one_that_cargo_runs() {
    let head = "//! An export as it comes out: `tests/all/export.rs` compares it, and cargo runs it.\n\n";
    let now = head.to_string() + &export::as_test(&counterexample());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(exported(), &now).expect("the file can be written");
    }
    assert_eq!(fs::read_to_string(exported()).unwrap_or_default(), now);
}

#[test]
fn what_is_exported_expects_what_happened() {
    for built_in in gallery::ALL {
        let session = play(built_in.text);
        let text = export::as_scenario(&session);
        let again = play_well(&text);
        assert_eq!(again.run().fingerprint(), session.run().fingerprint(), "{text}");
        assert_eq!(export::as_scenario(&again), text, "exporting twice changes nothing");
        let violated = session.run().violations().next().is_some();
        assert_eq!(text.contains("\nexpect safe\n"), !violated, "{text}");
        assert_eq!(text.contains("\nexpect violation"), violated, "{text}");
        for what in ["messages", "delays", "answered", "steps"] {
            assert!(text.contains(&format!("\nexpect {what} ")), "{what}\n{text}");
        }
    }
}

/// What somebody did by hand, and what went wrong with it, goes out as well.
#[test]
fn an_interfered_run_is_exported_with_what_was_done() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let mut session = play(dice.pick(gallery::ALL).text);
        for _ in 0..3 {
            session.seek(dice.roll(0, session.run().last()));
            let offers = session.offers();
            let _ = session.inject(&dice.pick(&offers).text.clone());
        }
        let text = export::as_scenario(&session);
        let again = play(&text);
        assert_eq!(again.run().fingerprint(), session.run().fingerprint(), "{text}");
        assert!(again.judgements().iter().all(|judgement| judgement.holds), "{text}");
        assert!(again.judgements().len() >= 5, "{text}");
    }
}

#[test]
fn an_expectation_that_did_not_hold_is_left_out() {
    let text = "# Wrong\nat 0ms c1 asks A: set x 1\nexpect answered 7  # no\nexpect safe  # yes\n";
    let exported = export::as_scenario(&play(text));
    assert!(!exported.contains("answered 7") && exported.contains("expect answered 1\n"), "{exported}");
    assert!(exported.contains("expect safe  # yes\n"), "{exported}");
    assert_eq!(exported.matches("expect safe").count(), 1, "{exported}");
}

#[test]
fn a_run_that_stopped_says_so_in_its_test() {
    let session = play("at 0ms c1 asks A: set x 1\nat 5ms restart A\n");
    let test = export::as_test(&session);
    assert!(test.contains("trouble.line), Some(2));"), "{test}");
    assert!(test.contains("fn run_of_untitled()"), "{test}");
}
