//! A round of ours, votes told to the leader: `npm run bench -- wasm` calls its
//! `main` under Node.

use antipaxos_bench::commands::{COMMANDS, commands, ours};
use antipaxos_paxos::Learning;

fn main() {
    let round = ours(Learning::Leader, &commands(COMMANDS));
    assert!(round.messages >= u64::from(COMMANDS));
}
