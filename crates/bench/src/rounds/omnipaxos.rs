//! A round of omnipaxos: `npm run bench -- wasm` calls its `main` under Node.

use antipaxos_bench::commands::{COMMANDS, commands};
use antipaxos_bench::omni::omnipaxos;

fn main() {
    let round = omnipaxos(&commands(COMMANDS));
    assert!(round.messages >= u64::from(COMMANDS));
}
