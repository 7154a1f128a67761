//! Commands and steps per second of processor time. Contenders take turns in one process; what
//! counts is the ratio.

use std::cell::Cell;

use antipaxos_bench::commands::{COMMANDS, Round, commands, ours};
use antipaxos_bench::runs::{LOADS, play, settings};
use antipaxos_bench::table::{alternate, print, rate};
use antipaxos_paxos::Learning;
use antipaxos_simulator::history::{Forget, History};
use antipaxos_simulator::monitor::Watch;
use antipaxos_simulator::monitor::paxos::Monitor;

const STEPS: u32 = 300_000;

fn main() {
    let mut rounds = 9;
    let mut parts = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.parse() {
            Ok(number) => rounds = number,
            Err(_) => parts.push(argument),
        }
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|given| given == part);
    if wanted("commands") {
        chosen(rounds);
    }
    if wanted("steps") {
        steps(rounds);
    }
}

fn chosen(rounds: usize) {
    let commands = commands(COMMANDS);
    let count = u64::from(COMMANDS);
    // Messages of the last round, by contender.
    let messages = [const { Cell::new(0) }; 3];
    let note = |at: usize, round: Round| {
        messages[at].set(round.messages / count);
        rate(count, round.took)
    };
    let mut leader = || note(0, ours(Learning::Leader, &commands));
    let mut all = || note(1, ours(Learning::All, &commands));
    #[cfg(feature = "omnipaxos")]
    let mut omnipaxos = || note(2, antipaxos_bench::omni::omnipaxos(&commands));
    let mut names = vec!["ours, learners=leader"];
    let mut contenders: Vec<&mut dyn FnMut() -> f64> = vec![&mut leader];
    names.push("ours, learners=all");
    contenders.push(&mut all);
    #[cfg(feature = "omnipaxos")]
    {
        names.push("omnipaxos 0.2.4");
        contenders.push(&mut omnipaxos);
    }
    let rates = alternate(rounds, &mut contenders);
    println!("{rounds} rounds of {COMMANDS} commands each\n");
    print("commands chosen a second", &names, &rates, names.len() - 1);
    for (name, messages) in names.iter().zip(&messages) {
        println!("{name}: {} messages between replicas a command", messages.get());
    }
    println!();
}

fn steps(rounds: usize) {
    for load in LOADS {
        let count = u64::from(STEPS);
        let watched = |monitors| settings(load, STEPS, monitors);
        let apart = Watch::ALL.but(Monitor::Linearizable);
        let mut all = || rate(count, play(watched(Watch::ALL), &mut History::default()).1);
        let mut most = || rate(count, play(watched(apart), &mut History::default()).1);
        let mut history = || rate(count, play(watched(Watch::OFF), &mut History::default()).1);
        let mut monitors = || rate(count, play(watched(Watch::ALL), &mut Forget).1);
        let mut none = || rate(count, play(watched(Watch::OFF), &mut Forget).1);
        let rates = alternate(rounds, &mut [&mut all, &mut most, &mut history, &mut monitors, &mut none]);
        let names = [
            "history and all 17 monitors",
            "history and 16: without linearizability",
            "history alone",
            "all monitors alone",
            "neither",
        ];
        println!("{}: {rounds} rounds of {STEPS} steps each\n", load.name);
        print("steps a second", &names, &rates, 1);
    }
}
