//! Texts and links: what parsing, printing, encoding and decoding cost, and how long links are.

use std::fmt::Write;

use antipaxos_bench::table::{Clock, median};
use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Outcome};
use antipaxos_simulator::scenario::{Line, Scenario, Statement, parse, print};

const OUTCOME: Outcome = Outcome { semantics: 1, fingerprint: 0x89ab_cdef };
const ROUNDS: usize = 15;

/// Requests to five replicas, as the table of steps has them.
fn requests(count: u32) -> String {
    let mut text = String::from("# Long\nprotocol multi\nreplicas A B C D E\nleader B\n");
    text += "network delay=5..25ms seed=3\n";
    for at in 0..count {
        let node = ["A", "B", "C", "D", "E"][at as usize % 5];
        let _ = writeln!(text, "at {}ms c{} asks {node}: set k{} {at}", at * 40, at % 9 + 1, at % 7);
    }
    text
}

/// Without title, notes and other comments.
fn bare(scenario: &Scenario) -> Scenario {
    let wanted = |line: &&Line| !matches!(line.statement, None | Some(Statement::Note { .. }));
    let lines = scenario.lines.iter().filter(wanted);
    let lines = lines.map(|line| Line { comment: None, ..line.clone() }).collect();
    Scenario { lines, names: scenario.names.clone() }
}

fn payload(scenario: &Scenario) -> String {
    link::encode(scenario, OUTCOME, None, None).expect("short enough")
}

/// Microseconds for one call, the median of some rounds.
fn micros(does: &mut dyn FnMut()) -> f64 {
    let round = |calls: u32, does: &mut dyn FnMut()| {
        let clock = Clock::start();
        for _ in 0..calls {
            does();
        }
        clock.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
    };
    let calls = (20_000.0 / round(20, does).max(0.1)).clamp(5.0, 20_000.0) as u32;
    median((0..ROUNDS).map(|_| round(calls, does)).collect())
}

fn times() {
    let s10 = gallery::find("s10-new-leader-fills-holes").expect("shipped").text.to_string();
    let texts =
        [("S10, with its notes", s10), ("278 requests", requests(278)), ("1,400 requests", requests(1_400))];
    println!(
        "| microseconds, {ROUNDS} rounds | text, bytes | payload | parse and check | print | encode | decode |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for (name, text) in texts {
        let scenario = parse(&text).expect("a good text");
        let payload = payload(&scenario);
        let parse = micros(&mut || drop(parse(&text).expect("good")));
        let printing = micros(&mut || drop(print::print(&scenario)));
        let encode = micros(&mut || drop(link::encode(&scenario, OUTCOME, None, None).expect("short")));
        let decode = micros(&mut || drop(link::decode(&payload).expect("good")));
        let (bytes, characters) = (text.len(), payload.len());
        println!(
            "| {name} | {bytes} | {characters} | {parse:.0} | {printing:.0} | {encode:.0} | {decode:.0} |"
        );
    }
    println!();
}

fn lengths() {
    println!("| characters of the payload | scenarios | bare | with title and notes |");
    println!("|---|---:|---:|---:|");
    for (name, prefix) in [("S1 to S20, on average", "s"), ("the longest of them", "s10-")] {
        let known = gallery::ALL.iter().filter(|known| known.slug.starts_with(prefix));
        let all: Vec<Scenario> = known.map(|known| parse(known.text).expect("shipped")).collect();
        let average = |of: &dyn Fn(&Scenario) -> usize| all.iter().map(of).sum::<usize>() / all.len();
        let (short, long) = (average(&|one| payload(&bare(one)).len()), average(&|one| payload(one).len()));
        println!("| {name} | {} | {short} | {long} |", all.len());
    }
    for count in [20, 100, 278] {
        let scenario = bare(&parse(&requests(count)).expect("a good text"));
        println!("| {count} requests | 1 | {} | |", payload(&scenario).len());
    }
    println!();
}

fn main() {
    times();
    lengths();
}
