//! Whether the answers that clients had for one key fit one order of their
//! requests in which each takes effect between its asking and its answer
//! (Herlihy and Wing, "Linearizability", 1990). Keys can be looked at one by
//! one: a history is linearizable if it is for each key.
//!
//! The search is Wing and Gong's with Lowe's memory ("Testing for
//! linearizability", 2017), just in time: requests are put in order only when
//! an answer asks for it, and configurations (the key's value, the requests
//! that took effect and are not answered yet) are visited once.

use std::collections::{BTreeMap, VecDeque};

use antipaxos_paxos::few::{FewMap, FewSet};
use antipaxos_paxos::{ClientId, Op, Outcome, Word};

/// At most so many requests for one key may be without an answer at once, and
/// so many configurations and events are looked at for one answer, and for all
/// answers of one key. Beyond any of these the key is not looked at any more.
pub const MAX_OPEN: usize = 64;
pub const MAX_VISITED: u32 = 50_000;
pub const MAX_WORK: u32 = 2_000_000;

pub(super) const fn key(op: Op) -> Word {
    match op {
        Op::Set { key, .. } | Op::Add { key, .. } | Op::Get { key } => key,
    }
}

/// The store's contract for one key: its value then, and the answer.
pub(super) fn spec(state: Option<Word>, op: Op) -> (Option<Word>, Outcome) {
    match op {
        Op::Set { value, .. } => (Some(value), Outcome::Done),
        Op::Add { amount, .. } => {
            let sum = Word::of_number(state.map_or(0, |word| word.number()) + amount.number());
            (Some(sum), Outcome::Found(sum))
        }
        Op::Get { .. } => (state, state.map_or(Outcome::Missing, Outcome::Found)),
    }
}

/// Longer histories are not made shorter for a proof.
pub(super) const LONGEST: usize = 400;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Ask(Op),
    Answer(Outcome),
}

/// Something that a client did or was told, about one key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub client: ClientId,
    pub sequence: u32,
    pub step: u32,
    pub what: What,
}

impl Event {
    const fn request(&self) -> (ClientId, u32) {
        (self.client, self.sequence)
    }
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is such an order. With the last moment at which every request was
    /// answered, if there was one: how many events lie before it, and the
    /// values that the key can have had then.
    Fits(Option<(usize, FewSet<Option<Word>>)>),
    /// There is none.
    Broken,
    /// Too much to look at.
    Unknown,
}

/// A request without an answer, and the answer that it will have had by the
/// end of the events.
#[derive(Clone, Copy, Debug)]
struct Open {
    request: (ClientId, u32),
    op: Op,
    answer: Option<Outcome>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Config {
    state: Option<Word>,
    /// The open requests that took effect, a bit each.
    taken: u64,
}

/// Looks for an order, from the values that the key may have at first. `left`:
/// how much may be looked at.
pub(super) fn search(starts: &FewSet<Option<Word>>, events: &[Event], left: &mut u32) -> Verdict {
    let mut answers = FewMap::default();
    let told = events.iter().filter_map(|event| match event.what {
        What::Answer(outcome) => Some((event.request(), outcome)),
        What::Ask(_) => None,
    });
    for (request, outcome) in told {
        answers.insert(request, outcome);
    }
    let mut configs: FewSet<Config> = starts.iter().map(|state| Config { state: *state, taken: 0 }).collect();
    let mut open: Vec<Option<Open>> = Vec::new();
    let mut quiet = None;
    // Reads that nobody heard of yet: the answer may still come.
    let mut unheard = 0;
    for (at, event) in events.iter().enumerate() {
        let request = event.request();
        *left = left.saturating_sub(1);
        match event.what {
            What::Ask(op) => {
                let answer = answers.get(&request).copied();
                if answer.is_none() && matches!(op, Op::Get { .. }) {
                    unheard += 1;
                    continue;
                }
                let fresh = Some(Open { request, op, answer });
                match open.iter().position(Option::is_none) {
                    Some(place) => open[place] = fresh,
                    None if open.len() == MAX_OPEN => return Verdict::Unknown,
                    None => open.push(fresh),
                }
            }
            What::Answer(_) => {
                let place = open.iter().position(|open| open.is_some_and(|open| open.request == request));
                // An answer to nothing that was asked: another monitor's matter.
                let Some(place) = place else { continue };
                let Some(next) = until(&configs, &open, place, left) else { return Verdict::Unknown };
                if next.is_empty() {
                    return Verdict::Broken;
                }
                configs = next;
                open[place] = None;
                if unheard == 0 && open.iter().all(Option::is_none) {
                    quiet = Some((at + 1, configs.iter().map(|config| config.state).collect()));
                }
            }
        }
    }
    Verdict::Fits(quiet)
}

/// Configurations that were visited, by the key's value and the requests that
/// took effect and will be answered: of those that will not, the sets. Nobody
/// waits for these, so they need never take effect: of configurations that are
/// otherwise the same, those that made use of fewer are enough.
#[derive(Debug, Default)]
struct Visited {
    sets: BTreeMap<(Option<Word>, u64), Vec<u64>>,
}

impl Visited {
    /// False if as good a one was there already.
    fn add(&mut self, config: Config, idle: u64) -> bool {
        let sets = self.sets.entry((config.state, config.taken & !idle)).or_default();
        let fresh = config.taken & idle;
        if sets.iter().any(|known| known & !fresh == 0) {
            return false;
        }
        sets.retain(|known| fresh & !known != 0);
        sets.push(fresh);
        true
    }
}

/// The configurations in which the request at `place` has taken effect, and is
/// done with. None if there is too much to look at.
fn until(
    configs: &FewSet<Config>,
    open: &[Option<Open>],
    place: usize,
    left: &mut u32,
) -> Option<FewSet<Config>> {
    let bit = 1 << place;
    let nobody_waits = |open: &Option<Open>| open.is_some_and(|open| open.answer.is_none());
    let idle = open.iter().enumerate().filter(|(_, open)| nobody_waits(open));
    let idle = idle.fold(0_u64, |bits, (at, _)| bits | 1 << at);
    let mut visited = Visited::default();
    // Those that made use of little first.
    let taking = |count: u32| configs.iter().filter(move |config| config.taken.count_ones() == count);
    let mut todo: VecDeque<Config> = (0..=u64::BITS).flat_map(taking).copied().collect();
    for config in &todo {
        visited.add(*config, idle);
    }
    while let Some(config) = todo.pop_front() {
        if config.taken & bit != 0 {
            continue;
        }
        for (at, one) in open.iter().enumerate() {
            let Some(one) = one.filter(|_| config.taken & (1 << at) == 0) else { continue };
            // Of requests that are alike and that nobody waits for, the first.
            let twin = |(before, other): (usize, &Option<Open>)| {
                let free = config.taken & (1 << before) == 0;
                free && other.is_some_and(|other| other.answer.is_none() && other.op == one.op)
            };
            if one.answer.is_none() && open[..at].iter().enumerate().any(twin) {
                continue;
            }
            let (state, outcome) = spec(config.state, one.op);
            if one.answer.is_some_and(|answer| answer != outcome) {
                continue;
            }
            let next = Config { state, taken: config.taken | 1 << at };
            if visited.add(next, idle) {
                if *left == 0 {
                    return None;
                }
                *left -= 1;
                todo.push_back(next);
            }
        }
    }
    let reached = visited.sets.into_iter().filter(|((_, taken), _)| taken & bit != 0);
    let reached = reached.flat_map(|((state, taken), sets)| {
        sets.into_iter().map(move |idle| Config { state, taken: taken & !bit | idle })
    });
    Some(reached.collect())
}

/// The events that show it: of the answers in a broken history those without
/// which it would not be broken. The last answer is always among them.
pub(super) fn proof(starts: &FewSet<Option<Word>>, events: Vec<Event>) -> Vec<u32> {
    let mut needed = events;
    let mut left = MAX_WORK;
    if needed.len() <= LONGEST {
        let answers = needed.iter().filter(|event| matches!(event.what, What::Answer(_)));
        for answer in answers.copied().collect::<Vec<_>>() {
            // Without its answer it is a request that may take effect or not.
            let fewer: Vec<Event> = needed
                .iter()
                .filter(|event| event.request() != answer.request() || matches!(event.what, What::Ask(_)))
                .copied()
                .collect();
            if search(starts, &fewer, &mut left) == Verdict::Broken {
                needed = fewer;
            }
        }
    }
    let answered: FewSet<_> =
        needed.iter().filter(|event| matches!(event.what, What::Answer(_))).map(Event::request).collect();
    needed.iter().filter(|event| answered.contains(&event.request())).map(|event| event.step).collect()
}
