//! What a run is given: the scenario, taken apart.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{NodeId, NodeSet};

use crate::action::{Change, Item};
use crate::monitor::Watch;
use crate::protocol::Protocol;

/// A range of milliseconds, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub low_ms: u32,
    pub high_ms: u32,
}

impl Span {
    #[must_use]
    pub const fn exactly(ms: u32) -> Self {
        Self { low_ms: ms, high_ms: ms }
    }
}

/// How long things take, apart from messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timing {
    pub election: Span,
    pub heartbeat_ms: u32,
    pub resend_ms: u32,
    /// The first back-off's range; its upper end doubles with each attempt, six
    /// times at most.
    pub backoff: Span,
    /// How long a client waits before it asks elsewhere.
    pub client_ms: u32,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            election: Span { low_ms: 150, high_ms: 300 },
            heartbeat_ms: 50,
            resend_ms: 100,
            backoff: Span { low_ms: 0, high_ms: 40 },
            client_ms: 500,
        }
    }
}

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// Nothing arrives unless told.
    pub manual: bool,
    pub delay: Span,
    pub loss_per_thousand: u32,
    pub duplicate_per_thousand: u32,
    /// From then on nothing is lost or duplicated by chance.
    pub calm_ms: Option<u32>,
    pub seed: u32,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            manual: false,
            delay: Span::exactly(10),
            loss_per_thousand: 0,
            duplicate_per_thousand: 0,
            calm_ms: None,
            seed: 1,
        }
    }
}

/// How often a client asks before it gives up.
pub const CLIENT_TRIES: u32 = 12;
/// A run without `until` that does not come to rest ends this long after the
/// last action.
pub const HORIZON_MS: u32 = 10_000;
/// No run is longer.
pub const MAX_STEPS: u32 = 1_000_000;
/// No history holds more: steps, facts, messages and the entries that messages
/// report count as one each, of at most about a hundred bytes. A run of a
/// million steps has about three million.
pub const MAX_ENTRIES: u64 = 8_000_000;
/// Nine clients, `c1` to `c9`.
pub const MAX_CLIENTS: u8 = 9;
pub const MAX_NODES: u8 = 15;

/// Everything that a run depends on.
#[derive(Clone, Debug)]
pub struct Settings<P: Protocol> {
    pub protocol: P,
    pub names: Names,
    pub network: Network,
    pub timing: Timing,
    /// Who leads before step 0.
    pub leader: Option<NodeId>,
    /// How many slots are chosen, learned and executed before step 0.
    pub past: u32,
    /// What is not like the rest of the network, before step 0.
    pub given: Vec<Change>,
    pub script: Vec<Item>,
    pub until_ms: Option<u32>,
    pub max_steps: u32,
    /// Where the history is full.
    pub max_entries: u64,
    /// Which monitors look on.
    pub monitors: Watch,
}

impl<P: Protocol> Settings<P> {
    /// Calm defaults for a cluster of these names.
    #[must_use]
    pub fn new(protocol: P, names: Names) -> Self {
        Self {
            protocol,
            names,
            network: Network::default(),
            timing: Timing::default(),
            leader: None,
            past: 0,
            given: Vec::new(),
            script: Vec::new(),
            until_ms: None,
            max_steps: MAX_STEPS,
            max_entries: MAX_ENTRIES,
            monitors: Watch::ALL,
        }
    }

    #[must_use]
    pub fn nodes(&self) -> NodeSet {
        NodeSet::first(u8::try_from(self.names.len()).expect("at most 15 nodes"))
    }
}
