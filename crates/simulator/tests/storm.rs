//! Storms: random faults by the thousand. No monitor may fire, whatever
//! happens; and once the network is calm again, every link heals and every
//! replica is back, every request must be answered and every log be the same.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write;

use antipaxos_paxos::{Evidence, Fact, Origin};
use antipaxos_simulator::protocol::Protocol;
use antipaxos_simulator::{Happening, Session};
use common::Dice;

const NAMES: [&str; 5] = ["A", "B", "C", "D", "E"];
/// The noise ends here; clients try for six seconds from when they first ask.
const CALM_MS: u32 = 2_000;

/// What may happen to a node while the storm lasts.
fn crashes(text: &mut String, dice: &mut Dice, names: &[&str]) {
    for name in names {
        let mut at = dice.roll(0, 600);
        while dice.chance(45) && at < CALM_MS - 200 {
            if dice.chance(30) {
                let _ = writeln!(text, "at {at}ms bounce {name}");
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
            let _ = writeln!(text, "on {nth} {kind} {from}->{to}: bounce {from}");
        }
    }
}

/// A schedule, and how many requests it makes.
fn schedule(seed: u32) -> (String, u32) {
    let dice = &mut Dice::new(seed);
    let names = &NAMES[..dice.roll(3, 5) as usize];
    let multi = dice.chance(50);
    let mut text = format!("# Storm {seed}\n");
    let learners = if dice.chance(50) { "" } else { " learners=leader" };
    let redirect = if multi && dice.chance(30) { " forwarding=redirect" } else { "" };
    let nacks = if dice.chance(15) { " nacks=off" } else { "" };
    let protocol = if multi { "multi" } else { "basic" };
    let _ = writeln!(text, "protocol {protocol}{learners}{redirect}{nacks}\nreplicas {}", names.join(" "));
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
        let _ = writeln!(text, "leader {}", dice.pick(names));
    }
    let bursts: Vec<u32> = (0..3).map(|_| dice.roll(0, CALM_MS - 300)).collect();
    let asked = requests(&mut text, dice, names, &bursts);
    crashes(&mut text, dice, names);
    cuts(&mut text, dice, names, &bursts);
    mischief(&mut text, dice, names);
    let _ = writeln!(text, "at {CALM_MS}ms heal");
    let _ = writeln!(text, "expect answered {asked}\nexpect logs equal\nexpect safe");
    (text, asked)
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

/// A storm's seed, and what was wrong with it.
fn play(seed: u32) -> Option<String> {
    let (text, _) = schedule(seed);
    let session = common::play(&text);
    let faults = faults(&session);
    (!faults.is_empty()).then(|| format!("seed {seed}: {}\n{text}", faults.join("; ")))
}

/// A storm in which nothing goes wrong would prove nothing.
#[test]
fn the_storms_are_rough() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..200 {
        let session = common::play(&schedule(seed).0);
        let history = session.run().history();
        let mut count = |what| *seen.entry(what).or_default() += 1;
        for step in 0..history.len() {
            match history.step(step).happening {
                Happening::Lose(_) => count("message lost"),
                Happening::Bounce(_) => count("message to a dead node"),
                Happening::Restart { .. } | Happening::CrashRestart { .. } => count("restart"),
                _ => count("other step"),
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
    assert_eq!(seen.len(), 12, "{seen:?}");
    for (what, count) in seen {
        assert!(count >= 100, "too rare: {what}, {count} times");
    }
}

/// All storms: 2,000, or as many as the environment variable `STORMS` asks for.
fn storms(quarter: u32) {
    let all = std::env::var("STORMS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let seeds = all / 4 * quarter..all / 4 * (quarter + 1);
    let broken: Vec<String> = seeds.clone().filter_map(play).collect();
    let first = broken.first().map_or("", String::as_str);
    assert!(broken.is_empty(), "{} of {} storms ended badly; the first:\n{first}", broken.len(), seeds.len());
}

// A test for each quarter: the runner plays them side by side.

#[test]
fn the_first_quarter_of_the_storms_ends_well() {
    storms(0);
}

#[test]
fn the_second_quarter_of_the_storms_ends_well() {
    storms(1);
}

#[test]
fn the_third_quarter_of_the_storms_ends_well() {
    storms(2);
}

#[test]
fn the_fourth_quarter_of_the_storms_ends_well() {
    storms(3);
}
