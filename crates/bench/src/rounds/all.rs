//! A round of ours, votes told to all: `npm run bench -- wasm` calls its `main`
//! under Node.

use antipaxos_bench::commands::{COMMANDS, commands, ours};
use antipaxos_paxos::Learning;

fn main() {
    let round = ours(Learning::All, &commands(COMMANDS));
    assert!(round.messages >= u64::from(COMMANDS));
}
