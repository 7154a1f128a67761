//! A run as something that stays true: a scenario that expects what happened,
//! or a Rust test of it against the public API.

use crate::scenario::{Line, Scenario, Statement, derive, expect, print};
use crate::session::Session;

/// A test's name has at most so many characters.
const MAX_NAME: usize = 60;

/// The session's scenario, which expects what happened: its own expectations as
/// far as they held, and [`derive::expectations`].
#[must_use]
pub fn as_scenario(session: &Session) -> String {
    let run = session.run();
    let mut scenario: Scenario = session.scenario().clone();
    scenario.lines.retain(|line| match &line.statement {
        Some(Statement::Expect(expectation)) => expect::judge(expectation, run).0,
        Some(_) | None => true,
    });
    for expectation in derive::expectations(run) {
        let statement = Some(Statement::Expect(expectation));
        if scenario.lines.iter().all(|line| line.statement != statement) {
            scenario.lines.push(Line { statement, comment: None });
        }
    }
    print::print(&scenario)
}

/// A Rust test that plays [`as_scenario`] and checks its expectations. It needs
/// the crate `antipaxos-simulator` and nothing else.
#[must_use]
pub fn as_test(session: &Session) -> String {
    let text = as_scenario(session);
    let quotes = "#".repeat(hashes(&text));
    let title = session.scenario().title();
    let name = name_of(title);
    let stops = match session.run().trouble() {
        None => "assert_eq!(session.run().trouble(), None);".to_string(),
        Some(trouble) => {
            let line = trouble.line;
            format!("assert_eq!(session.run().trouble().map(|trouble| trouble.line), Some({line}));")
        }
    };
    format!(
        "/// {title}
#[test]
fn {name}() {{
    const SCENARIO: &str = r{quotes}\"{text}\"{quotes};
    let session = antipaxos_simulator::Session::open(SCENARIO).expect(\"a good scenario\");
    {stops}
    for judgement in session.judgements() {{
        assert!(judgement.holds, \"expect {{}}: found {{}}\", judgement.text, judgement.found);
    }}
}}
"
    )
}

/// How many `#` a raw string needs around `text`.
fn hashes(text: &str) -> usize {
    let after_quotes = text.split('"').skip(1);
    let longest = after_quotes.map(|rest| rest.chars().take_while(|c| *c == '#').count()).max();
    longest.map_or(0, |longest| longest + 1)
}

/// `Duelling proposers` as `duelling_proposers`.
fn name_of(title: &str) -> String {
    let mut name = String::new();
    for c in title.chars().take(MAX_NAME) {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    // A word alone might be one of the language's, and a digit begins no name.
    if !name.contains('_') || name.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("run_of_{name}").trim_end_matches('_').to_string();
    }
    name.to_string()
}

#[cfg(test)]
mod tests {
    use super::{hashes, name_of};

    #[test]
    fn every_title_gives_a_name() {
        assert_eq!(name_of("Duelling proposers"), "duelling_proposers");
        assert_eq!(name_of("S7: “x” – or y?"), "s7_x_or_y");
        assert_eq!(name_of("Match"), "run_of_match");
        assert_eq!(name_of("3 of 5 die"), "run_of_3_of_5_die");
        assert_eq!(name_of("…"), "run_of");
        assert_eq!(name_of(&"a b ".repeat(100)).len(), 59);
    }

    #[test]
    fn a_raw_string_has_quotes_enough() {
        assert_eq!(hashes("at 0ms crash A"), 0);
        assert_eq!(hashes("note \"so\""), 1);
        assert_eq!(hashes("note \"so\"## and \"###"), 4);
    }
}
