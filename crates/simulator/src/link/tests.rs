//! Payloads that no encoder makes, with a sum that fits.

use super::*;
use crate::gallery;
use crate::settings::MAX_NODES;

const OUTCOME: Outcome = Outcome { semantics: 1, fingerprint: 7 };

fn scenario(text: &str) -> Scenario {
    parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

/// The head of a whole scenario without a title, of `nodes` nodes A, B, C.
fn head(manual: bool, nodes: u32) -> Writer {
    let mut out = Writer::default();
    out.bit(false);
    write_outcome(&mut out, OUTCOME);
    out.bit(manual);
    out.bit(false);
    out.bits(nodes - 1, 4);
    out.ones(0);
    out
}

fn fault(out: Writer) -> Option<Fault> {
    decode(&seal(&out.into_bytes(), None)).err()
}

#[test]
fn an_empty_scenario_has_a_link() {
    let mut out = head(false, 3);
    out.number(0, 4);
    let payload = seal(&out.into_bytes(), None);
    assert_eq!(encode(&scenario(""), OUTCOME, None, None).as_deref(), Ok(payload.as_str()));
    assert!(decode(&payload).is_ok());
}

#[test]
fn more_nodes_clients_and_actions_than_there_may_be_are_limits() {
    assert_eq!(fault(head(false, u32::from(MAX_NODES) + 1)), Some(Fault::Limits));

    let mut client = head(false, 3);
    client.number(1, 4);
    client.rank(tables::opcode::ASK);
    client.ones(tables::due::USUAL);
    client.ones(0);
    client.bits(9, 4);
    assert_eq!(fault(client), Some(Fault::Limits));

    // A cluster of one: its node takes no bits, so a list costs nothing.
    for length in [10_000, 1 << 20, u32::MAX] {
        let mut list = head(true, 1);
        list.number(1, 4);
        list.rank(tables::opcode::DROP);
        list.ones(tables::due::USUAL);
        list.rank(0);
        list.bits(0, 3);
        list.number(length, 0);
        assert_eq!(fault(list), Some(Fault::Limits), "{length}");
    }

    let mut many = head(true, 1);
    many.number(10_001, 4);
    for _ in 0..10_001 {
        many.rank(tables::opcode::CRASH);
        many.ones(tables::due::USUAL);
        many.ones(0);
    }
    assert_eq!(fault(many), Some(Fault::Limits));

    let step = seal(&write_whole(&scenario(""), OUTCOME), Some(MAX_STEPS + 1));
    assert_eq!(decode(&step).err(), Some(Fault::Limits));
    let step = seal(&write_whole(&scenario(""), OUTCOME), Some(MAX_STEPS));
    assert!(decode(&step).is_ok());
}

/// A text that is short as bits and long as letters.
#[test]
fn a_text_that_prints_too_long_is_a_limit() {
    let mut notes = head(true, 3);
    notes.number(900, 4);
    for _ in 0..900 {
        notes.rank(tables::opcode::NOTE);
        notes.ones(tables::due::USUAL);
        words::write(&mut notes, &" in ballot ".repeat(7));
    }
    assert_eq!(fault(notes), Some(Fault::Limits));
    let mut title = Writer::default();
    title.bit(false);
    write_outcome(&mut title, OUTCOME);
    title.bit(true);
    title.bit(true);
    words::write(&mut title, &" in ballot ".repeat(7_000));
    assert_eq!(fault(title), Some(Fault::Limits));
}

#[test]
fn a_word_of_a_later_version_is_told_apart_from_damage() {
    for opcode in [tables::opcode::DELAY + 1, 277] {
        let mut out = head(false, 3);
        out.number(1, 4);
        out.rank(opcode);
        assert_eq!(fault(out), Some(Fault::NewerVersion));
    }
    let mut claim = head(false, 3);
    claim.number(1, 4);
    claim.rank(tables::opcode::EXPECT);
    claim.rank(277);
    assert_eq!(fault(claim), Some(Fault::NewerVersion));
}

/// There is one spelling of each scenario.
#[test]
fn what_is_not_written_as_it_would_be_is_damaged() {
    let until = |write: &dyn Fn(&mut Writer)| {
        let mut out = head(false, 3);
        out.number(1, 4);
        out.rank(tables::opcode::UNTIL);
        write(&mut out);
        out
    };
    let in_tens = until(&|out| {
        out.bit(false);
        out.number(5, 3);
    });
    assert_eq!(fault(in_tens.clone()), None);
    // The same time, written as one that is no multiple of ten.
    let singly = until(&|out| {
        out.bit(true);
        out.number(50, 4);
    });
    assert_eq!(fault(singly), Some(Fault::Damaged));
    for extra in [&[0][..], &[1], &[0, 0]] {
        let mut bytes = in_tens.clone().into_bytes();
        bytes.extend_from_slice(extra);
        assert_eq!(decode(&seal(&bytes, None)).err(), Some(Fault::Damaged));
    }
    // No text says this: a note of nothing, a time beyond all, a ballot of round 0.
    let beyond = until(&|out| {
        out.bit(false);
        out.number(u32::MAX, 3);
    });
    assert_eq!(fault(beyond), Some(Fault::Damaged));
    let mut note = head(true, 3);
    note.number(1, 4);
    note.rank(tables::opcode::NOTE);
    note.ones(tables::due::USUAL);
    words::write(&mut note, " ");
    assert_eq!(fault(note), Some(Fault::Damaged));
}

/// A whole payload in the clothes of an edited one, and the other way round.
#[test]
fn edits_that_do_not_fit_are_damaged() {
    let text = gallery::find("s03-duel").expect("shipped").text;
    let base = scenario(text);
    let head = |count| {
        let mut out = Writer::default();
        out.bit(true);
        write_outcome(&mut out, OUTCOME);
        words::write(&mut out, "s03-duel");
        out.bits(base_fingerprint(&base), 32);
        out.ones(title::SAME);
        out.bit(base.network().manual);
        out.bit(false);
        out.number(count, 1);
        out
    };
    let found = |out: Writer| {
        let link = decode(&seal(&out.into_bytes(), None)).expect("its edits are read later");
        link.scenario(|slug| (slug == "s03-duel").then_some(text))
    };
    assert_eq!(found(head(0)), Ok(base.clone()));
    let mut shorter = base.clone();
    let last = shorter.lines.pop().expect("it has lines");
    assert!(matches!(last.statement, Some(Statement::Expect(_))), "its last line is an expectation");
    let before = u32::try_from(shorter.statements().count()).expect("a few");
    let mut drop = head(2);
    drop.ones(0);
    drop.number(before - 1, 2);
    drop.ones(2);
    drop.number(0, 0);
    assert_eq!(found(drop.clone()), Ok(shorter));
    drop.bit(true);
    assert_eq!(found(drop), Err(Fault::Damaged));
    let mut kept = head(1);
    kept.ones(0);
    kept.number(0, 2);
    assert_eq!(found(kept), Err(Fault::Damaged), "a keep at the end says nothing");
    let mut beyond = head(1);
    beyond.ones(2);
    beyond.number(u32::MAX, 0);
    assert_eq!(found(beyond), Err(Fault::Damaged));
    assert_eq!(found(head(1)), Err(Fault::Damaged));
    let mut later = head(1);
    later.ones(3);
    assert_eq!(found(later), Err(Fault::NewerVersion));
}

/// A built-in that was changed since: its link means what it meant.
#[test]
fn an_edit_of_an_earlier_version_is_read_out_of_what_is_frozen() {
    let text = gallery::find("s03-duel").expect("shipped").text;
    let (before, now) = (scenario(text), format!("{text}until 9s\n"));
    let edited = scenario(&format!("{text}expect steps 7\n"));
    let base = Some(Base { slug: "s03-duel", scenario: &before });
    let link = decode(&encode(&edited, OUTCOME, None, base).expect("short")).expect("just made");
    assert_eq!(link.edits(), Some(base_fingerprint(&before)));
    let today = |_: &str| Some(now.as_str());
    let frozen =
        format!("{}\n{}", frozen_entry("s03-duel", &scenario(&now)), frozen_entry("s03-duel", &before));
    let found = link.among(today, &frozen).expect("it is the second entry");
    assert_eq!(carried(&found), carried(&edited));
    assert_eq!(found.description(), edited.description());
    // Nor is another scenario taken, nor another version.
    assert_eq!(link.among(today, ""), Err(Fault::UnknownScenario));
    let other = frozen.replace("s03-duel", "s03-other");
    assert_eq!(link.among(today, &other), Err(Fault::UnknownScenario));
    let swapped = frozen_entry("s03-duel", &before).replace("expect", "# expect");
    assert_eq!(
        link.among(today, &swapped),
        Err(Fault::UnknownScenario),
        "its fingerprint is not what it says"
    );
}
