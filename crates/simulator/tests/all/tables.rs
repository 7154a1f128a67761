//! What the ledger and the board say, in the situations of the paper.

use antipaxos_simulator::tables::{Board, BoardCell, Ledger, Moment};
use antipaxos_simulator::{Protocol, Session, gallery};

fn board(session: &Session) -> Board {
    let (world, run) = (session.world(), session.run());
    let replicas: Vec<_> = world.nodes().iter().map(|node| &node.replica).collect();
    run.settings().protocol.board(
        Moment { replicas: &replicas, up: world.up() },
        run.names(),
        world.monitors(),
        None,
        8,
    )
}

fn ledger(session: &Session) -> Ledger {
    let (world, run) = (session.world(), session.run());
    let replicas: Vec<_> = world.nodes().iter().map(|node| &node.replica).collect();
    run.settings().protocol.ledger(
        Moment { replicas: &replicas, up: world.up() },
        run.names(),
        world.monitors(),
        12,
    )
}

/// The scenario before its last ballot chooses anything: at the first step
/// where the board has so many rows.
fn when_rows(slug: &str, rows: usize) -> Session {
    let text = gallery::find(slug).expect("it ships").text;
    let mut session = crate::common::play(text);
    for step in 0..=session.run().last() {
        session.seek(step);
        if board(&session).rows.len() == rows {
            return session;
        }
    }
    panic!("{slug} never has {rows} ballots on its board");
}

#[test]
fn before_anybody_votes_anything_is_safe() {
    let mut session = crate::common::play("protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n");
    session.seek(0);
    assert_eq!(board(&session).next, ["Nobody has voted: the next ballot may propose anything."]);
}

#[test]
fn a_vote_of_one_binds_the_quorums_that_it_is_in() {
    let session = when_rows("s07a-older-value-revives", 3);
    let next = board(&session).next;
    assert_eq!(
        next,
        [
            "A quorum with A2 must propose “set x 2”, voted for at 2.P2.",
            "Any other quorum hears of “set x 1” at 1.P1 (A1 voted).",
        ]
    );
}

#[test]
fn votes_of_a_quorum_bind_every_other() {
    let text = gallery::find("s06a-chosen-two-witnesses").expect("it ships").text;
    let mut session = crate::common::play(text);
    let chosen = (0..=session.run().last()).find(|step| {
        session.seek(*step);
        session.world().monitors().last_chosen().is_some()
    });
    assert!(chosen.is_some());
    let board = board(&session);
    assert!(board.rows.iter().any(|row| row.chosen));
    assert!(board.next[0].starts_with("Only “set x 1” is safe from here on"), "{:?}", board.next);
    assert_eq!(board.next.len(), 1);
}

#[test]
fn who_promised_more_is_closed_to_what_is_lower() {
    let mut session = when_rows("s07a-older-value-revives", 3);
    session.seek(session.position() - 1);
    let rows = board(&session).rows;
    assert!(matches!(rows[0].cells[0], BoardCell::Voted { .. }));
    let closed = |at: &usize| matches!(rows[1].cells[*at], BoardCell::Promised | BoardCell::Voted { .. });
    let higher: Vec<usize> = (0..rows[1].cells.len()).filter(closed).collect();
    assert!(!higher.is_empty());
    assert!(higher.iter().all(|at| rows[0].cells[*at] == BoardCell::Closed), "{rows:?}");
}

fn is_no_op(chosen: &antipaxos_simulator::tables::Chosen) -> bool {
    chosen.value == "no-op"
}

#[test]
fn of_a_node_that_is_down_there_is_its_disk_alone() {
    let mut session = crate::common::play(
        "protocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\nat 100ms crash B\nuntil 120ms\n",
    );
    session.seek(session.run().last());
    let table = ledger(&session);
    let cell = &table.rows[0].cells[1];
    assert!(cell.vote.is_some() && cell.known.is_none() && !cell.applied);
    assert!(table.stores[1].is_empty() && !table.stores[0].is_empty());
}

#[test]
fn chosen_shows_before_anybody_knows_and_gaps_are_seen() {
    let text = gallery::find("s10-new-leader-fills-holes").expect("it ships").text;
    let mut session = crate::common::play(text);
    session.seek(0);
    let start = ledger(&session);
    assert_eq!(start.rows.iter().filter(|row| row.chosen.is_some()).count(), start.rows.len());
    let mut unseen = 0;
    let (mut gaps, mut no_ops) = (0, 0);
    for step in 0..=session.run().last() {
        session.seek(step);
        let table = ledger(&session);
        let chosen = table.rows.iter().filter_map(|row| row.chosen.as_ref());
        unseen += chosen.filter(|chosen| chosen.known_to.is_empty()).count();
        no_ops += table.rows.iter().filter(|row| row.chosen.as_ref().is_some_and(is_no_op)).count();
        gaps += table.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.gap).count();
    }
    assert!(unseen > 0 && gaps > 0 && no_ops > 0, "{unseen} {gaps} {no_ops}");
    assert!(ledger(&session).rows.iter().flat_map(|row| &row.cells).all(|cell| !cell.gap));
}

fn broken(slug: &str) -> Session {
    let mut session = crate::common::play(gallery::find(slug).expect("it ships").text);
    session.seek(session.run().last());
    session
}

#[test]
fn two_chosen_values_are_both_told_and_nothing_is_called_safe() {
    let session = broken("r4a-adopt-reported-vote");
    let rows = ledger(&session).rows;
    let chosen = rows[0].chosen.as_ref().expect("it is chosen");
    assert_eq!((chosen.value.as_str(), chosen.ballot.text.as_str()), ("set x 1", "1.P1"));
    let rivals: Vec<_> =
        chosen.rivals.listed.iter().map(|(value, at)| (value.as_str(), at.text.as_str())).collect();
    assert_eq!((rivals, chosen.rivals.more), (vec![("set x 2", "2.P2")], 0));
    let board = board(&session);
    assert!(board.broken);
    assert_eq!(
        board.next,
        ["Two values are chosen: “set x 1” in 1.P1 and “set x 2” in 2.P2. Nothing is safe any more: \
          whatever comes next contradicts one of them."]
    );
}

#[test]
fn two_values_of_one_ballot_are_both_told() {
    let session = broken("r11-one-value-per-ballot");
    let rows = ledger(&session).rows;
    let chosen = rows[0].chosen.as_ref().expect("it is chosen");
    assert_eq!(chosen.rivals.listed[0].1.text, chosen.ballot.text);
    assert!(board(&session).next[0].starts_with("Two values are chosen"));
}

#[test]
fn of_many_chosen_values_the_first_few_are_listed() {
    let mut text =
        String::from("protocol basic\nproposers P1\nacceptors A1 A2 A3\nnetwork manual\nrules R11=off\n");
    text += "start P1: set x 1\ndeliver Prepare P1->A1 A2\ndeliver Promise A1 A2->P1\n";
    for value in 2..=6 {
        text += &format!("deliver Accept P1->A1 A2\nstart P1: set x {value}\n");
    }
    let mut session = crate::common::play(&text);
    session.seek(session.run().last());
    let rows = ledger(&session).rows;
    let rivals = &rows[0].chosen.as_ref().expect("it is chosen").rivals;
    assert_eq!((rivals.listed.len(), rivals.more), (2, 2));
    assert!(board(&session).next[0].starts_with("5 values are chosen: "), "{:?}", board(&session).next);
}

#[test]
fn where_nothing_is_broken_there_is_one_choice() {
    for known in gallery::ALL.iter().filter(|known| known.text.contains("expect safe")) {
        let session = broken(known.slug);
        let rows = ledger(&session).rows;
        assert!(
            rows.iter().filter_map(|row| row.chosen.as_ref()).all(|chosen| chosen.rivals.listed.is_empty())
        );
        assert!(!board(&session).broken, "{}", known.slug);
    }
}
