//! What shipped is kept for links to edits of it. `scenarios/frozen.txt` only
//! grows: `UPDATE_GOLDEN=1` appends a scenario whose statements are new, and
//! never touches the others.

use std::collections::BTreeSet;
use std::hash::Hasher;
use std::path::Path;
use std::{env, fs};

use antipaxos_simulator::fingerprint::Fingerprint;
use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{base_fingerprint, frozen_entry, frozen_text};
use antipaxos_simulator::scenario::parse;

/// So many of the first entries are as they were on the day that they were
/// frozen: their number, and a fingerprint of them.
const SEALED: (usize, u64) = (68, 1_442_759_539_499_155_291);

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../scenarios/frozen.txt")
}

fn frozen() -> String {
    fs::read_to_string(file()).expect("frozen.txt is there")
}

/// Entries stand apart by a blank line; the first is the file's own heading.
fn entries(frozen: &str) -> Vec<&str> {
    frozen.split("\n\n").skip(1).filter(|entry| !entry.trim().is_empty()).collect()
}

#[test]
fn what_ships_is_frozen() {
    let mut all = frozen();
    let mut missing = Vec::new();
    for known in gallery::ALL {
        let scenario = parse(known.text).expect("shipped");
        if frozen_text(&all, known.slug, base_fingerprint(&scenario)).is_none() {
            missing.push(known.slug);
            all = format!("{}\n\n{}", all.trim_end(), frozen_entry(known.slug, &scenario));
        }
    }
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(file(), all).expect("frozen.txt can be written");
    } else {
        assert_eq!(missing, [""; 0], "UPDATE_GOLDEN=1 appends them to frozen.txt");
    }
}

#[test]
fn what_is_frozen_is_what_its_heads_say_and_stays() {
    let all = frozen();
    let entries = entries(&all);
    let mut heads = BTreeSet::new();
    for entry in &entries {
        let (head, text) = entry.split_once('\n').expect("a head and a text");
        let scenario = parse(text).unwrap_or_else(|fault| panic!("{head}: {fault}"));
        let slug = head.split(' ').next().unwrap_or_default();
        assert_eq!(frozen_entry(slug, &scenario).trim_end(), entry.trim_end());
        assert!(heads.insert(head), "{head} is there twice");
    }
    let (count, seal) = SEALED;
    let mut found = Fingerprint::default();
    for entry in &entries[..count] {
        found.write(entry.trim_end().as_bytes());
    }
    assert_eq!(found.finish(), seal, "the first {count} of frozen.txt are not what they were");
}
