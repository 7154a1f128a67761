//! `antipaxos fmt`

use std::fs;

use antipaxos_simulator::scenario::print;

use crate::complaint::{Complaint, visible};
use crate::input::{Kind, Source};
use crate::output::{Output, Status, say};

/// Prints scenarios as they are written canonically; comments survive
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  antipaxos fmt my.paxos                the text, to standard output
  antipaxos fmt --write *.paxos         into the files
  antipaxos fmt --check *.paxos         status 1, and their names, if some would change
  antipaxos fmt s03-duel > mine.paxos   a copy of one that ships")]
pub struct Args {
    /// Files or slugs; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write into the files
    #[arg(long, conflicts_with = "check")]
    write: bool,
    /// Write nothing; name the files that would change
    #[arg(long)]
    check: bool,
}

pub fn fmt(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let mut status = Status::Well;
    for file in &args.files {
        let source = Source::read(file)?;
        let text = print::print(&source.parse()?);
        if args.check {
            if text != source.text {
                say(&format!("{} is not as it prints", visible(&source.name)));
                status = Status::NotWell;
            }
        } else if args.write {
            if source.kind != Kind::File {
                let name = visible(&source.name);
                return Err(Complaint::new(format!("{name} is no file: there is nothing to write to")));
            }
            // A file that is right already keeps its time.
            if text != source.text {
                let written = fs::write(file, &text);
                written.map_err(|error| {
                    Complaint::new(format!("{} cannot be written: {error}", visible(file)))
                })?;
            }
        } else {
            out.write(&text)?;
        }
    }
    Ok(status)
}
