//! `antipaxos import`.

use crate::common::{antipaxos, antipaxos_hearing};

fn trace() -> String {
    format!("{}/../itf/tests/traces/one-vote-survives.itf.json", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_trace_comes_out_as_a_scenario_that_runs() {
    let imported = antipaxos(&["import", &trace()]);
    assert_eq!((imported.status, imported.err.as_str()), (0, ""));
    assert!(imported.out.starts_with("# An imported trace\n"), "{}", imported.out);
    let played = antipaxos_hearing(&["run", "-"], imported.out.as_bytes());
    assert_eq!(played.status, 0, "{}{}", played.out, played.err);
}

#[test]
fn a_faulty_trace_is_status_2_with_a_code() {
    let text = std::fs::read_to_string(trace()).expect("the trace is there");
    let wrong = text.replace("\"bal\": 0, \"val\": \"v1\"}\n", "\"bal\": 0, \"val\": \"v9\"}\n");
    assert_ne!(wrong, text);
    let refused = antipaxos_hearing(&["import", "-"], wrong.as_bytes());
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("standard input: no-such-step: state "), "{}", refused.err);
    let noise = antipaxos_hearing(&["import", "-"], b"\xff{");
    assert_eq!(noise.status, 2);
    assert!(noise.err.contains("not-json"), "{}", noise.err);
    assert_eq!(antipaxos(&["import", "no-such-file"]).status, 2);
}
