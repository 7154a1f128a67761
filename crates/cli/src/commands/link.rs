//! `antipaxos link`

use antipaxos_simulator::gallery;
use antipaxos_simulator::link::{self, Base, Fault, Outcome};
use antipaxos_simulator::scenario::{Scenario, parse};

use crate::complaint::Complaint;
use crate::input::{Kind, Source};
use crate::output::{Output, Status, Tone, say};

/// Longer than some chats and mails take.
const LONG: usize = 1_900;

/// Prints a scenario's link, on the last line
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  antipaxos link my.paxos                                        what stands behind the # of an address
  antipaxos link --step 12 --site https://example.org my.paxos   the whole address
  antipaxos link s03-duel                                        of one that ships: ?s=s03-duel

Title, statements, expectations and notes travel; other comments do not: docs/LINKS.md.")]
pub struct Args {
    /// A file; else the slug of a scenario that ships; `-` is standard input
    #[arg(value_name = "FILE|SLUG")]
    what: String,
    /// The step to open it at
    #[arg(long, value_name = "N")]
    step: Option<u32>,
    /// The address of the page
    #[arg(long, value_name = "URL")]
    site: Option<String>,
}

pub fn link(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let source = Source::read(&args.what)?;
    let session = source.play()?;
    let last = session.run().last();
    if let Some(step) = args.step.filter(|step| *step > last) {
        return Err(Complaint::new(format!("there is no step {step}: the run ends at step {last}")));
    }
    let site = args.site.as_deref();
    let address = if source.kind == Kind::Slug {
        let step = args.step.map(|step| format!("&step={step}")).unwrap_or_default();
        let base = site.map(|site| format!("{}/", site.trim_end_matches('/'))).unwrap_or_default();
        format!("{base}?s={}{step}", source.name)
    } else {
        let outcome = Outcome::of(session.run());
        let payload = shortest(&source.parse()?, outcome, args.step).map_err(Complaint::of_link)?;
        site.map_or(payload.clone(), |site| link::address(site, &payload))
    };
    if address.len() > LONG {
        say(&format!("{} characters: not every chat and mail takes a link of that length", address.len()));
    }
    out.line(Tone::Plain, &address)?;
    Ok(Status::Well)
}

/// As it is, or as an edit of what ships.
fn shortest(scenario: &Scenario, outcome: Outcome, step: Option<u32>) -> Result<String, Fault> {
    let mut best = link::encode(scenario, outcome, step, None);
    for known in gallery::ALL {
        let Ok(base) = parse(known.text) else { continue };
        let base = Base { slug: known.slug, scenario: &base };
        let edited = link::encode(scenario, outcome, step, Some(base));
        let better = match (&best, &edited) {
            (Ok(best), Ok(edited)) => edited.len() < best.len(),
            (Err(Fault::TooLong), Ok(_)) => true,
            _ => false,
        };
        if better {
            best = edited;
        }
    }
    best
}
