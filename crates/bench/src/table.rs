//! A clock, rounds, medians, and a table of them.

use std::fs;
use std::time::{Duration, Instant};

/// Measures the processor time of this thread, where the system tells it
/// (Linux), and the time of day elsewhere: what others do on a shared machine
/// then counts less. In wasm there is no clock, and no time passes: whoever
/// calls the module has one.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    day: Option<Instant>,
    processor: Option<Duration>,
}

impl Clock {
    #[must_use]
    pub fn start() -> Self {
        let day = if cfg!(target_family = "wasm") { None } else { Some(Instant::now()) };
        Self { day, processor: processor_time() }
    }

    #[must_use]
    pub fn elapsed(&self) -> Duration {
        match (self.processor, processor_time()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.day.map_or(Duration::ZERO, |day| day.elapsed()),
        }
    }
}

fn processor_time() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Events a second.
#[must_use]
pub fn rate(events: u64, took: Duration) -> f64 {
    events as f64 / took.as_secs_f64()
}

/// The middle one: a shared machine's outliers count for nothing.
///
/// # Panics
/// Without any number.
#[must_use]
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Runs the contenders in turn, round after round, so that a slow moment of
/// the machine hits all of them; each contender's rates, one a round.
pub fn alternate(rounds: usize, contenders: &mut [&mut dyn FnMut() -> f64]) -> Vec<Vec<f64>> {
    let mut rates = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        for (rates, contender) in rates.iter_mut().zip(contenders.iter_mut()) {
            rates.push(contender());
        }
    }
    rates
}

/// Prints one line a contender: median, slowest and fastest round, and the
/// median of the ratios to the contender `base` of the same round.
pub fn print(unit: &str, names: &[&str], rates: &[Vec<f64>], base: usize) {
    println!("| {unit} | median | slowest round | fastest round | ratio |");
    println!("|---|---:|---:|---:|---:|");
    for (name, own) in names.iter().zip(rates) {
        let ratios = own.iter().zip(&rates[base]).map(|(own, base)| own / base).collect();
        let (low, high) =
            own.iter().fold((f64::MAX, 0.0_f64), |(low, high), one| (low.min(*one), high.max(*one)));
        println!(
            "| {name} | {} | {} | {} | {:.2} |",
            short(median(own.clone())),
            short(low),
            short(high),
            median(ratios)
        );
    }
    println!();
}

/// `1.23 M`
#[must_use]
pub fn short(rate: f64) -> String {
    if rate >= 1e6 { format!("{:.2} M", rate / 1e6) } else { format!("{:.0} k", rate / 1e3) }
}
