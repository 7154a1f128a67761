//! `paxos <- simulator <- {figure, checker} <- {wasm, cli}`, read off the crates' Cargo.toml files.

use super::{Finding, Source};

/// A crate and those of ours that it may depend on.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("paxos", &[]),
    ("simulator", &["paxos"]),
    ("figure", &["paxos", "simulator"]),
    ("checker", &["paxos", "simulator"]),
    // Traces of TLA+ tools, read as scenarios.
    ("itf", &["paxos", "simulator"]),
    ("wasm", &["paxos", "simulator", "figure", "checker"]),
    ("cli", &["paxos", "simulator", "figure", "checker", "itf"]),
    ("xtask", &["paxos", "simulator", "figure", "checker"]),
    // It measures the others; nothing uses it.
    ("bench", &["paxos", "simulator", "figure", "checker", "wasm", "cli"]),
];

/// Crates of others that only some of ours may use.
const KEPT_TO: [(&str, &[&str]); 10] = [
    ("serde", &["wasm", "cli"]),
    ("serde_json", &["wasm", "cli", "xtask", "itf"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("serde-wasm-bindgen", &["wasm"]),
    ("tsify", &["wasm"]),
    ("wasm-bindgen", &["wasm"]),
    ("js-sys", &["wasm"]),
    ("web-sys", &["wasm"]),
    ("console_error_panic_hook", &["wasm"]),
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Some(name) = source.path.strip_prefix("crates/").and_then(|rest| rest.strip_suffix("/Cargo.toml"))
    else {
        return Vec::new();
    };
    // A crate's tests, a package of their own, may use the crate and what it may use.
    let tested = name.strip_suffix("/tests");
    let Some((_, may_use)) = MAY_USE.iter().find(|(known, _)| *known == tested.unwrap_or(name)) else {
        let message = "a crate that the rules do not know: give it a place in tidy/crates.rs";
        return vec![Finding::new(&source.path, 1, message)];
    };
    let mut findings = Vec::new();
    for Dependency { line, name: used, for_tests } in dependencies(&source.text) {
        let refused = if let Some(ours) = used.strip_prefix("antipaxos-") {
            !may_use.contains(&ours) && tested != Some(ours)
        } else if let Some((_, keepers)) = KEPT_TO.iter().find(|(kept, _)| *kept == used) {
            !for_tests && !keepers.contains(&name)
        } else {
            name == "paxos" && !for_tests
        };
        if refused {
            let message = format!("{name} may not depend on {used}");
            findings.push(Finding::new(&source.path, line, message));
        }
    }
    findings
}

#[derive(Debug, PartialEq, Eq)]
struct Dependency {
    line: usize,
    name: String,
    for_tests: bool,
}

/// Enough of TOML for a dependency table: `name = …`, `name.workspace = true`, `[dependencies.name]`.
fn dependencies(toml: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut in_table = None;
    for (index, line) in toml.lines().enumerate() {
        let line = line.trim();
        let line_number = index + 1;
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            in_table = None;
            let (before, name) = match header.rsplit_once("dependencies") {
                Some((before, "")) => (before, None),
                Some((before, rest)) => (before, rest.strip_prefix('.')),
                None => continue,
            };
            let for_tests = before.ends_with("dev-");
            match name {
                Some(name) => {
                    found.push(Dependency { line: line_number, name: name.to_owned(), for_tests });
                }
                None => in_table = Some(for_tests),
            }
        } else if let (Some(for_tests), false) = (in_table, line.starts_with('#'))
            && let Some((key, _)) = line.split_once('=')
        {
            let name = key.split('.').next().unwrap_or(key).trim().trim_matches('"').to_owned();
            found.push(Dependency { line: line_number, name, for_tests });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(name: &str, toml: &str) -> Vec<String> {
        let source = Source { path: format!("crates/{name}/Cargo.toml"), text: toml.to_owned() };
        check(&source).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_dependency_against_the_direction_is_found_even_in_tests() {
        assert_eq!(
            messages("simulator", "[dependencies]\nantipaxos-figure.workspace = true\n"),
            ["simulator may not depend on antipaxos-figure"]
        );
        assert_eq!(
            messages("paxos", "[dev-dependencies]\nantipaxos-simulator = { path = \"x\" }\n").len(),
            1
        );
        assert!(messages("figure", "[dependencies]\nantipaxos-simulator.workspace = true\n").is_empty());
    }

    #[test]
    fn nothing_depends_on_xtask() {
        assert_eq!(messages("cli", "[build-dependencies.antipaxos-xtask]\npath = \"x\"\n").len(), 1);
    }

    #[test]
    fn paxos_depends_on_nothing_and_its_tests_on_what_they_like() {
        assert_eq!(messages("paxos", "[dependencies]\nlibm = \"0.2\"\n").len(), 1);
        assert!(messages("paxos", "[dev-dependencies]\nproptest = \"1\"\n").is_empty());
    }

    #[test]
    fn a_crates_tests_use_the_crate_and_what_it_may_use() {
        let uses =
            |ours: &str| messages("figure/tests", &format!("[dev-dependencies]\nantipaxos-{ours} = 1\n"));
        assert!(uses("figure").is_empty());
        assert!(uses("simulator").is_empty());
        assert_eq!(uses("itf"), ["figure/tests may not depend on antipaxos-itf"]);
    }

    #[test]
    fn browser_types_stay_in_wasm() {
        assert_eq!(messages("figure", "[target.'cfg(x)'.dependencies]\njs-sys = \"1\"\n").len(), 1);
        assert!(messages("wasm", "[dependencies]\njs-sys.workspace = true\n").is_empty());
    }

    #[test]
    fn an_unknown_crate_needs_a_place() {
        assert_eq!(messages("raft", "[package]\nname = \"antipaxos-raft\"\n").len(), 1);
    }
}
