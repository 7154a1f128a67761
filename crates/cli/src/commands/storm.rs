//! `antipaxos storm`

use std::fmt;
use std::fs;
use std::io::{IsTerminal, stderr};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use antipaxos_paxos::Variant;
use antipaxos_simulator::Diagnostic;
use antipaxos_simulator::monitor::paxos::Monitor;
use antipaxos_simulator::storm::{Cast, Damage, Fault, Options, Storm, damages};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::complaint::{Complaint, visible};
use crate::json::{DamageText, FoundStorm, Storms};
use crate::output::{Output, Status, Tone, say};

/// Plays random faults by the thousand, to the first run that ends badly
///
/// A storm is a scenario that follows from its seed: random requests, and random
/// faults until all is calm. It ends badly if a monitor fires, or if in the calm a
/// request stays unanswered or two logs differ. The same flags find the same storm,
/// whatever the number of jobs.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  antipaxos storm --seeds 20000                         all rules on: none ends badly
  antipaxos storm --seeds 1000000 --jobs 8              a soak
  antipaxos storm --rules R1=off --out found.paxos      what a rule is there for
  antipaxos storm --rules R1=off --monitor agreement | antipaxos run -
  antipaxos storm --rules R7=off --replicas 4 --quorums 2,2
  antipaxos storm --replicas 5 --faults loss,cuts --protocol multi
  antipaxos storm --from 17 --seeds 1                   one storm again

Exit status: 0 all of them ended well, 1 one did not, 2 bad input."
)]
pub struct Args {
    /// How many, each with a seed of its own
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    seeds: u32,
    /// The first seed
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    from: u32,
    /// How many replicas: a number, or a range such as 3..7; 1 to 15
    #[arg(long, value_name = "N", default_value = "3..7", value_parser = replicas)]
    replicas: RangeInclusive<u8>,
    /// Every role on nodes of its own, instead of replicas
    #[arg(long, conflicts_with = "replicas")]
    apart: bool,
    /// How many acceptors are a quorum in phase 1 and in phase 2, such as 2,3
    #[arg(long, value_name = "Q1,Q2", value_parser = quorums)]
    quorums: Option<(u8, u8)>,
    /// What may go wrong: all, none, kept-disks (all but lost-disks), or some of
    /// loss,duplicates,delays,crashes,points,cuts,slow,clocks,lost-disks
    #[arg(long, value_name = "LIST", default_value = "kept-disks", value_parser = faults)]
    #[arg(verbatim_doc_comment)]
    faults: Faults,
    /// Rules that the runs break, as scenarios write them: R1=off,M2=off
    #[arg(long, value_name = "LIST", value_parser = rules)]
    rules: Option<String>,
    /// Which protocol
    #[arg(long, value_enum, default_value_t = Which::Both)]
    protocol: Which,
    /// Look for violations of this monitor alone (may be repeated)
    #[arg(long, value_name = "NAME", value_parser = monitor)]
    monitor: Vec<Monitor>,
    /// How many at a time [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Write the scenario into this file, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How to write what was found
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "out")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Which {
    Basic,
    Multi,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Debug)]
struct Faults(Vec<Fault>);

fn faults(text: &str) -> Result<Faults, String> {
    match text {
        "all" => return Ok(Faults(Fault::ALL.to_vec())),
        "none" => return Ok(Faults(Vec::new())),
        "kept-disks" => return Ok(Faults(Options::default().faults)),
        _ => {}
    }
    let one = |word: &str| {
        let known = || Fault::ALL.into_iter().map(Fault::name).collect::<Vec<_>>().join(", ");
        let found = Fault::ALL.into_iter().find(|fault| fault.name() == word.trim());
        found.ok_or_else(|| format!("there is no fault “{word}”; there are {}", known()))
    };
    let faults: Vec<Fault> = text.split(',').map(one).collect::<Result<_, _>>()?;
    if faults.iter().any(|fault| matches!(fault, Fault::Points | Fault::LostDisks))
        && !faults.contains(&Fault::Crashes)
    {
        return Err("points and lost-disks are kinds of crashes: name crashes, too".to_string());
    }
    Ok(Faults(faults))
}

fn replicas(text: &str) -> Result<RangeInclusive<u8>, String> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.parse().ok().filter(|number| (1..=15).contains(number));
    match (number(low), number(high)) {
        (Some(low), Some(high)) if low <= high => Ok(low..=high),
        _ => Err("a number from 1 to 15, or a range such as 3..7".to_string()),
    }
}

fn quorums(text: &str) -> Result<(u8, u8), String> {
    let number = |text: &str| text.trim().parse().ok().filter(|number| (1..=15).contains(number));
    let sizes = text.split_once(',').and_then(|(one, two)| number(one).zip(number(two)));
    sizes.ok_or_else(|| "two numbers from 1 to 15, such as 2,3".to_string())
}

/// `R1=off,R8=off` as the scenario's line has it.
fn rules(text: &str) -> Result<String, String> {
    let words: Vec<&str> = text.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || "-=_.".contains(c));
    if words.is_empty() || !words.iter().all(plain) {
        return Err("rules and what becomes of them, such as R1=off,M2=off".to_string());
    }
    Ok(words.join(" "))
}

fn monitor(text: &str) -> Result<Monitor, String> {
    let known = || Monitor::ALL.into_iter().map(Monitor::name).collect::<Vec<_>>().join(", ");
    let found = Monitor::ALL.into_iter().find(|monitor| monitor.name() == text);
    found.ok_or_else(|| format!("there is no such monitor; there are {}", known()))
}

/// A storm that ended badly.
struct Found {
    storm: Storm,
    damages: Vec<Damage>,
}

impl Args {
    fn options(&self) -> Options {
        Options {
            cast: if self.apart { Cast::Apart } else { Cast::Replicas(self.replicas.clone()) },
            faults: self.faults.0.clone(),
            quorums: self.quorums,
            rules: self.rules.clone(),
            protocol: match self.protocol {
                Which::Basic => Some(Variant::Basic),
                Which::Multi => Some(Variant::Multi),
                Which::Both => None,
            },
        }
    }

    /// Plays one.
    ///
    /// # Errors
    /// What is wrong with the rules or the quorums.
    fn play(&self, seed: u32, options: &Options) -> Result<Option<Found>, Complaint> {
        // Nobody has written that text: the fault is in the flags.
        let refused = |fault: Diagnostic| Complaint::new(format!("storm {seed} is no scenario: {fault}"));
        let storm = Storm::new(seed, options).map_err(refused)?;
        let session = storm.play().map_err(refused)?;
        let damages = damages(&session);
        let bad = if self.monitor.is_empty() {
            !damages.is_empty()
        } else {
            let wanted = |damage: &Damage| match damage {
                Damage::Violation { monitor, .. } => self.monitor.contains(monitor),
                Damage::Unmet { .. } | Damage::Stuck { .. } | Damage::Unsettled => false,
            };
            damages.iter().any(wanted)
        };
        Ok(bad.then_some(Found { storm, damages }))
    }
}

/// A worker takes the next seed until there is none, or one below it is bad:
/// the lowest bad seed wins, whoever finds it and when.
struct Search<'a> {
    args: &'a Args,
    options: Options,
    end: u64,
    next: AtomicU64,
    lowest: Mutex<Option<(u64, Result<Found, Complaint>)>>,
    /// Seeds from here on need not be played.
    bound: AtomicU64,
    bar: ProgressBar,
}

impl Search<'_> {
    fn work(&self) {
        loop {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.end.min(self.bound.load(Ordering::Relaxed)) {
                return;
            }
            let number = u32::try_from(seed).unwrap_or(u32::MAX);
            let played = catch_unwind(AssertUnwindSafe(|| self.args.play(number, &self.options)));
            let found = match played {
                Ok(Ok(None)) => {
                    self.bar.inc(1);
                    continue;
                }
                Ok(Ok(Some(found))) => Ok(found),
                Ok(Err(complaint)) => Err(complaint),
                Err(panic) => {
                    self.bound.fetch_min(seed, Ordering::Relaxed);
                    say(&format!("antipaxos: storm {number} ended in a panic: --from {number} --seeds 1"));
                    resume_unwind(panic);
                }
            };
            self.bound.fetch_min(seed, Ordering::Relaxed);
            let mut lowest = self.lowest.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if lowest.as_ref().is_none_or(|(known, _)| seed < *known) {
                *lowest = Some((seed, found));
            }
        }
    }
}

/// A bar on a terminal, nothing elsewhere.
fn bar(seeds: u32) -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = "{bar:30} {human_pos} of {human_len} storms, {rate}, {eta} left";
    let rate = |state: &ProgressState, to: &mut dyn fmt::Write| {
        let _ = write!(to, "{:.0} a second", state.per_sec());
    };
    let bar = ProgressBar::new(seeds.into());
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.with_key("rate", rate)),
        Err(_) => bar,
    }
}

#[expect(clippy::disallowed_types, reason = "storms per second; no outcome depends on it")]
type Clock = std::time::Instant;

pub fn storm(args: &Args, out: &mut Output) -> Result<Status, Complaint> {
    let end = u64::from(args.from) + u64::from(args.seeds);
    if end > 1 << 32 {
        return Err(Complaint::new("seeds go up to 4294967295".to_string()));
    }
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let jobs = args.jobs.map_or_else(cores, usize::from);
    let search = Search {
        args,
        options: args.options(),
        end,
        next: AtomicU64::new(args.from.into()),
        lowest: Mutex::new(None),
        bound: AtomicU64::new(u64::MAX),
        bar: bar(args.seeds),
    };
    let clock = Clock::now();
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| search.work());
        }
    });
    search.bar.finish_and_clear();
    let found = search.lowest.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let found = found.map(|(_, found)| found).transpose()?;
    let played = found.as_ref().map_or(args.seeds, |found| found.storm.seed - args.from + 1);
    let spent_ms = clock.elapsed().as_millis().max(1);
    let a_second = u128::from(played) * 1_000 / spent_ms;
    say(&format!(
        "{played} storms in {}.{} s: {a_second} a second",
        spent_ms / 1_000,
        spent_ms % 1_000 / 100
    ));
    tell(args, found, played, out)
}

fn counted(storms: u32) -> String {
    if storms == 1 { "1 storm".to_string() } else { format!("{storms} storms") }
}

fn tell(args: &Args, found: Option<Found>, played: u32, out: &mut Output) -> Result<Status, Complaint> {
    let status = if found.is_some() { Status::NotWell } else { Status::Well };
    if args.format == Format::Json {
        let found = found.map(|Found { storm, damages }| FoundStorm {
            seed: storm.seed,
            after: played,
            scenario: storm.report(&damages),
            damages: damages.iter().map(DamageText::new).collect(),
        });
        out.json(&Storms { from: args.from, seeds: args.seeds, found })?;
        return Ok(status);
    }
    let Some(Found { storm, damages }) = found else {
        let last = args.from + (args.seeds - 1);
        let which = format!("{}, seeds {} to {last}", counted(args.seeds), args.from);
        let well = if args.monitor.is_empty() { "all ended well" } else { "no such violation" };
        out.line(Tone::Good, &format!("{which}: {well}"))?;
        return Ok(status);
    };
    let what: Vec<String> = damages.iter().map(Damage::to_string).collect();
    let summary = format!("storm {}, after {played}: {}", storm.seed, what.join("; "));
    let text = storm.report(&damages);
    match &args.out {
        None => {
            say(&summary);
            out.write(&text)?;
        }
        Some(path) => {
            let name = visible(&path.display().to_string());
            let written = fs::write(path, text);
            written.map_err(|error| Complaint::new(format!("{name} cannot be written: {error}")))?;
            out.line(Tone::Bad, &summary)?;
            out.line(Tone::Plain, &format!("antipaxos run {name}"))?;
        }
    }
    Ok(status)
}
