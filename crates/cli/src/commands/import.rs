//! `antipaxos import`

use std::fs::File;
use std::io::{Read, stdin};

use antipaxos_itf::MAX_BYTES;

use crate::complaint::{Complaint, visible};
use crate::output::{Output, Status};

/// Reads a trace of a TLA+ tool (ITF) as a scenario with a manual network
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  antipaxos import trace.itf.json                    the scenario, to standard output
  antipaxos import trace.itf.json | antipaxos run -  and what happens in it

docs/ITF.md says which variables and messages are understood.")]
pub struct Args {
    /// A file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: String,
}

pub fn import(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let name = visible(if args.file == "-" { "standard input" } else { &args.file });
    let bytes = match args.file.as_str() {
        "-" => read(stdin().lock()),
        file => File::open(file).and_then(read),
    };
    let bytes = bytes.map_err(|error| Complaint::new(format!("{name} cannot be read: {error}")))?;
    let text = String::from_utf8_lossy(&bytes);
    match antipaxos_itf::import(&text) {
        Ok(imported) => {
            out.write(&imported.text)?;
            Ok(Status::Well)
        }
        Err(fault) => {
            let (code, told) = (fault.code.as_str(), visible(&fault.to_string()));
            Err(Complaint::new(format!("{name}: {code}: {told}")))
        }
    }
}

/// One byte too many is enough to say that it is too long.
fn read(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
