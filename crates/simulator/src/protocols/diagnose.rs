//! What keeps a run of Paxos from getting on.

mod elections;
mod links;
mod stalls;

use antipaxos_paxos::describe::{Names, all_of};
use antipaxos_paxos::{Ballot, Fact, NodeId, NodeSet, Role, Slot, Variant};

use super::Paxos;
use crate::diagnosis::{Ailment, Diagnosis};
use crate::monitor::paxos::Finding;
use crate::run::Run;
use crate::step::Noted;
use crate::world::World;

/// A diagnosis names at most so many steps.
const MAX_STEPS: usize = 16;

/// All that applies to the run, in the order of [`Ailment::ALL`].
pub(super) fn diagnose(run: &Run<Paxos>) -> Vec<Diagnosis> {
    let found = [
        elections::duel(run),
        stalls::no_quorum(run),
        stalls::gap_stall(run),
        stalls::deadlock(run),
        elections::churn(run),
        links::partial_connectivity(run),
    ];
    found.into_iter().flatten().collect()
}

fn diagnosis(ailment: Ailment, sentence: String, mut steps: Vec<u32>) -> Diagnosis {
    steps.sort_unstable();
    steps.dedup();
    steps.truncate(MAX_STEPS);
    Diagnosis { ailment, sentence, steps }
}

/// The nodes' facts, with their steps.
fn facts(run: &Run<Paxos>) -> impl Iterator<Item = (u32, NodeId, &Fact)> {
    run.history().facts_from(0).filter_map(|(step, noted)| {
        let Noted::At(node, fact) = noted else { return None };
        Some((step, *node, fact))
    })
}

/// What was chosen in which ballot, and when.
fn choices(run: &Run<Paxos>) -> impl Iterator<Item = (u32, Slot, Ballot)> {
    run.history().facts_from(0).filter_map(|(step, noted)| {
        let Noted::Found(Finding::Chosen { slot, ballot, .. }) = noted else { return None };
        Some((step, *slot, *ballot))
    })
}

/// Whether somebody still waits for something at the end, or gave it up.
fn wanting(run: &Run<Paxos>) -> bool {
    let end = run.end();
    let waits = end.clients().iter().any(|client| client.pending.is_some() || client.gave_up > 0);
    let open =
        |fact: &Fact| matches!(fact, Fact::Proposed { slot, .. } if end.monitors().chosen(*slot).is_none());
    waits || facts(run).any(|(_, _, fact)| open(fact))
}

/// Whether messages get through between two nodes, both ways.
fn linked(world: &World<Paxos>, one: NodeId, other: NodeId) -> bool {
    one == other || (world.gets_through(one, other) && world.gets_through(other, one))
}

/// The acceptors that are up and that `node` reaches.
fn reached(world: &World<Paxos>, node: NodeId) -> NodeSet {
    let acceptors = world.settings().protocol.config.cluster.acceptors.and(world.up());
    acceptors.iter().filter(|other| linked(world, node, *other)).collect()
}

/// Whether `node` could have something chosen.
fn is_able(world: &World<Paxos>, node: NodeId) -> bool {
    let config = &world.settings().protocol.config;
    let quorums = config.cluster.quorums;
    let leads = matches!(world.node(node).replica.multi().role(), Role::Leader(_));
    let needed = match config.variant {
        Variant::Multi if leads => quorums.phase2,
        Variant::Basic | Variant::Multi => quorums.phase1.max(quorums.phase2),
    };
    reached(world, node).len() >= needed
}

/// `1.A, 2.B and 3.A`
fn list(names: &Names, ballots: &[Ballot]) -> String {
    let shown: Vec<String> = ballots.iter().map(|ballot| names.show(*ballot).to_string()).collect();
    all_of(&shown)
}
