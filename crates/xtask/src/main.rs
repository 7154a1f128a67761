//! Chores of the project: `cargo run -p antipaxos-xtask -- <chore>`.
//!
//! - `wasm [--fast]` builds crates/wasm into web/pkg (`--fast`: quick to build, slower and larger).
//! - `tidy` checks the rules of the house that no other tool checks.

mod split;
mod tidy;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let root = root();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["wasm"] => wasm::build(&root, wasm::Mode::Release),
        ["wasm", "--fast"] => wasm::build(&root, wasm::Mode::Fast),
        ["tidy"] => tidy::check(&root),
        _ => bail!("usage: xtask wasm [--fast] | tidy"),
    }
}

/// The project's root. Asked of the environment first, so that a moved checkout still works.
fn root() -> PathBuf {
    let manifest_dir =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest_dir).ancestors().nth(2).expect("crates/xtask is two below the root").to_path_buf()
}
