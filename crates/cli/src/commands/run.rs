//! `antipaxos run`

use antipaxos_figure::ascii_until;
use antipaxos_simulator::Session;
use antipaxos_simulator::monitor::paxos::Finding;
use antipaxos_simulator::scenario::expect::Claim;
use antipaxos_simulator::transcript::transcript_until;

use crate::complaint::Complaint;
use crate::input::Source;
use crate::json;
use crate::output::{Output, Status, Tone, say};

/// Plays a scenario to its end and says how its expectations came out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  antipaxos run s04-leader-dies-unchosen
  antipaxos run --format ascii --until 12 my.paxos
  antipaxos run --format json my.paxos | jq '.judgements[] | select(.holds | not)'
  antipaxos storm --rules R1=off | antipaxos run -

Exit status: 0 its expectations hold and no monitor fired (but where one is expected to), 1 not so,
2 there is no such scenario, its text is wrong, or one of its actions cannot be done.")]
pub struct Args {
    /// A file; else the slug of a scenario that ships; `-` is standard input
    #[arg(value_name = "FILE|SLUG")]
    what: String,
    /// How to write the run
    #[arg(long, value_enum, default_value_t = Format::Transcript)]
    format: Format,
    /// Show the run up to this step only; it is judged as a whole
    #[arg(long, value_name = "STEP")]
    until: Option<u32>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Step by step: time, cause, a sentence, what became true, what was sent
    Transcript,
    /// The sequence diagram as text
    Ascii,
    /// One object with all of it; its keys are in docs/CLI.md
    Json,
}

pub fn run(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let source = Source::read(&args.what)?;
    let session = source.play()?;
    let last = args.until.unwrap_or(u32::MAX).min(session.run().last());
    match args.format {
        Format::Transcript => {
            for line in transcript_until(session.run(), last).lines() {
                out.line(tone(line), line)?;
            }
            judge(&session, out)?;
        }
        Format::Ascii => {
            for line in ascii_until(session.run(), last).lines() {
                out.line(Tone::Plain, line)?;
            }
            if let Some(bound) = session.run().bound().filter(|_| last == session.run().last()) {
                out.line(Tone::Plain, &format!("stopped here: {bound}"))?;
            }
            judge(&session, out)?;
        }
        Format::Json => out.json(&json::run(&session, &source, last))?,
    }
    if let Some(trouble) = session.run().trouble() {
        // What there is of the run comes before what ended it.
        out.end()?;
        say(&Complaint::trouble(trouble, &source).to_string());
        return Ok(Status::BadInput);
    }
    let well =
        session.judgements().iter().all(|judgement| judgement.holds) && is_as_safe_as_expected(&session);
    Ok(if well { Status::Well } else { Status::NotWell })
}

/// No monitor fired, or the scenario expects a violation. That one violation
/// comes with others is its nature: not all of them have to be named.
fn is_as_safe_as_expected(session: &Session) -> bool {
    session.run().violations().next().is_none()
        || claims(session).any(|claim| matches!(claim, Claim::Violation { .. }))
}

fn claims(session: &Session) -> impl Iterator<Item = &Claim> {
    session.scenario().expectations().map(|(_, expectation)| &expectation.claim)
}

/// How each expectation came out, and what nobody expected.
fn judge(session: &Session, out: &mut Output) -> Result<(), Complaint> {
    let judgements = session.judgements();
    if !judgements.is_empty() {
        out.line(Tone::Plain, "")?;
    }
    for judgement in judgements {
        if judgement.holds {
            out.line(Tone::Good, &format!("ok   expect {}", judgement.text))?;
        } else {
            let found = &judgement.found;
            out.line(Tone::Bad, &format!("NOT  expect {}: found {found}", judgement.text))?;
        }
    }
    // `expect safe` has named them.
    if !is_as_safe_as_expected(session) && !claims(session).any(|claim| *claim == Claim::Safe) {
        for (step, finding) in session.run().violations() {
            match finding {
                Finding::Violated(violation) => {
                    let monitor = violation.monitor.name();
                    out.line(Tone::Bad, &format!("NOT  safe: {monitor} at {step}, which nothing expects"))?;
                }
                Finding::Chosen { .. } => {}
            }
        }
    }
    Ok(())
}

/// The tone of a transcript's line.
fn tone(line: &str) -> Tone {
    match line.trim_start() {
        line if line.starts_with("! Broken") => Tone::Bad,
        line if line.starts_with("! ") => Tone::Notable,
        line if line.starts_with(". ") || line.starts_with("fingerprint ") => Tone::Aside,
        line if line.ends_with(" (folded)") => Tone::Aside,
        _ => Tone::Plain,
    }
}
