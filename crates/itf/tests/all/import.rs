//! A trace that was written by hand, what becomes of it, and what becomes of
//! it once something in it is wrong.

use antipaxos_itf::{Code, Fault, MAX_BYTES, import};
use antipaxos_simulator::Session;
use antipaxos_simulator::storm::Dice;
use serde_json::{Value, json};

const TRACE: &str = include_str!("../traces/one-vote-survives.itf.json");

/// What becomes of it: the documentation's own example.
fn scenario() -> &'static str {
    let page = include_str!("../../../../docs/ITF.md");
    let block = page.split("```paxos\n").nth(1).and_then(|rest| rest.split("```").next());
    block.expect("the page has an example")
}

fn json() -> Value {
    serde_json::from_str(TRACE).expect("the trace is JSON")
}

fn fault(json: &Value) -> Fault {
    import(&json.to_string()).expect_err("this trace is wrong")
}

/// The messages of a state.
fn messages(json: &mut Value, state: usize) -> &mut Vec<Value> {
    json["states"][state]["msgs"]["#set"].as_array_mut().expect("a set")
}

/// Changes a message in every state that has it.
fn everywhere(json: &mut Value, like: &Value, field: &str, value: &Value) {
    let states = json["states"].as_array().expect("a list").len();
    for state in 0..states {
        for message in messages(json, state) {
            if message == like {
                message[field] = value.clone();
            }
        }
    }
}

#[test]
fn a_trace_becomes_a_schedule_that_a_person_can_read() {
    let imported = import(TRACE).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(imported.text, scenario());
    assert_eq!(imported.steps, [0, 1, 2, 3, 5, 6, 7, 8, 9, 9, 10, 12, 13, 14]);
}

#[test]
fn the_schedule_does_what_the_trace_did() {
    let session = Session::open(scenario()).expect("a good scenario");
    assert_eq!(session.run().trouble(), None);
    for judgement in session.judgements() {
        assert!(judgement.holds, "expect {}: found {}", judgement.text, judgement.found);
    }
}

/// Ballot 1 might have proposed another value by the quorum {a2, a3}; that it
/// proposed v1 is explained by any quorum.
#[test]
fn the_quorum_is_one_that_explains_the_value() {
    let mut trace = json();
    for state in 11..14 {
        for message in messages(&mut trace, state) {
            if message["bal"] == 1 && message.get("val").is_some() {
                message["val"] = json!("v2");
            }
        }
    }
    for (state, acceptor) in [(12, 2), (13, 2), (13, 1)] {
        trace["states"][state]["maxVal"]["#map"][acceptor][1] = json!("v2");
    }
    let imported = import(&trace.to_string()).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(imported.text.contains("start P2 round 2: set x v2  # state 6"), "{}", imported.text);
    assert!(imported.text.contains("deliver Promise 2.P2 A2 A3->P2  # state 11"), "{}", imported.text);
    assert!(imported.text.contains("expect #1 chosen \"set x v2\""), "{}", imported.text);
    // Without a3's promise, only {a1, a2} is left, and that obliges to v1.
    let a3 = json!({"type": "1b", "acc": "a3", "bal": 1, "mbal": -1, "mval": "None"});
    for state in 8..14 {
        messages(&mut trace, state).retain(|message| *message != a3);
        if state < 12 {
            trace["states"][state]["maxBal"]["#map"][2][1] = json!(-1);
        }
    }
    let fault = fault(&trace);
    assert_eq!((fault.code, fault.state), (Code::NoSuchStep, Some(11)), "{fault}");
    assert!(fault.to_string().contains("2a of \"v2\" in ballot 1 fits no quorum"), "{fault}");
}

#[test]
fn a_step_that_fits_no_message_names_its_state() {
    let promise = json!({"type": "1b", "acc": "a1", "bal": 0, "mbal": -1, "mval": "None"});
    let vote = json!({"type": "2b", "acc": "a1", "bal": 0, "val": "v1"});
    let report = json!({"type": "1b", "acc": "a1", "bal": 1, "mbal": 0, "mval": "v1"});
    let prepare = json!({"type": "1a", "bal": 0});
    for (like, field, value, state, words) in [
        (&promise, "bal", json!(7), 2, "there is no 1a of ballot 7"),
        (&prepare, "bal", json!(5), 2, "1b of \"a1\" in ballot 0 fits no message: there is no 1a"),
        (&vote, "val", json!("v9"), 5, "there is no such 2a"),
        (&vote, "bal", json!(1), 5, "there is no such 2a"),
        (
            &report,
            "mval",
            json!("v2"),
            10,
            "reports \"v2\" in ballot 0, but the acceptor's last vote is \"v1\"",
        ),
        (
            &report,
            "mbal",
            json!(-1),
            10,
            "reports no vote, but the acceptor's last vote is \"v1\" in ballot 0",
        ),
    ] {
        let mut trace = json();
        everywhere(&mut trace, like, field, &value);
        let fault = fault(&trace);
        assert_eq!((fault.code, fault.state), (Code::NoSuchStep, Some(state)), "{fault}");
        assert!(fault.to_string().starts_with(&format!("state {state}: ")), "{fault}");
        assert!(fault.to_string().contains(words), "{fault}");
    }
    // A vote in ballot 0 after the promise of ballot 1.
    let mut trace = json();
    let late = json!({"type": "2b", "acc": "a2", "bal": 0, "val": "v1"});
    for state in 9..14 {
        messages(&mut trace, state).push(late.clone());
    }
    let fault = fault(&trace);
    assert_eq!((fault.code, fault.state), (Code::NoSuchStep, Some(9)), "{fault}");
    assert!(fault.to_string().contains("too late: that acceptor has promised ballot 1"), "{fault}");
}

#[test]
fn messages_come_one_at_a_time_and_stay() {
    let mut trace = json();
    trace["states"].as_array_mut().expect("a list").remove(3);
    let two = fault(&trace);
    assert_eq!((two.code, two.state), (Code::NoSuchStep, Some(3)), "{two}");
    assert!(two.message.contains("one step sends one message"), "{two}");
    let mut trace = json();
    messages(&mut trace, 7).remove(0);
    let gone = fault(&trace);
    assert_eq!((gone.code, gone.state), (Code::NoSuchStep, Some(7)), "{gone}");
    assert!(gone.message.contains("1a of ballot 0"), "{gone}");
}

#[test]
fn what_the_variables_say_is_compared_with_the_run() {
    for (variable, state, acceptor, value, words) in [
        ("maxBal", 3, 1, json!(-1), "maxBal of \"a2\" means that nothing is promised; played, it is 1.P1"),
        ("maxBal", 9, 0, json!(1), "maxBal of \"a1\" means that 2.P2 is promised; played, it is 1.P1"),
        ("maxVBal", 6, 0, json!(-1), "maxVBal of \"a1\" means a vote in nothing; played, it is 1.P1"),
        ("maxVal", 5, 0, json!("v3"), "maxVal of \"a1\" is \"v3\"; played, the vote is for set x v1"),
    ] {
        let mut trace = json();
        trace["states"][state][variable]["#map"][acceptor][1] = value;
        let fault = fault(&trace);
        assert_eq!(fault.code, Code::Differs, "{fault}");
        assert_eq!(fault.state, u32::try_from(state).ok(), "{fault}");
        assert_eq!(fault.message, words);
    }
    // Without them, the messages alone decide.
    let mut trace = json();
    for state in trace["states"].as_array_mut().expect("a list") {
        let state = state.as_object_mut().expect("a state");
        state.remove("maxVBal");
        state.remove("maxVal");
    }
    assert_eq!(import(&trace.to_string()).expect("a good trace").text, scenario());
}

#[test]
fn what_is_no_trace_is_refused_with_a_code() {
    let check = |text: &str, code: Code, words: &str| {
        let fault = import(text).expect_err("this is no trace");
        assert_eq!(fault.code, code, "{fault}");
        assert!(fault.to_string().contains(words), "{fault}");
    };
    check("", Code::NotJson, "no JSON");
    check("{\"states\": [", Code::NotJson, "no JSON");
    check(&"[".repeat(100_000), Code::NotJson, "no JSON");
    check("[]", Code::BadShape, "“states”");
    check("{\"states\": 7}", Code::BadShape, "no list");
    check("{\"states\": []}", Code::BadShape, "no state");
    check("{\"states\": [{}]}", Code::BadShape, "state 0: the variable “msgs” is missing");
    check("{\"states\": [{\"msgs\": {\"#set\": []}}]}", Code::BadShape, "“maxBal” is missing");
    check("{\"states\": [{\"msgs\": [], \"maxBal\": {}}]}", Code::BadShape, "“msgs” is no set");
    let empty = r##"{"states": [{"msgs": {"#set": []}, "maxBal": {"#map": []}}]}"##;
    check(empty, Code::BadShape, "no acceptors");
    let begun = r##"{"states": [{"msgs": {"#set": []}, "maxBal": {"#map": [["a", 3]]}}]}"##;
    check(begun, Code::BadStart, "initial state");
    check(&" ".repeat(MAX_BYTES + 1), Code::TooLong, "at most");
    let states = format!("{{\"states\": [{}{{}}]}}", "{},".repeat(6_000));
    check(&states, Code::TooMany, "6001 states");
    for (field, value, words) in [
        ("type", json!("3c"), "type \"3c\"; known are 1a, 1b, 2a and 2b"),
        ("type", json!(null), "“type” of a message is no name"),
        ("bal", json!("one"), "“bal” of a message is no ballot"),
        ("bal", json!(1.5), "“bal” of a message is no ballot"),
        ("bal", json!(-7), "“bal” of a message is no ballot"),
        ("bal", json!(-1), "a message of ballot -1"),
        ("bal", json!({"#bigint": "99999999999999999999"}), "“bal” of a message is no ballot"),
    ] {
        let mut trace = json();
        messages(&mut trace, 1)[0][field] = value;
        let fault = fault(&trace);
        assert_eq!((fault.code, fault.state), (Code::BadShape, Some(1)), "{fault}");
        assert!(fault.message.contains(words), "{fault}");
    }
    let mut trace = json();
    everywhere(&mut trace, &json!({"type": "2b", "acc": "a3", "bal": 1, "val": "v1"}), "acc", &json!("a4"));
    assert!(fault(&trace).message.contains("none of the acceptors"));
}

#[test]
fn other_spellings_of_the_same_trace_are_the_same() {
    let mut trace = json();
    // Functions of texts as objects, numbers as big ones, records with all fields.
    for state in trace["states"].as_array_mut().expect("a list") {
        for variable in ["maxBal", "maxVBal"] {
            let pairs = state[variable]["#map"].as_array().expect("pairs").clone();
            let object: serde_json::Map<String, Value> = pairs
                .iter()
                .map(|pair| {
                    let number = pair[1].to_string();
                    (pair[0].as_str().expect("a name").to_string(), json!({ "#bigint": number }))
                })
                .collect();
            state[variable] = Value::Object(object);
        }
        for message in state["msgs"]["#set"].as_array_mut().expect("a set") {
            if message["type"] == "1a" {
                message["acc"] = json!("a1");
                message["val"] = json!("None");
            }
        }
    }
    trace["vars"] = json!(["whatever"]);
    trace["loop"] = json!(3);
    assert_eq!(import(&trace.to_string()).expect("a good trace").text, scenario());
}

#[test]
fn values_that_are_no_words_get_numbers() {
    let text = TRACE.replace("\"v1\"", "\"the first value\"");
    let imported = import(&text).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(imported.text.contains("start P1 round 1: set x 1  # state 1"), "{}", imported.text);
    assert!(imported.text.contains("x 1 is “the first value”"), "{}", imported.text);
    let hidden = TRACE.replace("\"a1\"", "\"\\u202e\\n\\\"a1\"");
    assert!(import(&hidden).expect("names are only shown").text.contains(" is “\"a1”,"));
}

/// Any byte changed, taken out or doubled: a scenario or a fault, never a panic.
#[test]
fn a_damaged_trace_is_taken_or_refused() {
    let (mut good, mut bad) = (0, 0);
    for seed in 0..3_000 {
        let mut dice = Dice::new(seed);
        let mut chars: Vec<char> = TRACE.chars().collect();
        for _ in 0..dice.roll(1, 4) {
            let at = dice.roll(0, u32::try_from(chars.len()).expect("short") - 1) as usize;
            match dice.roll(0, 3) {
                0 => _ = chars.remove(at),
                1 => chars.insert(at, chars[at]),
                2 => chars[at] = *dice.pick(&['0', '1', '2', '-', 'a', '"', '{', ']', ',']),
                _ => chars.truncate(at),
            }
            if chars.is_empty() {
                chars.push('{');
            }
        }
        let text: String = chars.into_iter().collect();
        match import(&text) {
            Ok(imported) => {
                good += 1;
                Session::open(&imported.text).expect("what is imported is a scenario");
            }
            Err(fault) => {
                bad += 1;
                assert!(!fault.to_string().is_empty());
            }
        }
    }
    assert!(good > 20 && bad > 1_000, "{good} good, {bad} bad");
}

/// However long a name of the trace is, and however many there are.
#[test]
fn a_fault_is_one_line() {
    let long = "a\nlong name ".repeat(100);
    let stranger = json!({"type": "1b", "acc": long, "bal": 0, "mbal": -1, "mval": "None"});
    let unknown = json!({"type": long, "bal": 0});
    let many: Vec<Value> = (0..500).map(|at| json!([format!("{at} {long}"), -1])).collect();
    for message in [stranger, unknown] {
        let trace = json!({"states": [{"maxBal": {"#map": many}, "msgs": {"#set": [message]}}]});
        let fault = fault(&trace);
        let words = fault.to_string();
        assert_eq!(fault.state, Some(0), "{words}");
        assert!(words.chars().count() < 400 && !words.contains('\n'), "{words}");
    }
}
