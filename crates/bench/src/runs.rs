//! Simulated runs of any length: what steps per second and bytes per step are
//! measured on.

use std::rc::Rc;
use std::time::Duration;

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{ClientId, Cluster, Config, NodeId, Op, Variant, Word};
use antipaxos_simulator::Paxos;
use antipaxos_simulator::action::{Action, Item, Trigger};
use antipaxos_simulator::history::Recorder;
use antipaxos_simulator::monitor::Watch;
use antipaxos_simulator::settings::{MAX_CLIENTS, Settings, Span};
use antipaxos_simulator::world::{Advance, Scratch, World};

use crate::table::Clock;

/// A kind of run.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub name: &'static str,
    pub replicas: u8,
    pub loss_per_thousand: u32,
    pub duplicate_per_thousand: u32,
}

pub const LOADS: [Load; 2] = [
    Load { name: "three replicas", replicas: 3, loss_per_thousand: 0, duplicate_per_thousand: 0 },
    Load {
        name: "five replicas, 1 % lost, 1 % doubled",
        replicas: 5,
        loss_per_thousand: 10,
        duplicate_per_thousand: 10,
    },
];

/// Multi-Paxos with a leader; every 8 ms one of nine clients asks one of the
/// replicas; delays of 5 to 25 ms.
///
/// # Panics
/// Never: the words are plain.
#[must_use]
pub fn settings(load: Load, steps: u32, monitors: Watch) -> Settings<Paxos> {
    let config = Config::new(Variant::Multi, Cluster::replicas(load.replicas));
    let mut settings = Settings::new(Paxos { config }, Names::letters(load.replicas));
    settings.leader = Some(NodeId(0));
    settings.network.delay = Span { low_ms: 5, high_ms: 25 };
    settings.network.loss_per_thousand = load.loss_per_thousand;
    settings.network.duplicate_per_thousand = load.duplicate_per_thousand;
    settings.max_steps = steps;
    settings.monitors = monitors;
    let keys = ["a", "b", "c", "d", "e", "f", "g"].map(|key| Word::new(key).expect("a plain word"));
    // A command takes more than eight steps: there are always some left to ask.
    settings.script = (0..steps / 8)
        .map(|at| {
            let client = ClientId(u8::try_from(at % u32::from(MAX_CLIENTS)).expect("a small number"));
            let node = NodeId(u8::try_from(at % u32::from(load.replicas)).expect("a small number"));
            let op = Op::Set { key: keys[at as usize % keys.len()], value: Word::of_number(i64::from(at)) };
            let action = Action::Ask { client, node, op };
            Item { trigger: Trigger::At { ms: at * 8 }, action, line: 1, part: at }
        })
        .collect();
    settings
}

/// Plays a run to its last step.
///
/// # Panics
/// When the run ends before.
pub fn play(settings: Settings<Paxos>, recorder: &mut impl Recorder<Paxos>) -> (World<Paxos>, Duration) {
    let steps = settings.max_steps;
    let mut scratch = Scratch::default();
    let mut world = World::new(Rc::new(settings), recorder, &mut scratch);
    let started = Clock::start();
    while world.advance(recorder, &mut scratch) == Advance::Stepped {}
    let took = started.elapsed();
    assert_eq!(world.step(), steps, "the run is as long as it was to be");
    assert!(world.monitors().violations().is_empty(), "no run is measured that breaks a property");
    (world, took)
}
