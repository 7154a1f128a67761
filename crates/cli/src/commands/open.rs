//! `antipaxos open`

use antipaxos_simulator::link::{self, Fault, Link, Outcome};
use antipaxos_simulator::scenario::print;
use antipaxos_simulator::{Session, gallery};

use crate::complaint::{Complaint, visible};
use crate::output::{Output, Status, say};

/// Prints the scenario that a link holds
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  antipaxos open 'https://example.org/#1YqA6N0_DGeVgLuHJ0kA.1s2m6ca&step=0'
  antipaxos open 1YqA6N0_DGeVgLuHJ0kA.1s2m6ca | antipaxos run -

Exit status: 0 it is printed, 2 it is not, with one of these codes: empty too-long bad-alphabet damaged
newer-version limits unknown-scenario.")]
pub struct Args {
    /// An address, or what stands behind its `#`
    #[arg(value_name = "LINK")]
    link: String,
}

pub fn open(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let address = args.link.trim();
    if let Some(slug) = slug_of(address) {
        let Some(found) = gallery::find(slug) else {
            let nearest = gallery::nearest(slug).unwrap_or("s01a-basic");
            let (code, slug) = (Fault::UnknownScenario.code(), visible(slug));
            return Err(Complaint::new(format!(
                "{code}: there is no scenario “{slug}” (did you mean “{nearest}”?)"
            )));
        };
        out.write(found.text)?;
        return Ok(Status::Well);
    }
    let read = link::decode(link::payload_of(address)).map_err(Complaint::of_link)?;
    let text = print::print(&read.among_shipped().map_err(Complaint::of_link)?);
    if let Some(step) = read.step {
        say(&format!("it opens at step {step}"));
    }
    tell_outcome(&read, &text);
    out.write(&text)?;
    Ok(Status::Well)
}

/// The slug of `?s=slug`, `?s=slug&step=12`, with or without a site before it.
fn slug_of(address: &str) -> Option<&str> {
    if address.contains('#') {
        return None;
    }
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|part| part.strip_prefix("s="))
}

/// Whether it still comes to what it came to where the link was made.
fn tell_outcome(read: &Link, text: &str) {
    let now = Session::open(text).ok().map(|session| Outcome::of(session.run()));
    if now.is_some_and(|now| now != read.outcome) {
        say("its run ends otherwise here than where the link was made");
    }
}
