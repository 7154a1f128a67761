//! Time travel: how long a run of a million steps takes to open, what it
//! keeps, and how long a seek to any of its steps takes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use antipaxos_bench::runs::{LOADS, settings};
use antipaxos_bench::table::Clock;
use antipaxos_paxos::Variant;
use antipaxos_simulator::Run;
use antipaxos_simulator::monitor::Watch;

/// Bytes that are allocated now, and the most that ever were since the last
/// look.
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// Hands everything on to the system's allocator.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(live, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    // A large list grows and shrinks where it is.
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        let live = LIVE.fetch_add(size, Ordering::Relaxed) + size;
        PEAK.fetch_max(live, Ordering::Relaxed);
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const SEEKS: u32 = 400;

fn main() {
    let steps = std::env::args().nth(1).and_then(|steps| steps.parse().ok()).unwrap_or(1_000_000);
    println!("runs of {steps} steps, {SEEKS} seeks to random steps each\n");
    println!(
        "| run | opens in | keeps | at most while it opens | a seek on average | the slowest seek, by the day |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    for load in LOADS {
        for variant in [Variant::Multi, Variant::Basic] {
            let before = LIVE.load(Ordering::Relaxed);
            PEAK.store(before, Ordering::Relaxed);
            let mut settings = settings(load, steps, Watch::ALL);
            settings.protocol.config.variant = variant;
            let clock = Clock::start();
            let run = Run::new(settings);
            let opened = clock.elapsed();
            assert_eq!(run.last(), steps, "the run is as long as it was to be");
            let kept = LIVE.load(Ordering::Relaxed).saturating_sub(before);
            let peak = PEAK.load(Ordering::Relaxed).saturating_sub(before);
            let mut world = run.world_at(0);
            // The processor's clock ticks too seldom for a single seek.
            let mut slowest = Duration::ZERO;
            let all = Clock::start();
            let mut state = 1_u32;
            for _ in 0..SEEKS {
                state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                let step = (state >> 1) % (steps + 1);
                let clock = Instant::now();
                run.seek(&mut world, step);
                slowest = slowest.max(clock.elapsed());
                assert_eq!(world.step(), step);
            }
            let average = all.elapsed() / SEEKS;
            let ms = |took: Duration| took.as_secs_f64() * 1e3;
            let mb = |bytes: usize| bytes as f64 / 1e6;
            println!(
                "| {variant:?}, {} | {:.2} s | {:.0} MB | {:.0} MB | {:.2} ms | {:.2} ms |",
                load.name,
                opened.as_secs_f64(),
                mb(kept),
                mb(peak),
                ms(average),
                ms(slowest),
            );
        }
    }
}
