//! `antipaxos list`

use antipaxos_simulator::gallery;

use crate::complaint::Complaint;
use crate::input::{Kind, Source};
use crate::json::Listed;
use crate::output::{Output, Status, Tone};

/// Lists the scenarios that ship: slug and title
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  antipaxos list
  antipaxos list --format json | jq -r '.[].slug'")]
pub struct Args {
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn list(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let mut listed = Vec::new();
    for built_in in gallery::ALL {
        let source =
            Source { name: built_in.slug.to_string(), kind: Kind::Slug, text: built_in.text.to_string() };
        listed.push(Listed::of(built_in.slug, &source.parse()?));
    }
    match args.format {
        Format::Json => out.json(&listed)?,
        Format::Text => {
            let width = listed.iter().map(|one| one.slug.len()).max().unwrap_or(0);
            for Listed { slug, title, .. } in listed {
                out.line(Tone::Plain, &format!("{slug:<width$}  {title}"))?;
            }
        }
    }
    Ok(Status::Well)
}
