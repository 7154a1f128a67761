//! `antipaxos`: the native face of the crates that the page runs on.

mod commands;
mod complaint;
mod input;
mod json;
mod output;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{fmt, import, link, list, open, run, storm};
use complaint::Complaint;
use output::{Output, Status};

/// Plays Paxos: scenarios, and storms of random faults
#[derive(Debug, Parser)]
#[command(
    name = "antipaxos",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  antipaxos run s02a-multi-follower                   a scenario that ships, told step by step
  antipaxos run --format ascii my.paxos               your own, as a sequence diagram
  antipaxos list                                      what ships
  antipaxos fmt --write my.paxos                      as it is printed
  antipaxos import trace.itf.json                     a TLA+ tool's trace, as a scenario
  antipaxos storm --seeds 20000                       random faults; the first bad run, if any
  antipaxos link my.paxos                             a link to share; `open` reads it back

Exit status: 0 all is well, 1 it is not (an expectation, a monitor, a storm), 2 bad input."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    List(list::Args),
    Fmt(fmt::Args),
    Import(import::Args),
    Storm(storm::Args),
    Link(link::Args),
    Open(open::Args),
}

impl Command {
    fn obey(&self, out: &mut Output) -> Result<Status, Complaint> {
        match self {
            Self::Run(args) => run::run(args, out),
            Self::List(args) => list::list(args, out),
            Self::Fmt(args) => fmt::fmt(args, out),
            Self::Import(args) => import::import(args, out),
            Self::Storm(args) => storm::storm(args, out),
            Self::Link(args) => link::link(args, out),
            Self::Open(args) => open::open(args, out),
        }
    }
}

fn main() -> ExitCode {
    // A wrong flag ends here, with status 2; help and version with 0.
    let cli = Cli::parse();
    let mut out = Output::new();
    let status = cli.command.obey(&mut out).and_then(|status| out.end().map(|()| status));
    match status {
        Ok(status) => status.into(),
        Err(complaint) => {
            output::say(&complaint.to_string());
            Status::BadInput.into()
        }
    }
}
