//! Safety monitors: what must be true after every step, over the whole
//! history. They belong to their protocol.

pub mod paxos;
