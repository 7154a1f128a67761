//! Branches, undo and redo, and how what was done by hand reads.

use crate::common::play;
use antipaxos_simulator::scenario::{MAX_TEXT, parse, print};
use antipaxos_simulator::storm::Dice;
use antipaxos_simulator::workbench::{BranchId, MAX_BRANCHES, MAX_RUNS, MAX_UNDO, Refusal};
use antipaxos_simulator::{Workbench, gallery};

const MULTI: &str = "# Two requests\nprotocol multi\nreplicas A B C\nleader B\n\
                     at 0ms c1 asks A: set x 1\nat 5ms c2 asks B: add x 2\n";

fn open(text: &str) -> Workbench {
    Workbench::open(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

/// The step in which that happens first, as transcripts write it.
fn step_of(bench: &Workbench, what: &str) -> u32 {
    let run = bench.session().run();
    let mut steps = 0..=run.last();
    let found = steps.find(|step| antipaxos_simulator::transcript::happening(run, *step) == what);
    found.unwrap_or_else(|| panic!("{what} never happens\n{}", bench.session().text()))
}

fn does_at(text: &str, what: &str, action: &str) -> String {
    let mut bench = open(text);
    let step = step_of(&bench, what);
    bench.seek(step);
    bench.inject(action).unwrap_or_else(|fault| panic!("{fault}"));
    let text = bench.session().text();
    assert_eq!(play(&text).run().fingerprint(), bench.session().run().fingerprint(), "{text}");
    text.lines().last().unwrap_or_default().to_string()
}

#[test]
fn what_is_done_by_hand_reads_as_a_person_would_have_written_it() {
    // After a line of the script: its time.
    assert_eq!(does_at(MULTI, "c2 asks B", "crash C"), "at 5ms crash C");
    assert_eq!(does_at(MULTI, "c2 asks B", "cut A | B C"), "at 5ms cut A | B C");
    // When something turned out.
    let chosen = "B->A Accept 1.B #1 add x 2";
    assert_eq!(does_at(MULTI, chosen, "crash B"), "when #1 chosen: crash B");
    let elects = "protocol multi\nreplicas A B C\nat 0ms c1 asks A: set x 1\n";
    let session = play(elects);
    let leads = antipaxos_simulator::transcript::transcript(session.run());
    let leads = leads.lines().find(|line| line.contains("! ") && line.contains("leads")).expect("one leads");
    let leader = leads.split_whitespace().nth(1).expect("a name");
    let mut bench = open(elects);
    while !bench
        .session()
        .world()
        .holds(antipaxos_simulator::action::Condition::Leads { node: crate::common::node(&session, leader) })
    {
        let next = bench.session().position() + 1;
        bench.seek(next);
    }
    bench.inject(&format!("crash {leader}")).expect("it is up");
    let text = bench.session().text();
    assert_eq!(text.lines().last(), Some(&*format!("when {leader} leads: crash {leader}")), "{text}");
    // When something was sent.
    let accepts = "A->B Forward set x 1";
    assert_eq!(does_at(MULTI, accepts, "crash C"), "on second Accept B->C: crash C");
    assert_eq!(does_at(MULTI, accepts, "slow A 5ms"), "on second Accept B->A: slow A 5ms");
    // A message just sent is dropped at once, not when it would have arrived:
    // only its step says so.
    let step = step_of(&open(MULTI), accepts);
    let line = format!("after step {step} drop Accept 1.B #2 B->C");
    assert_eq!(does_at(MULTI, accepts, "drop Accept 1.B #2 B->C"), line);
}

#[test]
fn a_line_for_a_time_stands_before_those_that_are_not_done_yet() {
    let mut bench = open("at 0ms c1 asks A: set x 1\nat 0ms c2 asks B: set y 2\n");
    bench.seek(1);
    bench.inject("crash C").expect("it is up");
    let text = bench.session().text();
    assert_eq!(text, "at 0ms c1 asks A: set x 1\nat 0ms crash C\nat 0ms c2 asks B: set y 2\n");
    let mut bench = open("at 0ms c1 asks A: set x 1\n");
    bench.inject("crash C").expect("it is up");
    assert_eq!(bench.session().text(), "at 0ms crash C\nat 0ms c1 asks A: set x 1\n");
}

#[test]
fn going_back_takes_what_was_done_later_out_however_it_is_worded() {
    let mut bench = open(MULTI);
    let chosen = step_of(&bench, "B->A Accept 1.B #1 add x 2");
    bench.seek(chosen);
    bench.inject("crash B").expect("it is up");
    assert!(bench.session().text().contains("when #1 chosen: crash B"));
    bench.seek(1);
    bench.inject("crash C").expect("it is up");
    let text = bench.session().text();
    assert!(!text.contains("crash B"), "{text}");
    let branches = bench.branches();
    assert_eq!(branches.len(), 3);
    assert!(bench.text(branches[1].id).expect("it is kept").contains("when #1 chosen: crash B"));
}

#[test]
fn the_old_future_stays_as_a_branch() {
    let mut bench = open(MULTI);
    let original = bench.session().text();
    bench.seek(4);
    bench.inject("crash C").expect("it is up");
    assert_eq!(bench.branches().len(), 2, "the text that was opened is never overwritten");
    assert_eq!(bench.text(BranchId(0)), Some(&*original));
    let grown = bench.current();
    assert_eq!(bench.branches()[1].parent, Some((BranchId(0), 4)));
    bench.inject("restart C").expect("it is down");
    assert_eq!((bench.current(), bench.branches().len()), (grown, 2), "it goes on in the same branch");
    assert_eq!(bench.branches()[1].edits, 2);
    let kept = bench.session().text();
    bench.seek(4);
    bench.inject("crash A").expect("it is up");
    assert_eq!(bench.branches().len(), 3, "going back and acting otherwise grows a branch");
    assert_eq!(bench.text(grown), Some(&*kept));
    assert_eq!(bench.switch_to(grown), Ok(4), "a branch is left where it stands");
    assert_eq!(bench.session().text(), kept);
    assert_eq!(bench.switch_to(BranchId(9)), Err(Refusal::UnknownBranch));
}

#[test]
fn branches_are_renamed_removed_and_brought_back() {
    let mut bench = open(MULTI);
    assert_eq!(bench.remove(BranchId(0)), Err(Refusal::OnlyBranch));
    for step in [3, 6] {
        bench.switch_to(BranchId(0)).expect("it is there");
        bench.seek(step);
        bench.inject("crash C").expect("it is up");
    }
    let [_, one, two] = bench.branches().try_into().expect("three branches");
    assert_ne!(one.name, two.name);
    bench.rename(one.id, "  Without C ").expect("a name");
    assert_eq!(bench.branches()[1].name, "Without C");
    for bad in ["", "   ", "a\u{202e}b", &"x".repeat(81)] {
        assert_eq!(bench.rename(one.id, bad), Err(Refusal::BadName), "{bad:?}");
    }
    assert_eq!(bench.rename(BranchId(9), "Nine"), Err(Refusal::UnknownBranch));
    bench.seek(5);
    bench.inject("crash A").expect("it is up");
    let child = bench.current();
    assert_eq!(bench.branches()[3].parent, Some((two.id, 5)));
    bench.remove(two.id).expect("there are others");
    let moved = bench.branches().into_iter().find(|branch| branch.id == child).expect("it stays");
    assert_eq!(moved.parent, Some((BranchId(0), 5)), "it grows from where its parent did");
    bench.remove(child).expect("there are others");
    assert_eq!(bench.current(), BranchId(0), "the branch that it grew from is next");
    assert!(bench.undo() && bench.current() == child);
    assert!(bench.undo() && bench.branches().iter().any(|branch| branch.id == two.id));
    while bench.undo() {}
    assert_eq!(bench.branches().len(), 1);
    assert_eq!(bench.branches()[0].name, "Original");
}

#[test]
fn another_text_is_an_edit_like_others() {
    let mut bench = open(MULTI);
    let first = bench.session().text();
    bench.seek(7);
    let fault = bench.set_text("protocol basik\n").expect_err("no such protocol");
    assert_eq!((fault.line, bench.can_undo()), (1, false));
    assert_eq!(bench.session().text(), first, "a faulty text changes nothing");
    assert_eq!(bench.set_text("at 0ms c1 asks A: set x 1\n").expect("good"), 7);
    assert_eq!(bench.branches().len(), 1);
    assert!(bench.undo());
    assert_eq!((bench.session().text(), bench.session().position()), (first, 7));
    assert!(bench.redo() && !bench.redo());
    assert_eq!(bench.session().text(), "at 0ms c1 asks A: set x 1\n");
}

#[test]
fn an_action_that_cannot_be_done_changes_nothing() {
    let mut bench = open(MULTI);
    bench.seek(4);
    for wrong in ["restart A", "deliver Learn A->B", "krash A", "crash", ""] {
        bench.inject(wrong).expect_err("it cannot be done");
    }
    assert_eq!((bench.branches().len(), bench.can_undo(), bench.session().position()), (1, false, 4));
}

#[test]
fn a_text_does_not_grow_beyond_its_bound_by_hand() {
    let filler = format!("# {}\n", "x".repeat(MAX_TEXT - MULTI.len() - 10));
    let mut bench = open(&format!("{MULTI}{filler}"));
    bench.seek(3);
    let fault = bench.inject("crash C").expect_err("there is no room");
    assert_eq!(fault.code.as_str(), "too-long", "{fault}");
    assert_eq!(bench.branches().len(), 1);
}

#[test]
fn comparing_says_where_two_runs_part_and_what_came_of_it() {
    let mut bench = open(MULTI);
    let step = step_of(&bench, "A->B Forward set x 1");
    bench.seek(step);
    bench.inject("crash B").expect("it is up");
    let other = bench.current();
    bench.rename(other, "B dies").expect("a name");
    let found = bench.compare(BranchId(0), other).expect("both are there");
    assert_eq!(found.step, Some(step + 1));
    assert_eq!(found.happenings[1].as_deref(), Some("B crashes"));
    assert!(found.words.starts_with(&format!("They are the same up to step {step}. ")), "{}", found.words);
    assert!(found.words.contains(&format!("Step {} of “B dies”: B crashes.", step + 1)), "{}", found.words);
    assert!(found.ends[0].iter().any(|claim| claim == "leader B"), "{:?}", found.ends);
    assert!(!found.ends[1].iter().any(|claim| claim == "leader B"), "{:?}", found.ends);
    assert_eq!(bench.current(), other, "looking changes nothing");
    let same = bench.compare(other, other).expect("it is there");
    assert_eq!((same.step, same.words.as_str()), (None, "“B dies” and “B dies” are the same, step by step."));
    // One run that is the beginning of another.
    let head = "replicas A B C\nnetwork manual\nstart A: set x 1\n";
    let mut bench = open(head);
    bench.seek(1);
    bench.inject("deliver Prepare A->B").expect("it is under way");
    let found = bench.compare(BranchId(0), bench.current()).expect("both are there");
    assert_eq!((found.step, &found.happenings[0]), (Some(2), &None));
    assert!(found.words.contains("“Original” has ended by then."), "{}", found.words);
}

/// The search by halves finds what a walk finds.
#[test]
fn the_first_difference_is_the_first() {
    for (seed, built_in) in (0..).zip(gallery::ALL) {
        let mut dice = Dice::new(seed);
        let mut bench = open(built_in.text);
        let step = dice.roll(0, bench.session().run().last());
        bench.seek(step);
        let offers = bench.session().offers();
        let _ = bench.inject(&dice.pick(&offers).text.clone());
        let (one, other) = (play(built_in.text), play(&bench.session().text()));
        let last = one.run().last().min(other.run().last());
        let happening = |session: &antipaxos_simulator::Session, step| {
            (
                antipaxos_simulator::transcript::happening(session.run(), step),
                session.run().history().fingerprint(step),
            )
        };
        let walked = (0..=last).find(|step| happening(&one, *step) != happening(&other, *step));
        let ends = one.run().last() != other.run().last();
        let walked = walked.or(ends.then_some(last + 1));
        let found = bench.compare(BranchId(0), bench.current()).expect("both are there");
        assert_eq!(found.step, walked, "{}", built_in.slug);
    }
}

#[test]
fn what_is_kept_is_bounded() {
    let mut bench = open(MULTI);
    bench.rename(BranchId(0), "First").expect("a name");
    for round in 0..100 {
        bench.switch_to(BranchId(0)).expect("the first branch is never forgotten");
        bench.seek(round % 20);
        bench.inject("crash C").expect("it is up");
        assert!(bench.branches().len() <= MAX_BRANCHES && bench.kept_runs() <= MAX_RUNS);
    }
    assert_eq!(bench.branches().len(), MAX_BRANCHES);
    for round in 0..MAX_UNDO {
        let name = format!("Name {round}");
        bench.rename(BranchId(0), &name).expect("a name");
    }
    let mut undone = 0;
    while bench.undo() {
        undone += 1;
    }
    assert_eq!(undone, MAX_UNDO);
}

/// Everything that can be seen of a workbench.
fn seen(bench: &Workbench) -> String {
    let texts: Vec<_> = bench.branches().iter().map(|branch| bench.text(branch.id)).collect();
    format!("{:?} {texts:?} {:016x}", bench.branches(), bench.session().run().fingerprint())
}

fn the_text_tells_it_all(bench: &Workbench, what: &str) {
    let text = bench.session().text();
    let again = play(&text);
    assert_eq!(again.run().fingerprint(), bench.session().run().fingerprint(), "{what}\n{text}");
    assert_eq!(again.run().last(), bench.session().run().last(), "{what}\n{text}");
    assert_eq!(bench.text(bench.current()), Some(&*text), "{what}");
    assert_eq!(parse(&text).map(|scenario| print::print(&scenario)).as_ref(), Ok(&text), "{what}");
    assert!(bench.branches().iter().filter(|branch| branch.current).count() == 1, "{what}");
    assert!(bench.kept_runs() <= MAX_RUNS && bench.branches().len() <= MAX_BRANCHES, "{what}");
}

/// One random thing that a person does; its name.
fn act(bench: &mut Workbench, dice: &mut Dice) -> &'static str {
    let ids: Vec<BranchId> = bench.branches().iter().map(|branch| branch.id).collect();
    let last = bench.session().run().last();
    match dice.roll(0, 99) {
        0..=34 => {
            let step = dice.roll(0, last);
            bench.seek(step);
            let offers = bench.session().offers();
            let offer = dice.pick(&offers).text.clone();
            let before = bench.session().run().history().fingerprint(step);
            bench.inject(&offer).unwrap_or_else(|fault| panic!("{offer} at {step}: {fault}"));
            let run = bench.session().run();
            let now = run.history().fingerprint(step.min(run.last()));
            assert_eq!(now, before, "{offer} at {step} changed the past\n{}", bench.session().text());
            "inject"
        }
        35..=44 => {
            let offers = bench.session().offers();
            let offer = dice.pick(&offers).text.clone();
            let _ = bench.inject(&offer);
            "inject here"
        }
        45..=59 => {
            bench.undo();
            "undo"
        }
        60..=69 => {
            bench.redo();
            "redo"
        }
        70..=79 => {
            bench.switch_to(*dice.pick(&ids)).expect("it is there");
            "switch"
        }
        80..=84 => {
            bench.seek(dice.roll(0, last));
            "seek"
        }
        85..=89 => {
            let id = *dice.pick(&ids);
            let removed = bench.remove(id);
            assert_eq!(removed.is_err(), ids.len() == 1);
            "remove"
        }
        90..=93 => {
            bench.rename(*dice.pick(&ids), &format!("Name {}", dice.roll(0, 99))).expect("a name");
            "rename"
        }
        94..=96 => {
            let found = bench.compare(*dice.pick(&ids), *dice.pick(&ids)).expect("both are there");
            assert!(!found.words.is_empty());
            "compare"
        }
        _ => {
            let text = dice.pick(gallery::ALL).text;
            bench.set_text(text).expect("a good text");
            "text"
        }
    }
}

/// However somebody edits: the text reproduces the run at each point, undo of
/// everything gives the first text, redo of everything the last.
#[test]
fn two_hundred_edits_in_a_row() {
    for seed in 0..6 {
        let mut dice = Dice::new(seed);
        let first = dice.pick(gallery::ALL).text;
        let mut bench = open(first);
        let mut kinds = std::collections::BTreeSet::new();
        for round in 0..200 {
            let what = act(&mut bench, &mut dice);
            kinds.insert(what);
            the_text_tells_it_all(&bench, &format!("seed {seed}, edit {round}, {what}"));
        }
        assert_eq!(kinds.len(), 10, "{kinds:?}");
        let mut stations = Vec::new();
        // From the last edit of all, back to the first.
        while bench.redo() {}
        while bench.can_undo() {
            stations.push(seen(&bench));
            assert!(bench.undo());
            the_text_tells_it_all(&bench, &format!("seed {seed}, undo"));
        }
        assert_eq!(bench.session().text(), first);
        assert_eq!(bench.branches().len(), 1);
        while let Some(station) = stations.pop() {
            assert!(bench.redo());
            let now = seen(&bench);
            assert!(now == station, "seed {seed}: redo gives something else\n{now}\n{station}");
        }
        assert!(!bench.can_redo());
    }
}

const NOTED: &str = "protocol basic\nproposers P1\nacceptors A1 A2 A3\nnetwork manual\n\
    start P1: set x 1\nnote \"P1 has started.\"\ndeliver Prepare P1->A1 A2\nnote \"Two have heard it.\"\n\
    deliver Promise A1 A2->P1\nnote on first Accept P1->A1: \"It proposes.\"\n";

fn noted(bench: &Workbench) -> Vec<&str> {
    bench.session().notes().iter().map(|note| note.text.as_str()).collect()
}

/// The first Accept still comes, but in another story.
#[test]
fn notes_are_shown_as_long_as_the_run_is_the_one_that_they_were_written_of() {
    let mut bench = Workbench::open(NOTED).expect("it is right");
    assert_eq!(noted(&bench), ["P1 has started.", "Two have heard it.", "It proposes."]);
    bench.seek(3);
    bench.inject("crash A3").expect("it can be done");
    assert_eq!(noted(&bench), ["P1 has started.", "Two have heard it."]);
    bench.seek(4);
    bench.inject("deliver Promise A1->P1").expect("it can be done");
    bench.inject("deliver Promise A2->P1").expect("it can be done");
    assert_eq!(noted(&bench), ["P1 has started.", "Two have heard it."]);
    assert!(bench.undo() && bench.undo() && bench.undo());
    assert_eq!(noted(&bench).len(), 3);
    bench.seek(1);
    bench.inject("crash A3").expect("it can be done");
    assert_eq!(noted(&bench), ["P1 has started."]);
}
