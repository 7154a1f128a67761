//! What no file may hold: markers of unfinished work, tests that do not run or that wait, folders of
//! one machine, more lines than a reader keeps in mind.

use super::{Finding, Source};

const LINES_AT_MOST: usize = 700;

/// Where a forbidden text is forbidden.
#[derive(Clone, Copy)]
enum Place {
    Everywhere,
    Rust,
    WebTests,
    Lockfile,
}

/// Put together from halves, so that this file does not find itself.
const FORBIDDEN: [(&str, Place, &str); 18] = [
    (concat!("to", "do!("), Place::Rust, "unfinished work"),
    (concat!("unimpl", "emented!("), Place::Rust, "unfinished work"),
    (concat!("FIX", "ME"), Place::Everywhere, "unfinished work: file an issue instead"),
    (concat!("#[ig", "nore"), Place::Rust, "a test that does not run"),
    (concat!("thread::", "sleep"), Place::Rust, "time comes in from outside: no sleeping"),
    (concat!(".sk", "ip("), Place::WebTests, "a test that does not run"),
    (concat!(".fix", "me("), Place::WebTests, "a test that does not run"),
    (concat!(".on", "ly("), Place::WebTests, "it keeps the other tests from running"),
    (concat!("waitFor", "Timeout"), Place::WebTests, "wait for what you expect, not for a time"),
    (concat!("ret", "ries:"), Place::WebTests, "a test that needs another try is broken"),
    (concat!("/wo", "rk/"), Place::Everywhere, "a folder of one machine"),
    (concat!("/ro", "ot/"), Place::Everywhere, "a folder of one machine"),
    (concat!("/ho", "me/"), Place::Everywhere, "a folder of one machine"),
    (concat!("/Us", "ers/"), Place::Everywhere, "a folder of one machine"),
    (concat!("../sh", "ared"), Place::Everywhere, "a folder of one machine"),
    (concat!("\"reso", "lved\""), Place::Lockfile, "a registry's address: the lock file names none"),
    (concat!("git", "+https"), Place::Lockfile, "a dependency that no registry holds"),
    (concat!("sparse", "+"), Place::Lockfile, "a registry's address other than the standard one"),
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        for (forbidden, place, why) in FORBIDDEN {
            if applies(place, &source.path) && holds(line, forbidden) {
                findings.push(Finding::new(&source.path, index + 1, format!("`{forbidden}`: {why}")));
            }
        }
    }
    let lines = source.text.lines().count();
    if lines > LINES_AT_MOST && is_code(&source.path) {
        let message = format!("{lines} lines, {LINES_AT_MOST} at most: split it");
        findings.push(Finding::new(&source.path, lines, message));
    }
    findings
}

fn applies(place: Place, path: &str) -> bool {
    match place {
        Place::Everywhere => true,
        Place::Rust => path.ends_with(".rs"),
        Place::WebTests => path.starts_with("web/test/") || path.ends_with(".config.ts"),
        Place::Lockfile => path == "package-lock.json" || path == "Cargo.lock",
    }
}

/// A folder counts only where a path begins, not in the middle of an address.
fn holds(line: &str, forbidden: &str) -> bool {
    line.match_indices(forbidden).any(|(at, _)| {
        !forbidden.starts_with('/')
            || !line[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || "-_.*".contains(before))
    })
}

fn is_code(path: &str) -> bool {
    (path.starts_with("crates/") || path.starts_with("web/"))
        && [".rs", ".ts", ".css", ".html"].iter().any(|ending| path.ends_with(ending))
        && !path.contains("/golden")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        check(&source).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn an_ignored_test_is_found_and_its_line_counted() {
        let source = Source {
            path: "crates/paxos/src/lib.rs".to_owned(),
            text: concat!("#[test]\n#[ig", "nore]\nfn f() {}\n").to_owned(),
        };
        assert_eq!(check(&source).iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn skipping_items_is_no_skipped_test() {
        assert!(messages("crates/paxos/src/lib.rs", concat!("iter.sk", "ip(1)")).is_empty());
        assert_eq!(messages("web/test/unit/a.test.ts", concat!("test.sk", "ip('x')")).len(), 1);
    }

    #[test]
    fn a_machines_folder_is_found_and_an_address_is_not() {
        assert_eq!(messages("README.md", concat!("see /ro", "ot/notes")).len(), 1);
        assert!(messages("README.md", concat!("https://example.org/ho", "me/")).is_empty());
    }

    #[test]
    fn a_lock_file_names_no_registry() {
        let line = concat!("\"reso", "lved\": \"https://example.org/a.tgz\"");
        assert_eq!(messages("package-lock.json", line).len(), 1);
        assert!(messages("package.json", line).is_empty());
    }

    #[test]
    fn long_code_is_found_and_long_goldens_are_not() {
        let long = "x\n".repeat(LINES_AT_MOST + 1);
        assert_eq!(messages("crates/paxos/src/lib.rs", &long).len(), 1);
        assert!(messages("crates/paxos/tests/golden/s1.rs", &long).is_empty());
        assert!(messages("README.md", &long).is_empty());
    }
}
