//! The lines that explain a trace: one message more in a state is one step of
//! the specification, and one or a few of the scenario.

use std::collections::BTreeMap;

use antipaxos_paxos::Word;

use crate::trace::{MAX_BALLOT, Sent, Trace, Vote};
use crate::{Code, Fault, quote};

/// Nodes of a scenario.
const MAX_NODES: usize = 15;

/// A scenario's text in the making.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub text: String,
    /// How many steps are done when a state is reached.
    pub steps: Vec<u32>,
    pub names: Naming,
}

/// What the trace's names are called in the scenario.
#[derive(Clone, Debug)]
pub struct Naming {
    acceptors: BTreeMap<String, String>,
    /// The proposer of each ballot.
    proposers: BTreeMap<u32, String>,
    values: BTreeMap<String, Word>,
}

impl Naming {
    fn new(trace: &Trace) -> Result<Self, Fault> {
        let acceptors: BTreeMap<_, _> =
            (1..).zip(&trace.acceptors).map(|(at, name)| (name.clone(), format!("A{at}"))).collect();
        let mut values = Vec::new();
        let mut proposers = BTreeMap::new();
        for sent in trace.states.iter().flat_map(|state| &state.sent) {
            if let Sent::Prepare { ballot } | Sent::Accept { ballot, .. } = sent {
                proposers.insert(*ballot, String::new());
            }
            if let Sent::Accept { value, .. } = sent
                && !values.contains(value)
            {
                values.push(value.clone());
            }
        }
        for (at, name) in (1..).zip(proposers.values_mut()) {
            *name = format!("P{at}");
        }
        if acceptors.is_empty() {
            return Err(Fault::new(Code::BadShape, Some(0), "“maxBal” has no acceptors"));
        }
        if acceptors.len() + proposers.len() > MAX_NODES {
            let (one, other) = (acceptors.len(), proposers.len());
            let message = format!(
                "{one} acceptors and {other} ballots; together at most {MAX_NODES}, since each ballot gets a \
                 proposer of its own"
            );
            return Err(Fault::new(Code::TooMany, None, message));
        }
        // Values keep their names where all of them can.
        let plain: Option<Vec<Word>> = values.iter().map(|value| Word::new(value)).collect();
        let words = plain.unwrap_or_else(|| (1..).take(values.len()).map(Word::of_number).collect());
        Ok(Self { acceptors, proposers, values: values.into_iter().zip(words).collect() })
    }

    pub fn acceptor(&self, name: &str) -> &str {
        self.acceptors.get(name).map_or("", String::as_str)
    }

    fn proposer(&self, ballot: u32) -> &str {
        self.proposers.get(&ballot).map_or("", String::as_str)
    }

    /// Rounds count from 1, the trace's ballots from 0.
    pub fn ballot(&self, ballot: u32) -> String {
        format!("{}.{}", ballot.min(MAX_BALLOT) + 1, self.proposer(ballot))
    }

    pub fn command(&self, value: &str) -> String {
        self.values.get(value).map_or_else(String::new, |word| format!("set x {}", word.as_str()))
    }

    /// What is called otherwise than in the trace.
    fn legend(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.acceptors.iter().map(|(name, ours)| format!("{ours} is {}", plain(name))));
        let ballot = |ballot: &u32| format!("{} is ballot {ballot}", self.ballot(*ballot));
        parts.extend(self.proposers.keys().map(ballot));
        let value = |(name, word): (&String, &Word)| format!("x {} is {}", word.as_str(), plain(name));
        parts.extend(self.values.iter().filter(|(name, word)| *name != word.as_str()).map(value));
        format!("{}.", parts.join(", "))
    }
}

/// A name of the trace, as a comment may hold it.
fn plain(name: &str) -> String {
    let shown = name.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
    format!("“{}”", shown.take(40).collect::<String>())
}

/// What the trace said so far.
#[derive(Debug, Default)]
struct Known {
    promised: BTreeMap<String, u32>,
    votes: BTreeMap<String, Vote>,
    /// By ballot: who promised, with the vote that was reported.
    promises: BTreeMap<u32, Vec<(String, Option<Vote>)>>,
    /// By ballot: the value proposed.
    proposed: BTreeMap<u32, String>,
    prepared: Vec<u32>,
}

/// The scenario of a trace.
pub fn of(trace: &Trace) -> Result<Schedule, Fault> {
    let names = Naming::new(trace)?;
    let first = &trace.states[0];
    let voted = first.voted.iter().flatten().any(|(_, ballot)| ballot.is_some());
    if !first.sent.is_empty() || first.promised.values().any(Option::is_some) || voted {
        let message =
            "the trace does not begin with the initial state: no message, nothing promised, no vote";
        return Err(Fault::new(Code::BadStart, Some(0), message));
    }
    let mut text = format!("# An imported trace\n# {}\nprotocol basic\n", names.legend());
    let list = |names: Vec<&str>| names.join(" ");
    if names.proposers.is_empty() {
        // Nothing ever happens; a scenario needs a proposer all the same.
        text += "proposers P1\n";
    } else {
        text += &format!("proposers {}\n", list(names.proposers.values().map(String::as_str).collect()));
    }
    text += &format!("acceptors {}\n", list(names.acceptors.values().map(String::as_str).collect()));
    text += "network manual\n";
    let mut schedule = Schedule { text, steps: vec![0], names };
    let mut known = Known::default();
    let all_values = proposals(trace);
    for (at, pair) in (1..).zip(trace.states.windows(2)) {
        let [before, after] = pair else { continue };
        let fault = |message: String| Fault::new(Code::NoSuchStep, Some(at), message);
        if let Some(lost) = before.sent.difference(&after.sent).next() {
            return Err(fault(format!("a message is gone, and none ever goes: {}", told(lost))));
        }
        let new: Vec<&Sent> = after.sent.difference(&before.sent).collect();
        let steps = match new.as_slice() {
            // Whether anything else changed is seen when the run is compared.
            [] => 0,
            [sent] => schedule.explain(at, sent, &mut known, &all_values).map_err(fault)?,
            [one, other, ..] => {
                let (one, other) = (told(one), told(other));
                return Err(fault(format!("one step sends one message, and here are new: {one}; {other}")));
            }
        };
        let done = schedule.steps[schedule.steps.len() - 1];
        schedule.steps.push(done + steps);
    }
    Ok(schedule)
}

/// The value that each ballot proposes, some time in the trace.
fn proposals(trace: &Trace) -> BTreeMap<u32, String> {
    let sent = trace.states.iter().flat_map(|state| &state.sent);
    let proposal = |sent: &Sent| match sent {
        Sent::Accept { ballot, value } => Some((*ballot, value.clone())),
        Sent::Prepare { .. } | Sent::Promise { .. } | Sent::Accepted { .. } => None,
    };
    sent.filter_map(proposal).collect()
}

/// A message in the words of the specification.
fn told(sent: &Sent) -> String {
    match sent {
        Sent::Prepare { ballot } => format!("1a of ballot {ballot}"),
        Sent::Promise { acceptor, ballot, .. } => {
            format!("1b of {} in ballot {ballot}", quote::name(acceptor))
        }
        Sent::Accept { ballot, value } => format!("2a of {} in ballot {ballot}", quote::name(value)),
        Sent::Accepted { acceptor, ballot, value } => {
            format!("2b of {} for {} in ballot {ballot}", quote::name(acceptor), quote::name(value))
        }
    }
}

impl Schedule {
    /// Puts down the lines for one new message; how many steps they are.
    fn explain(
        &mut self,
        at: u32,
        sent: &Sent,
        known: &mut Known,
        proposals: &BTreeMap<u32, String>,
    ) -> Result<u32, String> {
        let names = &self.names;
        let what = told(sent);
        let (line, steps) = match sent {
            Sent::Prepare { ballot } => {
                known.prepared.push(*ballot);
                let own = proposals.get(ballot).map(|value| format!(": {}", names.command(value)));
                // A ballot that never proposes has some value in mind.
                let own = own.unwrap_or_else(|| ": set x none".to_string());
                (format!("start {} round {}{own}", names.proposer(*ballot), ballot + 1), 1)
            }
            Sent::Promise { acceptor, ballot, vote } => {
                if !known.prepared.contains(ballot) {
                    return Err(format!("{what} fits no message: there is no 1a of ballot {ballot}"));
                }
                // Only a ballot above all that was promised is promised.
                known.must_be_below(acceptor, *ballot, &what)?;
                let last = known.votes.get(acceptor);
                if last != vote.as_ref() {
                    let says = |vote: Option<&Vote>| match vote {
                        Some((ballot, value)) => format!("{} in ballot {ballot}", quote::name(value)),
                        None => "no vote".to_string(),
                    };
                    let (one, other) = (says(vote.as_ref()), says(last));
                    return Err(format!("{what} reports {one}, but the acceptor's last vote is {other}"));
                }
                known.promised.insert(acceptor.clone(), *ballot);
                known.promises.entry(*ballot).or_default().push((acceptor.clone(), vote.clone()));
                (self.deliver("Prepare", *ballot, acceptor), 1)
            }
            Sent::Accept { ballot, value } => {
                if known.proposed.contains_key(ballot) {
                    return Err(format!("{what} is the second proposal of that ballot"));
                }
                known.proposed.insert(*ballot, value.clone());
                let promises = known.promises.get(ballot).map_or(&[][..], Vec::as_slice);
                let size = self.names.acceptors.len() / 2 + 1;
                let Some(quorum) = quorum_for(promises, size, value) else {
                    let had = promises.len();
                    return Err(format!(
                        "{what} fits no quorum: of the {had} acceptors that have promised, no {size} leave \
                         that value free or oblige to it"
                    ));
                };
                let list: Vec<&str> = quorum.iter().map(|name| names.acceptor(name)).collect();
                let (owner, list) = (names.proposer(*ballot), list.join(" "));
                let steps = u32::try_from(quorum.len()).unwrap_or(u32::MAX);
                (format!("deliver Promise {} {list}->{owner}", names.ballot(*ballot)), steps)
            }
            Sent::Accepted { acceptor, ballot, value } => {
                if known.proposed.get(ballot) != Some(value) {
                    return Err(format!("{what} fits no message: there is no such 2a"));
                }
                // A vote may be cast in the very ballot that was promised.
                known.must_be_below(acceptor, *ballot + 1, &what)?;
                known.promised.insert(acceptor.clone(), *ballot);
                known.votes.insert(acceptor.clone(), (*ballot, value.clone()));
                (self.deliver("Accept", *ballot, acceptor), 1)
            }
        };
        self.text += &format!("{line}  # state {at}\n");
        Ok(steps)
    }

    fn deliver(&self, kind: &str, ballot: u32, acceptor: &str) -> String {
        let (owner, to) = (self.names.proposer(ballot), self.names.acceptor(acceptor));
        format!("deliver {kind} {} {owner}->{to}", self.names.ballot(ballot))
    }
}

impl Known {
    /// What the acceptor promised must be below `bound`.
    fn must_be_below(&self, acceptor: &str, bound: u32, what: &str) -> Result<(), String> {
        match self.promised.get(acceptor) {
            Some(promised) if *promised >= bound => {
                Err(format!("{what} is too late: that acceptor has promised ballot {promised}"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Acceptors, `size` of them, whose promises make a proposer propose `value`:
/// none reports a vote, or the vote in the highest ballot is for it.
fn quorum_for<'a>(promises: &'a [(String, Option<Vote>)], size: usize, value: &str) -> Option<Vec<&'a str>> {
    let names = |chosen: Vec<&'a (String, Option<Vote>)>| {
        chosen.into_iter().map(|(acceptor, _)| acceptor.as_str()).collect()
    };
    // The highest vote of the quorum is one of these, or there is none. All
    // others are of those that voted below it, or not at all.
    let tops = promises.iter().filter(|(_, vote)| vote.as_ref().is_none_or(|(_, voted)| voted == value));
    for (_, top) in tops {
        let height = top.as_ref().map(|(ballot, _)| *ballot);
        let mut fits: Vec<_> =
            promises.iter().filter(|(_, vote)| vote.as_ref().map(|(ballot, _)| *ballot) <= height).collect();
        // The one with the top itself must be in.
        fits.sort_by_key(|(_, vote)| vote.as_ref() != top.as_ref());
        if fits.len() >= size {
            fits.truncate(size);
            return Some(names(fits));
        }
    }
    None
}
