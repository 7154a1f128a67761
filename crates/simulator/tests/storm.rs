//! Storms: random faults by the thousand. No monitor may fire, whatever
//! happens; and once the network is calm again, every link heals and every
//! replica is back, every request must be answered and every log be the same.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use antipaxos_paxos::{Evidence, Fact, Origin};
use antipaxos_simulator::action::CrashPoint;
use antipaxos_simulator::protocol::Protocol;
use antipaxos_simulator::{Happening, Session};
use common::Dice;

const NAMES: [&str; 7] = ["A", "B", "C", "D", "E", "F", "G"];
/// Where a step that writes may be cut short.
const POINTS: [&str; 3] = ["before-write", "after-write", "after-send"];
/// The noise ends here; clients try for six seconds from when they first ask.
const CALM_MS: u32 = 2_000;

/// What may happen to a node while the storm lasts.
fn crashes(text: &mut String, dice: &mut Dice, names: &[&str]) {
    for name in names {
        let mut at = dice.roll(0, 600);
        while dice.chance(45) && at < CALM_MS - 200 {
            if dice.chance(30) {
                let point = dice.pick(&["", " before-write", " after-write", " after-send"]);
                let _ = writeln!(text, "at {at}ms bounce {name}{point}");
            } else {
                let back = at + dice.roll(1, 350);
                let _ = writeln!(text, "at {at}ms crash {name}\nat {back}ms restart {name}");
                at = back;
            }
            at += dice.roll(1, 500);
        }
    }
}

/// Links cut at any time, or just when many messages are under way.
fn cuts(text: &mut String, dice: &mut Dice, names: &[&str], bursts: &[u32]) {
    for _ in 0..dice.roll(0, 6) {
        let soon = dice.pick(bursts) + dice.roll(5, 90);
        let at = if dice.chance(60) { soon } else { dice.roll(0, CALM_MS - 300) };
        let one = *dice.pick(names);
        let others: Vec<&str> = names.iter().copied().filter(|name| *name != one).collect();
        let what = match dice.roll(0, 2) {
            0 => format!("{one}->{}", dice.pick(&others)),
            1 => format!("{one} | {}", others.join(" ")),
            _ => {
                let (left, right) = names.split_at(dice.roll(1, 2) as usize);
                format!("{} | {}", left.join(" "), right.join(" "))
            }
        };
        let _ = writeln!(text, "at {at}ms cut {what}");
        if dice.chance(60) {
            let healed = at + dice.roll(20, 300);
            let _ = writeln!(text, "at {healed}ms heal {what}");
        }
    }
}

/// Requests come one by one, or many at once, so that a leader has several
/// slots open when something goes wrong.
fn requests(text: &mut String, dice: &mut Dice, names: &[&str], bursts: &[u32]) -> u32 {
    let clients = dice.roll(2, 9);
    let at_once = dice.chance(50);
    let mut count = 0;
    for client in 1..=clients {
        for _ in 0..dice.roll(1, 4) {
            let at = if at_once { *dice.pick(bursts) } else { dice.roll(0, CALM_MS - 300) };
            let node = dice.pick(names);
            let op = match dice.roll(0, 3) {
                0 => "get x".to_string(),
                1 => format!("set x {count}"),
                _ => "add x 1".to_string(),
            };
            let _ = writeln!(text, "at {at}ms c{client} asks {node}: {op}");
            count += 1;
        }
    }
    count
}

/// Single messages lost or doubled, and nodes that fail in the act of sending.
fn mischief(text: &mut String, dice: &mut Dice, names: &[&str]) {
    const KINDS: [&str; 8] =
        ["Prepare", "Promise", "Accept", "Accepted", "Nack", "Forward", "Response", "Learn"];
    const ORDINALS: [&str; 6] = ["first", "second", "third", "fourth", "9th", "17th"];
    for _ in 0..dice.roll(0, 8) {
        let (from, to, kind) = (dice.pick(names), dice.pick(names), dice.pick(&KINDS));
        let what = if dice.chance(70) { "drop" } else { "duplicate" };
        if from != to {
            let _ = writeln!(text, "on {} {kind} {from}->{to}: {what}", dice.pick(&ORDINALS));
        }
    }
    for from in names {
        let (to, kind) = (dice.pick(names), dice.pick(&KINDS[..4]));
        let nth = dice.pick(&ORDINALS);
        if from != to && dice.chance(25) {
            let point = dice.pick(&["", " before-write", " after-write", " after-send"]);
            let _ = writeln!(text, "on {nth} {kind} {from}->{to}: bounce {from}{point}");
        }
    }
}

/// Links, inboxes and clocks unlike the others, until it is calm.
fn oddities(text: &mut String, dice: &mut Dice, names: &[&str]) {
    for _ in 0..dice.roll(0, 4) {
        let (from, to) = (dice.pick(names), dice.pick(names));
        let (delay, loss) = (dice.roll(1, 120), dice.pick(&[0, 10, 60, 100]));
        let what = match dice.roll(0, 2) {
            0 => format!("delay=1..{delay}ms duplicate=50%"),
            1 => format!("delay={delay}ms loss={loss}%"),
            _ => format!("loss={loss}%"),
        };
        let at = dice.roll(0, CALM_MS - 300);
        if from != to {
            let _ = writeln!(text, "at {at}ms link {from}->{to} {what}");
            let _ = writeln!(text, "at {CALM_MS}ms link {from}->{to} calm");
        }
    }
    for name in names {
        let at = dice.roll(0, CALM_MS - 300);
        if dice.chance(15) {
            let by = dice.roll(1, 150);
            let _ = writeln!(text, "at {at}ms slow {name} {by}ms\nat {CALM_MS}ms slow {name} 0ms");
        }
        if dice.chance(25) {
            let percent = dice.pick(&[20, 60, 90, 110, 200, 600]);
            let _ = writeln!(text, "at {at}ms clock {name} {percent}%\nat {CALM_MS}ms clock {name} 100%");
        }
    }
}

/// A crash in the midst of a step, and a restart a while later: for a node that
/// nothing else befalls, since it must not be down when that comes.
fn doom(text: &mut String, dice: &mut Dice, name: &str) {
    let (at, point) = (dice.roll(0, CALM_MS - 400), dice.pick(&POINTS));
    let doomed = format!("{text}at {at}ms crash {name} {point}\n");
    let run = common::play(&doomed);
    let history = run.run().history();
    let fell = (0..history.len()).find(|step| history.fell(*step).is_some_and(|fall| fall.2.is_none()));
    if let Some(fell) = fell.filter(|_| run.run().trouble().is_none()) {
        let back = history.step(fell).at_ms + dice.roll(1, 350);
        *text = format!("{doomed}at {back}ms restart {name}\n");
    }
}

/// Who takes part, as the text declares it, and in which roles.
struct Cast {
    roles: String,
    nodes: Vec<&'static str>,
    proposers: Vec<&'static str>,
    /// A learner that collects all votes, where there is one.
    distinguished: Option<&'static str>,
}

fn replicas(dice: &mut Dice, _: bool) -> Cast {
    let nodes = NAMES[..dice.roll(3, 7) as usize].to_vec();
    let roles = format!("replicas {}\n", nodes.join(" "));
    Cast { roles, proposers: nodes.clone(), nodes, distinguished: None }
}

/// Every role on nodes of its own, and quorums of any sizes that meet.
fn separate_roles(dice: &mut Dice, _: bool) -> Cast {
    let proposers = ["P1", "P2", "P3"][..dice.roll(2, 3) as usize].to_vec();
    let acceptors = ["A1", "A2", "A3", "A4"][..dice.roll(3, 4) as usize].to_vec();
    let learners = ["L1", "L2"][..dice.roll(0, 2) as usize].to_vec();
    let mut roles = format!("proposers {}\nacceptors {}\n", proposers.join(" "), acceptors.join(" "));
    if !learners.is_empty() {
        let _ = writeln!(roles, "learners {}", learners.join(" "));
    }
    if acceptors.len() == 4 && dice.chance(50) {
        roles += "quorums 3 2\n";
    }
    let distinguished = learners.first().copied().filter(|_| dice.chance(30));
    let nodes = [proposers.clone(), acceptors, learners].concat();
    Cast { roles, nodes, proposers, distinguished }
}

/// A schedule.
fn schedule(seed: u32, cast: fn(&mut Dice, bool) -> Cast) -> String {
    let dice = &mut Dice::new(seed);
    let multi = dice.chance(50);
    let Cast { roles, nodes, proposers, distinguished } = cast(dice, multi);
    let mut text = format!("# Storm {seed}\n");
    let learners = match distinguished {
        Some(learner) => format!(" learners={learner}"),
        None if dice.chance(50) => String::new(),
        None => " learners=leader".to_string(),
    };
    let redirect = if multi && dice.chance(30) { " forwarding=redirect" } else { "" };
    let nacks = if dice.chance(15) { " nacks=off" } else { "" };
    let answers = if multi && dice.chance(30) { " answers=direct" } else { "" };
    let window =
        if multi && dice.chance(30) { format!(" window={}", dice.roll(1, 3)) } else { String::new() };
    let protocol = if multi { "multi" } else { "basic" };
    let _ = writeln!(text, "protocol {protocol}{learners}{redirect}{answers}{window}{nacks}");
    text += &roles;
    let (low, span) = (dice.roll(1, 15), dice.roll(0, 40));
    let (loss, twice) = (dice.roll(0, 20), dice.roll(0, 10));
    let _ = writeln!(
        text,
        "network delay={low}..{}ms loss={loss}% duplicate={twice}% calm={CALM_MS}ms seed={seed}",
        low + span
    );
    if dice.chance(50) {
        text += "timers election=80..160ms heartbeat=25ms resend=50ms client=400ms\n";
    }
    if multi && dice.chance(50) {
        let _ = writeln!(text, "leader {}", dice.pick(&proposers));
    }
    let bursts: Vec<u32> = (0..3).map(|_| dice.roll(0, CALM_MS - 300)).collect();
    let asked = requests(&mut text, dice, &proposers, &bursts);
    let doomed = if dice.chance(40) { Some(*dice.pick(&nodes)) } else { None };
    let others: Vec<&str> = nodes.iter().copied().filter(|name| Some(*name) != doomed).collect();
    crashes(&mut text, dice, &others);
    cuts(&mut text, dice, &nodes, &bursts);
    mischief(&mut text, dice, &others);
    oddities(&mut text, dice, &nodes);
    let _ = writeln!(text, "at {CALM_MS}ms heal");
    if let Some(name) = doomed {
        doom(&mut text, dice, name);
    }
    let _ = writeln!(text, "expect answered {asked}\nexpect logs equal\nexpect safe");
    text
}

/// What is wrong with how it ended; empty if nothing is.
fn faults(session: &Session) -> Vec<String> {
    let run = session.run();
    let judged = session.judgements().into_iter().filter(|judgement| !judgement.holds);
    let mut faults: Vec<String> =
        judged.map(|judgement| format!("expect {}: found {}", judgement.text, judgement.found)).collect();
    faults.extend(run.trouble().map(|trouble| format!("{trouble:?}")));
    let end = run.end();
    let protocol = &run.settings().protocol;
    let replicas: Vec<_> = end.nodes().iter().map(|node| &node.replica).collect();
    if !protocol.is_settled(&replicas, end.up(), &|_, _| true) {
        faults.push("the replicas did not settle".to_string());
    }
    faults
}

/// What was wrong with that storm, and the scenario to look at.
fn play(text: &str) -> Option<String> {
    let faults = faults(&common::play(text));
    (!faults.is_empty()).then(|| format!("{}\n{text}", faults.join("; ")))
}

/// A storm in which nothing goes wrong would prove nothing.
#[test]
fn the_storms_are_rough() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..600 {
        let session = common::play(&schedule(seed, replicas));
        let history = session.run().history();
        let mut count = |what| *seen.entry(what).or_default() += 1;
        for step in 0..history.len() {
            match history.step(step).happening {
                Happening::Lose(_) => count("message lost"),
                Happening::Bounce(_) => count("message to a dead node"),
                Happening::Restart { .. } | Happening::CrashRestart { .. } => count("restart"),
                Happening::Change => count("odd link, inbox or clock"),
                _ => count("other step"),
            }
            match history.fell(step) {
                Some((_, CrashPoint::BeforeWrite, _)) => count("crash before the write"),
                Some((_, CrashPoint::AfterWrite, _)) => count("crash after the write"),
                Some((_, CrashPoint::AfterSend, _)) => count("crash after the send"),
                None => {}
            }
        }
        for (_, _, fact) in common::facts(&session) {
            match fact {
                Fact::Started { .. } => count("ballot"),
                Fact::Leads { .. } => count("election"),
                Fact::Refused { .. } => count("refusal"),
                Fact::Proposed { origin: Origin::Hole, .. } => count("no-op"),
                Fact::Proposed { origin: Origin::Adopted { .. }, .. } => count("adopted vote"),
                Fact::LostSlot { .. } => count("lost slot"),
                Fact::Learned { evidence: Evidence::Decided { .. }, .. } => count("catch-up"),
                Fact::Learned { evidence: Evidence::CommitIndex { .. }, .. } => count("commit index"),
                Fact::Applied { again: true, .. } => count("command chosen twice"),
                _ => {}
            }
        }
    }
    // Holes need a leader that is cut off in the right ten milliseconds.
    assert!(seen.remove("no-op") >= Some(2), "too few holes");
    assert_eq!(seen.len(), 16, "{seen:?}");
    for (what, count) in seen {
        assert!(count >= 100, "too rare: {what}, {count} times");
    }
}

fn weather(seeds: Range<u32>, cast: fn(&mut Dice, bool) -> Cast) {
    let all = seeds.len();
    let broken: Vec<String> = seeds.filter_map(|seed| play(&schedule(seed, cast))).collect();
    let first = broken.first().map_or("", String::as_str);
    assert!(broken.is_empty(), "{} of {all} storms ended badly; the first: {first}", broken.len());
}

/// How many storms: 5,000, or what the environment variable `STORMS` asks for.
fn storms() -> u32 {
    std::env::var("STORMS").ok().and_then(|count| count.parse().ok()).unwrap_or(5_000)
}

// Two halves: the runner plays them side by side.

#[test]
fn the_first_half_of_the_storms_ends_well() {
    weather(0..storms() / 2, replicas);
}

#[test]
fn the_second_half_of_the_storms_ends_well() {
    weather(storms() / 2..storms(), replicas);
}

#[test]
fn storms_over_separate_roles_end_well() {
    weather(0..storms() / 4, separate_roles);
}
