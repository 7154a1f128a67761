//! Bytes per recorded step, counted by the allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use antipaxos_bench::runs::{LOADS, play, settings};
use antipaxos_paxos::{Message, PaxosEffect, Timer};
use antipaxos_simulator::history::{Forget, History};
use antipaxos_simulator::monitor::Watch;
use antipaxos_simulator::{Noted, Paxos, Run, Sent, StepRecord};

/// Bytes that are allocated now.
static LIVE: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// Hands everything on to the system's allocator.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What `make` returns, and how many bytes that keeps.
fn kept<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.load(Ordering::Relaxed);
    let made = make();
    (made, LIVE.load(Ordering::Relaxed).saturating_sub(before))
}

fn main() {
    println!("| one | bytes |\n|---|---:|");
    println!("| step | {} |", size_of::<StepRecord<Timer>>());
    println!("| fact | {} |", size_of::<Noted<Paxos>>());
    println!("| message sent | {} |", size_of::<Sent<Paxos>>());
    println!("| message | {} |", size_of::<Message>());
    println!("| effect | {} |\n", size_of::<PaxosEffect>());
    println!(
        "| run | facts a step | messages a step | history, bytes a step | its lists' use | the world at the end | the run with its keyframes |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for load in LOADS {
        for steps in [10_000, 100_000, 1_000_000] {
            let (history, bytes) = kept(|| {
                let mut history = History::default();
                play(settings(load, steps, Watch::ALL), &mut history);
                history
            });
            let facts = history.facts_from(0).count();
            let messages = history.messages();
            let used = history.len() as usize * (size_of::<StepRecord<Timer>>() + 8)
                + facts * size_of::<Noted<Paxos>>()
                + size_of_val(messages);
            let messages = messages.len();
            drop(history);
            let (world, end) = kept(|| play(settings(load, steps, Watch::ALL), &mut Forget).0);
            drop(world);
            let run = if steps > 100_000 {
                "-".to_owned()
            } else {
                let (run, bytes) = kept(|| Run::new(settings(load, steps, Watch::ALL)));
                assert_eq!(run.last(), steps);
                format!("{:.0}", bytes as f64 / f64::from(steps))
            };
            let each = |count: usize| count as f64 / f64::from(steps);
            println!(
                "| {}, {steps} steps | {:.2} | {:.2} | {:.0} | {:.0} | {:.0} | {run} |",
                load.name,
                each(facts),
                each(messages),
                each(bytes),
                each(used),
                each(end),
            );
        }
    }
}
