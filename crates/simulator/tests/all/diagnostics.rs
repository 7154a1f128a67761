//! Bad input: every text gets a run or a diagnostic, and no text a panic.

use antipaxos_simulator::diagnostic::Code;
use antipaxos_simulator::scenario::{MAX_TEXT, parse};
use antipaxos_simulator::storm::Dice;
use antipaxos_simulator::{Diagnostic, Session, gallery};

fn fault(text: &str) -> Diagnostic {
    match Session::open(text) {
        Ok(_) => panic!("this text is good:\n{text}"),
        Err(fault) => fault,
    }
}

/// The fault of `text`: its code, where it is, and words of its message,
/// expectation and hint.
fn check(text: &str, code: Code, line: u32, column: u32, words: &[&str]) {
    let fault = fault(text);
    let shown = fault.to_string();
    assert_eq!((fault.code, fault.line, fault.column), (code, line, column), "{shown}\n{text}");
    for word in words {
        assert!(shown.contains(word), "“{word}” is missing in: {shown}");
    }
    assert!(fault.expected.is_some() || fault.hint.is_some(), "what to do about it? {shown}");
}

#[test]
fn a_wrong_word_is_pointed_at_and_the_right_one_suggested() {
    check("protocl basic", Code::UnknownWord, 1, 1, &["protocl", "did you mean “protocol”?"]);
    check("protocol basik", Code::UnknownWord, 1, 10, &["basik", "“basic”"]);
    check("\n\nprotocol multi learnrs=all", Code::UnknownWord, 3, 16, &["learnrs", "“learners”"]);
    check("at 5ms krash A", Code::UnknownWord, 1, 8, &["krash", "“crash”"]);
    check("at 0ms c1 asks A: put x 1", Code::UnknownWord, 1, 19, &["put", "set"]);
    check("on first Acept A->B: drop", Code::UnknownWord, 1, 10, &["Acept", "“Accept”"]);
    check("rules R99=off", Code::UnknownWord, 1, 7, &["R99", "no rule"]);
    check("rules acept-checks-promised=off", Code::UnknownWord, 1, 7, &["“accept-checks-promised”"]);
    check("rules R1=of", Code::UnknownWord, 1, 10, &["“off”"]);
    check("rules R1=lowest", Code::UnknownWord, 1, 10, &["off, on"]);
    check("rules R1", Code::Syntax, 1, 9, &["“=”"]);
    check("monitors agrement=off", Code::UnknownWord, 1, 10, &["agrement", "“agreement”"]);
    check("monitors linearizable=of", Code::UnknownWord, 1, 23, &["“off”"]);
    check("monitors linearizable", Code::Syntax, 1, 22, &["“=”"]);
    check("expect diagnosis dual", Code::UnknownWord, 1, 18, &["“duel”"]);
    check("expect no duel", Code::Syntax, 1, 11, &["“diagnosis”"]);
    check("expect save", Code::UnknownWord, 1, 8, &["save", "“safe”"]);
    check("expect violation agrement", Code::UnknownWord, 1, 18, &["“agreement”"]);
}

/// Words that may be left out are suggested, too, wherever they would fit.
#[test]
fn every_position_suggests_the_word_that_was_meant() {
    check("at 0ms c1 ask A: set x 1", Code::Syntax, 1, 11, &["“asks”?"]);
    check("after stp 3 crash A", Code::Syntax, 1, 7, &["“step”?"]);
    check("on frist Accept A->B: drop", Code::UnknownWord, 1, 4, &["“first”?"]);
    check("on Acept A->B: drop", Code::UnknownWord, 1, 4, &["“Accept”?"]);
    check("note afer step 3 \"so\"", Code::Syntax, 1, 6, &["“after”?"]);
    check("note wen #1 chosen: \"so\"", Code::Syntax, 1, 6, &["“when”?"]);
    check("expect #1 chosen \"x\" im 1.A", Code::Syntax, 1, 22, &["end of the line", "“in”?"]);
    check("expect logs equl", Code::Syntax, 1, 13, &["“equal”?"]);
    check("expect A executed nothin", Code::BadNumber, 1, 19, &["slot"]);
    check("expect leader nobdy", Code::UnknownNode, 1, 15, &["“nobody”?"]);
    check("protocol multi\nleader A\nprefix 5 slot", Code::Syntax, 3, 10, &["“slots”?"]);
    check("network manual\nstart A rond 2", Code::Syntax, 2, 9, &["“round”?"]);
    check("network manual\ndeliver Accept A->B agan", Code::UnknownNode, 2, 21, &["“again”?"]);
    check("at 5ms restart A witout disk", Code::Syntax, 1, 18, &["“without”?"]);
    check("wen A leads: crash A", Code::UnknownWord, 1, 1, &["“when”?"]);
    check("repat 3 every 5ms: crash A", Code::UnknownWord, 1, 1, &["“repeat”?"]);
    check("repeat 3 evry 5ms: crash A", Code::Syntax, 1, 10, &["“every”?"]);
    check("repeat 3 every 5ms form 5ms: crash A", Code::Syntax, 1, 20, &["“from”?"]);
    check("when A leeds: crash A", Code::UnknownWord, 1, 8, &["“leads”?"]);
    check("when #1 choosen: crash A", Code::UnknownWord, 1, 9, &["“chosen”?"]);
    check("when 2 crahsed: heal", Code::UnknownWord, 1, 8, &["“crashed”?"]);
    check("when A voted #1 im 1.A: crash A", Code::Syntax, 1, 17, &["“in”?"]);
    check("at 5ms dely Accept A->B 5ms", Code::UnknownWord, 1, 8, &["“delay”?"]);
}

/// A line of each construct that breaks off, and the example that goes with it.
#[test]
fn every_construct_teaches_its_form() {
    for (text, column, example) in [
        ("protocol", 9, "protocol multi learners=leader"),
        ("quorums 2", 10, "quorums 2 2"),
        ("network delay=", 15, "network delay=10..20ms"),
        ("rules R1", 9, "rules R1=off"),
        ("monitors agreement", 19, "monitors agreement=off"),
        ("timers election", 16, "timers election=200..400ms"),
        ("leader", 7, "leader B"),
        ("prefix", 7, "prefix 134 slots"),
        ("until", 6, "until 500ms"),
        ("link A->B", 10, "link A->B delay=30..40ms"),
        ("slow B", 7, "slow B 50ms"),
        ("clock B", 8, "clock B 150%"),
        ("at", 3, "at 30ms crash B"),
        ("after", 6, "after step 12 crash B"),
        ("on first Accept A->B", 21, "on first Accept A->B: drop"),
        ("when #1", 8, "when #1 chosen: crash B"),
        ("when", 5, "when #1 chosen: crash B"),
        ("when A promised", 16, "when #1 chosen: crash B"),
        ("when 2 crashed heal", 16, "when #1 chosen: crash B"),
        ("repeat", 7, "repeat 20 every 50ms from 100ms"),
        ("repeat 3 every 5ms", 19, "repeat 20 every 50ms from 100ms"),
        ("at 0ms c1 asks A", 17, "c1 asks A: set x 1"),
        ("start", 6, "start A round 2: set x 1"),
        ("timeout", 8, "timeout A"),
        ("deliver Accept", 15, "deliver Accept 1.A #1 A->B"),
        ("drop Accept A", 14, "drop Accept A->B"),
        ("duplicate", 10, "duplicate Accept A->B"),
        ("delay Accept A->B", 18, "delay Accept A->B 40ms"),
        ("on first Accept A->B: delay", 28, "delay Accept A->B 40ms"),
        ("at 5ms crash", 13, "crash B before-write"),
        ("at 5ms restart", 15, "restart B without disk"),
        ("at 5ms bounce", 14, "bounce B"),
        ("at 5ms cut A", 13, "cut A | B C"),
        ("at 5ms heal A", 14, "heal A->B"),
        ("note", 5, "note at 30ms \"B has promised.\""),
        ("expect", 7, "expect safe"),
        ("expect #1 chosen", 17, "expect #1 chosen \"set x 1\" in 1.A"),
        ("expect A learned #1", 20, "expect A learned #1 \"set x 1\""),
        ("expect A voted #1", 18, "expect A voted #1"),
        ("expect A promised", 18, "expect A promised 2.B"),
        ("expect A executed", 18, "expect A executed #3"),
        ("expect messages", 16, "expect messages 12"),
        ("expect delays", 14, "expect delays 6"),
        ("expect answered", 16, "expect answered 2"),
        ("expect steps", 13, "expect steps 26"),
        ("expect store x", 15, "expect store x 1"),
        ("expect logs", 12, "expect logs equal"),
        ("expect leader", 14, "expect safe"),
        ("expect diagnosis", 17, "expect diagnosis duel"),
        ("expect no", 10, "expect safe"),
        ("expect violation", 17, "expect violation agreement at 14"),
    ] {
        let fault = fault(text);
        let shown = fault.to_string();
        assert_eq!((fault.line, fault.column), (1, column), "{shown}\n{text}");
        assert!(fault.expected.is_some(), "{shown}\n{text}");
        assert!(fault.hint.is_some_and(|hint| hint.contains(example)), "{shown}\n{text}");
    }
}

#[test]
fn waiting_and_repeating_have_their_bounds() {
    check("replicas A B\nwhen 3 crashed: heal", Code::BadNumber, 2, 6, &["1 to 2 nodes"]);
    check("when A leads: crash A", Code::Contradiction, 1, 1, &["nobody leads", "#1 chosen"]);
    check("note when A leads: \"so\"", Code::Contradiction, 1, 1, &["nobody leads"]);
    let roles = "protocol multi\nproposers P1\nacceptors A1 A2 A3\n";
    check(&format!("{roles}when A1 leads: crash A1"), Code::Contradiction, 4, 1, &["does not propose"]);
    check("when D crashed: heal", Code::UnknownNode, 1, 6, &["A, B, C"]);
    check("when #1 chosen: drop", Code::Syntax, 1, 21, &["line ends here"]);
    check("repeat 0 every 5ms: heal", Code::BadNumber, 1, 8, &["1 to 10000"]);
    check("repeat 10001 every 5ms: heal", Code::BadNumber, 1, 8, &["1 to 10000"]);
    check("repeat 3: heal", Code::Missing, 1, 1, &["does not say when", "every 50ms"]);
    check("repeat 10000 every 1s: heal", Code::BadNumber, 1, 8, &["within 1000s"]);
    check("repeat 3 every 5ms: repeat 3 every 5ms: heal", Code::UnknownWord, 1, 21, &["repeat"]);
    check("repeat 3 every 5ms: at 5ms heal", Code::UnknownWord, 1, 21, &["at"]);
    check("repeat 10000 every 0ms: heal\nat 5ms heal", Code::TooMany, 2, 1, &["10000"]);
    check("repeat 5001 every 0ms: drop Accept A->B C", Code::TooMany, 1, 1, &["more than 10000 actions"]);
    check("network manual\nrepeat 3 every 5ms: heal", Code::Contradiction, 2, 1, &["no clock"]);
    check(
        "network manual\nstart A\ndelay Prepare A->B 5ms",
        Code::Contradiction,
        3,
        1,
        &["nothing takes time"],
    );
    check("at 5ms delay Accept A->B", Code::Syntax, 1, 25, &["a time"]);
    check("on first Accept A->B: delay 5", Code::BadNumber, 1, 29, &["30ms"]);
}

#[test]
fn an_unknown_node_gets_the_nearest_known_one() {
    let text = "proposers P1 P2\nacceptors A1 A2 A3\nat 5ms crash A4";
    check(text, Code::UnknownNode, 3, 14, &["A4", "A1"]);
    check("replicas A B C\nat 0ms c1 asks D: set x 1", Code::UnknownNode, 2, 16, &["D"]);
    check("replicas A B C\nexpect #1 chosen \"x\" in 1.D", Code::UnknownNode, 2, 25, &["D"]);
    check("at 1ms cut A | B D", Code::UnknownNode, 1, 18, &["D"]);
    check("protocol multi\nleader Z", Code::UnknownNode, 2, 8, &["Z"]);
}

#[test]
fn a_ballot_needs_a_round_and_an_owner() {
    let manual = "network manual\n";
    for wrong in ["1", "1.", "0.A", "1.A.B", "99999999999.A"] {
        let fault = fault(&format!("{manual}deliver Accept {wrong} A->B"));
        assert_eq!((fault.line, fault.column), (2, 16), "{wrong}: {fault}");
        assert!(
            matches!(fault.code, Code::BadBallot | Code::BadNumber | Code::UnknownNode),
            "{wrong}: {fault}"
        );
        assert!(fault.expected.is_some() || fault.hint.is_some(), "{wrong}: {fault}");
    }
    check("expect #1 chosen \"x\" in 2", Code::BadBallot, 1, 25, &["1.A"]);
    check("expect A promised B", Code::BadBallot, 1, 19, &[]);
}

#[test]
fn numbers_and_times_are_bounded() {
    check("at 5 crash A", Code::BadNumber, 1, 4, &["30ms"]);
    check("at 99999999999ms crash A", Code::BadNumber, 1, 4, &[]);
    check("network delay=20..10ms", Code::BadNumber, 1, 15, &[]);
    check("network loss=101%", Code::BadNumber, 1, 14, &["0% to 100%"]);
    check("network loss=5", Code::BadNumber, 1, 14, &["%"]);
    check("network seed=-1", Code::BadNumber, 1, 14, &[]);
    check("network calm=soon", Code::BadNumber, 1, 14, &[]);
    check("timers heartbeat=0ms", Code::BadNumber, 1, 18, &["1ms"]);
    check("timers resend=10..20ms", Code::Syntax, 1, 15, &["one time"]);
    check("protocol multi\nleader A\nprefix 1001 slots", Code::BadNumber, 3, 8, &["1000"]);
    check("expect #0 open", Code::BadNumber, 1, 8, &[]);
    check("start A round 0", Code::BadNumber, 1, 15, &[]);
}

#[test]
fn a_line_says_what_is_missing_in_it() {
    check("at 0ms c1 asks A set x 1", Code::Syntax, 1, 18, &["“:”"]);
    check("at 0ms c1 asks A:", Code::Syntax, 1, 18, &["the line ends here"]);
    check("at 0ms c1 asks A: set x", Code::Syntax, 1, 24, &["the line ends here"]);
    check("on first Accept A->B", Code::Syntax, 1, 21, &["“:”"]);
    check("on first Accept A B: drop", Code::Syntax, 1, 19, &["->"]);
    check("at 1ms cut A", Code::Syntax, 1, 13, &["|"]);
    check("note hello", Code::Syntax, 1, 6, &["quotes"]);
    check("note \"\"", Code::Missing, 1, 6, &["empty"]);
    check("note \"hello", Code::Syntax, 1, 6, &["does not end"]);
    check("replicas", Code::Missing, 1, 9, &["node"]);
    check("leader A B", Code::Syntax, 1, 10, &["end of the line"]);
    check("protocol multi\nleader A\nprefix 5", Code::Syntax, 3, 9, &["slots"]);
    check("= 1", Code::Syntax, 1, 1, &["word"]);
    check("at 0ms c1 asks A: set averylongkey 1", Code::Syntax, 1, 23, &["8"]);
}

#[test]
fn names_of_nodes_are_short_plain_and_once() {
    check("replicas A B A", Code::Syntax, 1, 14, &["twice"]);
    check("replicas A c1", Code::Syntax, 1, 12, &["something else"]);
    check("replicas A leader", Code::Syntax, 1, 12, &["names no node"]);
    check("replicas A all", Code::Syntax, 1, 12, &["something else"]);
    check("replicas 1A", Code::Syntax, 1, 10, &["a letter first"]);
    check("proposers A\nreplicas A B", Code::Contradiction, 2, 1, &["declared already"]);
    let many: Vec<String> = (0..16).map(|at| format!("N{at}")).collect();
    check(&format!("replicas {}", many.join(" ")), Code::TooMany, 1, 1, &["at most 15"]);
    check("at 1ms cut A A | B", Code::Contradiction, 1, 14, &["twice"]);
}

#[test]
fn contradictions_between_lines_are_found() {
    check("replicas A B C\nquorums 1 2", Code::Contradiction, 2, 1, &["need not meet", "R7=off"]);
    check("replicas A B C\nquorums 4 1", Code::Contradiction, 2, 1, &["only 3 acceptors"]);
    check("proposers P1\nlearners L1", Code::Missing, 1, 1, &["no node accepts"]);
    check("acceptors A1 A2 A3", Code::Missing, 1, 1, &["no node proposes"]);
    check("protocol basic\nleader A", Code::Contradiction, 2, 1, &["no leader"]);
    let roles = "protocol multi\nproposers P1\nacceptors A1 A2 A3\n";
    check(&format!("{roles}leader A1"), Code::Contradiction, 4, 1, &["does not propose"]);
    check(&format!("{roles}at 0ms c1 asks A1: set x 1"), Code::Contradiction, 4, 1, &["name one of P1"]);
    check("protocol multi\nprefix 5 slots", Code::Missing, 2, 1, &["leader A"]);
    check("protocol basic\nprotocol multi", Code::Contradiction, 2, 1, &["already"]);
    check("network manual\nnetwork delay=5ms", Code::Contradiction, 2, 1, &["already"]);
    check("until 5ms\nuntil 6ms", Code::Contradiction, 2, 1, &["already"]);
    check("crash A", Code::Missing, 1, 1, &["at 0ms"]);
    check("network manual\nat 5ms crash A", Code::Contradiction, 2, 1, &["no clock"]);
    check(
        "protocol multi learners=B\nproposers A B\nacceptors A B C\nlearners A",
        Code::Contradiction,
        1,
        1,
        &["B"],
    );
}

#[test]
fn a_fault_must_have_something_to_befall() {
    check("at 1ms crash A before", Code::UnknownWord, 1, 16, &["before-write"]);
    check("at 1ms crash A before-write now", Code::Syntax, 1, 29, &["end of the line"]);
    check("at 1ms restart A without", Code::Syntax, 1, 25, &["last-write"]);
    check("at 1ms restart A without lastwrite", Code::UnknownWord, 1, 26, &["“last-write”"]);
    check("at 1ms bounce A after-wite", Code::UnknownWord, 1, 17, &["“after-write”"]);
    check("link A->A delay=5ms", Code::Contradiction, 1, 9, &["no link to itself"]);
    check("at 5ms cut A->A", Code::Contradiction, 1, 15, &["no link to itself"]);
    check("link A->D delay=5ms", Code::UnknownNode, 1, 9, &["D"]);
    check("link c1->c2 loss=5%", Code::Contradiction, 1, 10, &["between clients"]);
    check("link A->B", Code::Syntax, 1, 10, &["delay=", "calm"]);
    check("link A B loss=5%", Code::Syntax, 1, 8, &["->"]);
    check("link A->B los=5%", Code::UnknownWord, 1, 11, &["“loss”"]);
    check("link A->B loss=120%", Code::BadNumber, 1, 16, &["0% to 100%"]);
    check("link A->B delay=5..2ms", Code::BadNumber, 1, 17, &[]);
    check("at 1ms slow B", Code::Syntax, 1, 14, &["a time"]);
    check("clock B 5%", Code::BadNumber, 1, 9, &["10% to 1000%"]);
    check("clock B 2", Code::BadNumber, 1, 9, &["10% to 1000%"]);
    check("clock B 90%\nclock B 110%", Code::Contradiction, 2, 1, &["“clock B”", "keep one"]);
    check(
        "link A->B loss=1%\nlink B->A loss=1%\nlink A->B calm",
        Code::Contradiction,
        3,
        1,
        &["“link A->B”"],
    );
    check("network manual\nslow B 5ms", Code::Contradiction, 2, 1, &["manual network"]);
    check(
        "network manual\non first Accept A->B: link A->B calm",
        Code::Contradiction,
        2,
        1,
        &["manual network"],
    );
}

#[test]
fn hidden_and_foreign_characters_are_named() {
    check("protocol\u{202e} basic", Code::BadCharacter, 1, 9, &["U+202E", "cannot be seen"]);
    check("# title\n# \u{2066}hidden\u{2069}\nprotocol basic", Code::BadCharacter, 2, 3, &["U+2066"]);
    check("note \"a\u{200b}b\"", Code::BadCharacter, 1, 8, &["U+200B"]);
    check("\u{feff}protocol basic", Code::BadCharacter, 1, 1, &["U+FEFF"]);
    check("at 0ms crash A\0", Code::BadCharacter, 1, 15, &["U+0000"]);
    check("at 0ms crash А", Code::BadCharacter, 1, 14, &["'А'"]);
    check("at 0ms crash A;", Code::BadCharacter, 1, 15, &["';'"]);
    // Where text is text, any script will do.
    parse("# Λέσλι 莱斯利 לסלי\nnote \"naïve – “quotes” → 🙂\"").expect("notes hold any visible character");
}

#[test]
fn texts_actions_and_requests_are_bounded() {
    let long = "# x\n".repeat(MAX_TEXT / 4 + 1);
    check(&long, Code::TooLong, 1, 1, &["at most 65536 bytes"]);
    let noise = noise(1, 1 << 20, |dice| char::from(u8::try_from(dice.roll(32, 126)).expect("a byte")));
    check(&noise, Code::TooLong, 1, 1, &["1048576 bytes"]);
    let lists = "deliver Accept A B C->A B C\n".repeat(1_200);
    check(&format!("network manual\n{lists}"), Code::TooMany, 1_113, 1, &["10000 actions"]);
    // One line of many pairs is refused before they are made.
    let all = "A ".repeat(16_000);
    let line = format!("network manual\ndrop Accept {all}-> {all}");
    check(&line, Code::TooMany, 2, 1, &["10000 actions"]);
}

#[test]
fn a_message_that_is_not_there_stops_the_run_and_says_what_is() {
    let text =
        "network manual\nstart A: set x 1\ndeliver Prepare A->B\ndeliver Accept A->B\ndeliver Prepare A->C";
    let session = crate::common::play(text);
    let trouble = session.run().trouble().expect("no Accept is under way");
    assert_eq!(trouble.line, 4);
    assert!(trouble.message.contains("after step 2 there is no Accept A->B under way"), "{trouble:?}");
    assert!(trouble.hint.contains("Prepare 1.A #1 A->C"), "{trouble:?}");
    assert_eq!(session.run().last(), 2, "what went before can still be looked at");
}

#[test]
fn what_cannot_be_done_stops_the_run() {
    for (text, line, words) in [
        ("at 5ms restart B", 1, "up already"),
        ("at 5ms crash B\nat 6ms crash B", 2, "down"),
        ("at 5ms crash B\nat 6ms bounce B", 2, "down"),
        ("at 5ms timeout B", 1, "waits for nothing"),
        ("network manual\ndeliver Accept A->B again", 2, "can arrive again"),
    ] {
        let session = crate::common::play(text);
        let trouble = session.run().trouble().unwrap_or_else(|| panic!("no trouble: {text}"));
        assert_eq!(trouble.line, line, "{trouble:?}");
        assert!(trouble.message.contains(words) || trouble.hint.contains(words), "{trouble:?}");
    }
}

#[test]
fn what_cannot_be_done_by_hand_leaves_the_session_as_it_was() {
    let mut session = crate::common::play("at 0ms c1 asks A: set x 1");
    session.seek(3);
    let (text, mark) = (session.text(), session.run().fingerprint());
    for wrong in [
        "",
        "restart A",
        "crash Z",
        "frobnicate",
        "deliver Learn A->B",
        "drop",
        "at 5ms crash A",
        "crash A\ncrash B",
    ] {
        let fault = session.inject(wrong).expect_err(wrong);
        assert!(!fault.message.is_empty(), "{wrong}");
        assert_eq!((session.text(), session.run().fingerprint()), (text.clone(), mark), "{wrong}");
        assert_eq!(session.position(), 3, "{wrong}");
    }
}

fn noise(seed: u32, length: usize, mut draw: impl FnMut(&mut Dice) -> char) -> String {
    let mut dice = Dice::new(seed);
    (0..length).map(|_| draw(&mut dice)).collect()
}

/// Opens it, plays it, prints it: anything but a panic. True if it was good.
fn swallow(text: &str) -> bool {
    match Session::open(text) {
        Ok(session) => {
            let printed = session.text();
            assert_eq!(parse(&printed).as_ref(), Ok(session.scenario()), "{printed}");
            assert_eq!(session.judgements().len(), session.scenario().expectations().count());
            true
        }
        Err(fault) => {
            let lines = u32::try_from(text.lines().count().max(1)).expect("a count");
            assert!((1..=lines).contains(&fault.line) && fault.column >= 1, "{fault}\n{text}");
            false
        }
    }
}

#[test]
fn noise_of_bytes_and_of_characters_is_refused_politely() {
    for seed in 0..300 {
        let length = seed as usize * 7;
        let ascii = |dice: &mut Dice| char::from(u8::try_from(dice.roll(9, 126)).expect("a byte"));
        let any = |dice: &mut Dice| char::from_u32(dice.roll(0, 0x10_ffff)).unwrap_or('\n');
        swallow(&noise(seed, length, ascii));
        swallow(&noise(seed, length, any));
    }
}

/// Words of the language in any order.
#[test]
fn noise_of_good_words_is_taken_or_refused() {
    const WORDS: [&str; 68] = [
        "protocol",
        "basic",
        "multi",
        "replicas",
        "A",
        "B",
        "C",
        "network",
        "manual",
        "delay",
        "=",
        "10..20ms",
        "5%",
        "at",
        "0ms",
        "on",
        "first",
        "after",
        "step",
        "3",
        "c1",
        "asks",
        ":",
        "set",
        "x",
        "1",
        "crash",
        "restart",
        "without",
        "disk",
        "cut",
        "|",
        "heal",
        "->",
        "deliver",
        "drop",
        "duplicate",
        "Accept",
        "Prepare",
        "1.A",
        "#1",
        "#",
        "\"set x 1\"",
        "note",
        "expect",
        "chosen",
        "safe",
        "until",
        "leader",
        "prefix",
        "slots",
        "quorums",
        "timers",
        "start",
        "round",
        "again",
        "loss",
        "seed",
        "learners",
        "proposers",
        "when",
        "leads",
        "crashed",
        "answered",
        "repeat",
        "every",
        "from",
        "40ms",
    ];
    let mut good = 0;
    for seed in 0..3_000 {
        let mut dice = Dice::new(seed);
        let mut text = String::new();
        for _ in 0..dice.roll(1, 12) {
            text += dice.pick::<&str>(&WORDS);
            text += if dice.chance(15) { "\n" } else { " " };
        }
        good += u32::from(swallow(&text));
    }
    assert!(good > 5, "only {good} of them meant something");
}

/// Good texts with words swapped, doubled and left out, and lines too.
#[test]
fn good_texts_gone_wrong_are_taken_or_refused() {
    let (mut good, mut bad) = (0, 0);
    for seed in 0..1_500 {
        let mut dice = Dice::new(seed);
        let source = dice.pick(gallery::ALL).text;
        let mut words: Vec<&str> = source.split_inclusive([' ', '\n']).collect();
        for _ in 0..dice.roll(1, 3) {
            let last = u32::try_from(words.len()).expect("a count") - 1;
            let (at, other) = (dice.roll(0, last) as usize, dice.roll(0, last) as usize);
            match dice.roll(0, 2) {
                0 => words.swap(at, other),
                1 => words.insert(at, words[other]),
                _ => _ = words.remove(at),
            }
        }
        *(if swallow(&words.concat()) { &mut good } else { &mut bad }) += 1;
    }
    assert!(good > 100 && bad > 100, "{good} good, {bad} bad");
}

#[test]
fn deep_repetition_is_taken_in_its_stride() {
    for text in [
        "cut ".repeat(10_000),
        format!("at 0ms cut {}", "A | ".repeat(10_000)),
        format!("at 0ms cut {}", "A->".repeat(10_000)),
        format!("note {}", "\"".repeat(10_001)),
        format!("expect #1 chosen {}", "\"x\" in 1.A ".repeat(3_000)),
        format!("at 0ms c1 asks A: set x {}", "9".repeat(60_000)),
        "#".repeat(60_000),
        "at ".repeat(20_000),
        ":".repeat(60_000),
        format!("on {}", "first ".repeat(9_000)),
        "\n".repeat(60_000),
        "repeat 9 every 1ms: ".repeat(3_000),
        format!("network manual\n{}heal", "repeat 10000: ".repeat(4_000)),
        "repeat 10000 every 1ms: heal\n".repeat(2_000),
        "when 1 crashed: ".repeat(4_000),
    ] {
        swallow(&text);
    }
    let asks = "at 0ms c1 asks A: add x 1\n".repeat(2_000);
    assert!(swallow(&format!("until 3000ms\n{asks}")), "two thousand requests are a good text");
}
