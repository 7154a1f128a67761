//! The same for omnipaxos 0.2.4 with its memory storage. It replicates a log:
//! nothing is executed and nobody is answered.

use antipaxos_paxos::Command;
use omnipaxos::messages::Message;
use omnipaxos::storage::{Entry, NoSnapshot};
use omnipaxos::{ClusterConfig, OmniPaxos, OmniPaxosConfig, ServerConfig};
use omnipaxos_storage::memory_storage::MemoryStorage;

use crate::commands::{REPLICAS, Round};
use crate::table::Clock;

/// Our command as its log entry: the same bytes are copied on both sides.
#[derive(Clone, Copy, Debug)]
struct Carried(#[allow(dead_code)] Command);

impl Entry for Carried {
    type Snapshot = NoSnapshot;
}

type Server = OmniPaxos<Carried, MemoryStorage<Carried>>;

/// Delivers until nothing is under way. Each server's messages are taken in
/// one go, the cheapest way that its interface offers.
fn settle(servers: &mut [Server], buffer: &mut Vec<Message<Carried>>) -> u64 {
    let mut messages = 0;
    loop {
        let before = messages;
        for at in 0..servers.len() {
            servers[at].take_outgoing_messages(buffer);
            for message in buffer.drain(..) {
                messages += 1;
                let to = usize::try_from(message.get_receiver()).expect("a small number") - 1;
                servers[to].handle_incoming(message);
            }
        }
        if messages == before {
            return messages;
        }
    }
}

/// Decided by all three.
///
/// # Panics
/// When an entry is not decided everywhere.
#[must_use]
pub fn omnipaxos(commands: &[Command]) -> Round {
    let nodes: Vec<u64> = (1..=u64::from(REPLICAS)).collect();
    let server = |pid| {
        let cluster_config =
            ClusterConfig { configuration_id: 1, nodes: nodes.clone(), flexible_quorum: None };
        let server_config = ServerConfig { pid, ..ServerConfig::default() };
        OmniPaxosConfig { cluster_config, server_config }
            .build(MemoryStorage::default())
            .expect("a sound set-up")
    };
    let mut servers: Vec<Server> = nodes.iter().map(|pid| server(*pid)).collect();
    let mut buffer = Vec::new();
    servers[0].try_become_leader();
    settle(&mut servers, &mut buffer);
    let mut messages = 0;
    let started = Clock::start();
    for command in commands {
        servers[0].append(Carried(*command)).expect("the leader takes it");
        messages += settle(&mut servers, &mut buffer);
    }
    let took = started.elapsed();
    for server in &servers {
        assert_eq!(server.get_decided_idx(), commands.len(), "everyone has decided everything");
    }
    Round { took, messages }
}
