//! What several of the tests need.

pub mod envelope;
pub mod generate;
pub mod mangle;

use antipaxos_paxos::{Fact, NodeId};
use antipaxos_simulator::{Paxos, Session};

/// Plays a text.
pub fn play(text: &str) -> Session {
    Session::open(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

/// Plays a text of which every expectation must hold, without trouble.
pub fn play_well(text: &str) -> Session {
    let session = play(text);
    assert_eq!(session.run().trouble(), None, "{text}");
    for judgement in session.judgements() {
        assert!(judgement.holds, "expect {}: found {}\n{text}", judgement.text, judgement.found);
    }
    session
}

/// Everything that the nodes noted, with the steps.
pub fn facts(session: &Session) -> impl Iterator<Item = (u32, NodeId, &Fact)> {
    let all = session.run().history().facts_from(0);
    all.filter_map(|(step, noted)| noted.at_node().map(|(node, fact)| (step, node, fact)))
}

/// The node of that name.
pub fn node(session: &Session, name: &str) -> NodeId {
    session.run().names().find(name).unwrap_or_else(|| panic!("no node is called {name}"))
}

/// What differs between two worlds, in words; the world has parts that may
/// differ (the queue holds timers that were set anew).
pub fn state(world: &antipaxos_simulator::world::World<Paxos>) -> String {
    let nodes: Vec<_> = world
        .nodes()
        .iter()
        .map(|node| {
            let faults = (node.doom, node.wrote, node.slow_ms, node.clock_percent);
            (&node.replica, node.up, faults, node.draws, node.armed().collect::<Vec<_>>())
        })
        .collect();
    let flights: Vec<_> = world
        .flights()
        .in_order()
        .into_iter()
        .map(|flight| (flight.id, flight.from, flight.to, &flight.message, flight.doomed))
        .collect();
    format!(
        "{} {} {:?} {nodes:?} {:?} {flights:?}",
        world.step(),
        world.now_ms(),
        (world.cuts(), world.ways()),
        world.clients()
    )
}
