//! Links that were published keep their meaning. `links/published.txt` only
//! grows: `UPDATE_GOLDEN=1` appends a link for each example of
//! docs/SCENARIOS.md that has none yet, and never touches the others.

use std::hash::Hasher;
use std::path::Path;
use std::{env, fs};

use antipaxos_simulator::fingerprint::Fingerprint;
use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Base, Outcome};
use antipaxos_simulator::scenario::{parse, print};

/// So many of the first links are as they were on the day that they were
/// published: their number, and a fingerprint of their lines.
const SEALED: (usize, u64) = (28, 660_514_155_223_812_739);

/// A link and the text that it holds, as it prints.
#[derive(Debug, PartialEq, Eq)]
struct Published {
    payload: String,
    text: String,
}

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("links/published.txt")
}

/// Entries stand apart by a blank line: the payload, then the text.
fn published() -> Vec<Published> {
    let all = fs::read_to_string(file()).expect("published.txt is there");
    let entries = all.split("\n\n").skip(1).filter(|entry| !entry.trim().is_empty());
    entries
        .map(|entry| {
            // One of them holds nothing.
            let (payload, text) = entry.split_once('\n').unwrap_or((entry, ""));
            let text = text.trim_end().lines().map(|line| format!("{line}\n")).collect();
            Published { payload: payload.trim_end().to_string(), text }
        })
        .collect()
}

fn built_in(slug: &str) -> Option<&'static str> {
    gallery::find(slug).map(|found| found.text)
}

/// The examples of the manual, as they travel.
fn examples() -> Vec<String> {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/SCENARIOS.md");
    let manual = fs::read_to_string(manual).expect("the manual is there");
    let blocks = manual.split("```paxos\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_string()).collect()
}

fn carried(text: &str) -> String {
    let scenario = parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    print::print(&link::carried(&scenario))
}

/// What the examples leave out.
fn more() -> [&'static str; 5] {
    [
        "",
        "protocol multi learners=leader nacks=off prepare=strict watermark=on prevote=on window=7\n\
         replicas N1 N2 N3 N4\nnetwork delay=1..2000ms loss=5% duplicate=1% calm=3s seed=4294967295\n\
         timers election=90..110ms heartbeat=20ms resend=33ms backoff=1..9ms client=700ms\n\
         leader N4\nprefix 1000 slots\nlink N1->c9 delay=7ms loss=100% duplicate=3%\nslow N2 5ms\n\
         clock N3 90%\nat 1s c9 asks N4: get Key_-9\nat 1s c1 asks N4: add longword 007\nuntil 2s\n\
         expect #1001 chosen \"get Key_-9\" in 1.N4\nexpect store x.y 1\nexpect N1 promised 1.N4\n\
         expect leader N4\nexpect steps 100\n",
        "protocol multi learners=B\nreplicas A B\nrules R3a=off R5=lowest R9=off M14=off\n\
         monitors linearizable=off durable-before-send=off\nat 5ms start A round 3: set x 1\n\
         at 4ms timeout B\nafter step 2 link A->B calm\non 21st PreVote A->B: duplicate\n\
         on 5th Decided 2.A #3 A->B: drop Nack B->A\nat 90ms heal A->B\nat 91ms heal A | B\n\
         at 92ms cut A->B\nat 93ms bounce A after-send without last-write\n\
         note on third CatchUp A->B: \"„Ä“ 日本 🙂\"\nexpect violation linearizable at 77\n\
         expect A executed nothing\nexpect no diagnosis\nexpect #2 open\nexpect #3 chosen \"no-op\"\nexpect #4 chosen \"?\"\n",
        "# Only a title\n",
        "protocol basic\nlearners L1 L2\nproposers A1 zzzz\nacceptors A1 q7\nquorums 2 1\nnetwork manual\n\
         deliver Forward A1->zzzz\ndeliver Heartbeat A1 q7->L1 c3 again\ncrash q7 after-write\n\
         restart q7 without disk\nafter step 9 crash L1 after-send\nexpect messages 0\nexpect delays 9\nexpect diagnosis churn\n",
    ]
}

/// Three built-ins, edited.
fn edited() -> [(&'static str, String); 3] {
    let text = |slug: &str| built_in(slug).expect("shipped").to_string();
    let without = |slug: &str, line: &str| text(slug).replace(&format!("{line}\n"), "");
    [
        ("s01a-basic", format!("{}at 40ms crash C\n", text("s01a-basic"))),
        ("s15-duplicates-and-disorder", without("s15-duplicates-and-disorder", "expect #2 open")),
        ("s02a-multi-follower", text("s02a-multi-follower").replacen("# ", "# My own title\n# ", 1)),
    ]
}

fn entry(text: &str, slug: Option<&str>) -> Published {
    let scenario = parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    let base = slug.and_then(built_in).map(|text| parse(text).expect("shipped"));
    let base = slug.zip(base.as_ref()).map(|(slug, scenario)| Base { slug, scenario });
    // Whatever the run comes to: some of these cannot do what they are told.
    let run = crate::common::play(text);
    let outcome = Outcome::of(run.run());
    let step = (run.run().last().is_multiple_of(2)).then_some(run.run().last());
    let payload = link::encode(&scenario, outcome, step, base).expect("short enough");
    let read = link::decode(&payload).expect("just made");
    // Without the description, which comes with a built-in and may be reworded.
    let text = print::print(&link::carried(&read.scenario(built_in).expect("just made")));
    Published { payload, text }
}

#[test]
fn a_published_link_keeps_its_meaning() {
    let all = published();
    assert!(!all.is_empty());
    for Published { payload, text } in &all {
        let read = link::decode(payload).unwrap_or_else(|fault| panic!("{fault}\n{payload}"));
        let found = read.among_shipped().unwrap_or_else(|fault| panic!("{fault}\n{payload}"));
        assert_eq!(print::print(&link::carried(&found)), *text, "{payload}");
    }
    let (count, seal) = SEALED;
    let mut found = Fingerprint::default();
    for Published { payload, text } in &all[..count] {
        found.write(payload.as_bytes());
        found.write(text.as_bytes());
    }
    assert_eq!(found.finish(), seal, "the first {count} of published.txt are not what they were");
}

/// So that every construct has a link: the manual has an example of each.
#[test]
fn every_example_of_the_manual_is_published() {
    let mut all = published();
    let examples = examples().into_iter().chain(more().map(str::to_string));
    let texts = examples.map(|text| (text, None));
    let edited = edited().into_iter().map(|(slug, text)| (text, Some(slug)));
    let mut missing = Vec::new();
    for (text, slug) in texts.chain(edited) {
        let expected = carried(&text);
        let is_there = |known: &&Published| {
            let is_edit = link::decode(&known.payload).is_ok_and(|read| read.slug() == slug);
            is_edit && carried(&known.text) == expected
        };
        if all.iter().find(is_there).is_none() {
            missing.push(expected);
            all.push(entry(&text, slug));
        }
    }
    if env::var_os("UPDATE_GOLDEN").is_none() {
        assert_eq!(missing, [""; 0], "UPDATE_GOLDEN=1 appends them to published.txt");
        return;
    }
    let old = fs::read_to_string(file()).expect("published.txt is there");
    let entries = all.iter().map(|Published { payload, text }| format!("{payload}\n{text}"));
    let (head, _) = old.split_once("\n\n").expect("a head");
    let new = format!("{head}\n\n{}", entries.collect::<Vec<_>>().join("\n"));
    assert!(new.starts_with(old.trim_end()), "published.txt only grows");
    fs::write(file(), new).expect("published.txt can be written");
}
