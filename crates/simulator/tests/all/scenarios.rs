//! Every scenario that ships: its text, its expectations, its transcript.

use std::fs;
use std::path::PathBuf;

use antipaxos_simulator::scenario::{parse, print};
use antipaxos_simulator::transcript::transcript;

struct File {
    slug: String,
    text: String,
}

fn files() -> Vec<File> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../scenarios");
    let entries = |folder: PathBuf| fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<File> = entries(folder.join("rules"))
        .chain(entries(folder))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "paxos"))
        .map(|path| File {
            slug: path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name").to_string(),
            text: fs::read_to_string(&path).expect("a text"),
        })
        .collect();
    files.sort_by(|a, b| a.slug.cmp(&b.slug));
    assert!(files.len() > 60, "only {} scenarios were found", files.len());
    files
}

fn golden(slug: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("golden/{slug}.txt"))
}

#[test]
fn every_scenario_is_written_as_it_is_printed() {
    for File { slug, text } in files() {
        let scenario = parse(&text).unwrap_or_else(|fault| panic!("{slug}: {fault}"));
        let printed = print::print(&scenario);
        assert_eq!(printed, text, "{slug}");
        assert_eq!(parse(&printed).as_ref(), Ok(&scenario), "{slug}");
    }
}

#[test]
fn every_scenario_has_a_title_a_paragraph_notes_and_expectations() {
    for File { slug, text } in files() {
        let session = crate::common::play(&text);
        let scenario = session.scenario();
        assert!((3..=60).contains(&scenario.title().len()), "{slug}: {}", scenario.title());
        assert!(scenario.description().len() > 100, "{slug}: {}", scenario.description());
        assert!(!session.notes().is_empty(), "{slug} has no note");
        assert!(session.judgements().len() >= 2, "{slug} expects too little");
    }
}

#[test]
fn every_scenario_does_what_it_expects() {
    for File { text, .. } in files() {
        crate::common::play_well(&text);
    }
}

#[test]
fn every_scenario_is_safe_but_where_it_says_otherwise() {
    for File { slug, text } in files() {
        let session = crate::common::play(&text);
        let broken = session.run().violations().next().is_some();
        assert_eq!(broken, text.contains("expect violation"), "{slug}");
        assert_eq!(!broken, text.contains("expect safe"), "{slug}");
    }
}

/// `UPDATE_GOLDEN=1 cargo test` writes the transcripts anew.
#[test]
fn every_transcript_is_as_it_was() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for File { slug, text } in files() {
        let session = crate::common::play(&text);
        let now = transcript(session.run());
        if update {
            fs::write(golden(&slug), &now).expect("the golden file can be written");
        }
        let known = fs::read_to_string(golden(&slug)).unwrap_or_default();
        assert!(now == known, "{slug} differs from its golden file: {}", first_difference(&now, &known));
    }
}

#[test]
fn every_golden_file_has_a_scenario() {
    let known: Vec<String> = files().into_iter().map(|file| file.slug).collect();
    let folder = golden("").parent().expect("a folder").to_path_buf();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        let slug = name.strip_suffix(".txt").unwrap_or(&name);
        assert!(known.iter().any(|known| known == slug), "{name} belongs to no scenario");
    }
}

fn first_difference(now: &str, known: &str) -> String {
    let pair = now.lines().zip(known.lines()).find(|(now, known)| now != known);
    pair.map_or_else(
        || "one is longer than the other".to_string(),
        |(now, known)| format!("\n  is  {now}\n  was {known}"),
    )
}

/// A slip of the finger must not lead to another scenario.
#[test]
fn any_two_slugs_differ_by_two_edits() {
    let files = files();
    for (at, file) in files.iter().enumerate() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(file.slug.chars().all(plain), "{}", file.slug);
        for other in &files[..at] {
            assert!(strsim::osa_distance(&file.slug, &other.slug) >= 2, "{} {}", file.slug, other.slug);
        }
    }
}
