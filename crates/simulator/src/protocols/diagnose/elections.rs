//! Ballots that get in each other's way: duels, and leaders that come and go.

use std::collections::{BTreeMap, BTreeSet};

use antipaxos_paxos::{Ballot, Fact, NodeId, NodeSet, Slot, Variant};

use super::super::Paxos;
use super::{choices, diagnosis, facts, list};
use crate::diagnosis::{Ailment, Diagnosis};
use crate::run::Run;
use crate::step::{Happening, Noted};

/// Ballots with a quorum of promises and none of votes, one after the other.
#[derive(Default)]
struct Series {
    /// With the steps of their quorums of promises.
    ballots: Vec<(Ballot, u32)>,
    /// The ballot that ended it, with a quorum of votes.
    ended: Option<Ballot>,
}

impl Series {
    fn owners(&self) -> NodeSet {
        self.ballots.iter().map(|(ballot, _)| ballot.owner).collect()
    }

    /// Whether somebody came back after another had pre-empted it.
    fn takes_turns(&self) -> bool {
        let owner = |at: usize| self.ballots[at].0.owner;
        (2..self.ballots.len()).any(|at| {
            (0..at - 1).any(|before| {
                owner(before) == owner(at) && (before + 1..at).any(|between| owner(between) != owner(at))
            })
        })
    }

    /// One that ended is a duel if they took turns; one that did not, if more
    /// than one takes part.
    fn is_duel(&self) -> bool {
        self.owners().len() >= 2 && (self.ended.is_none() || self.takes_turns())
    }
}

/// Several ballots of two or more owners reach a promise quorum and none an
/// accept quorum. Basic: in one slot; Multi: in any.
pub(super) fn duel(run: &Run<Paxos>) -> Option<Diagnosis> {
    let variant = run.settings().protocol.config.variant;
    let scope = |slot: Slot| match variant {
        Variant::Basic => slot,
        Variant::Multi => Slot::FIRST,
    };
    let mut proposed: BTreeSet<Ballot> = BTreeSet::new();
    let mut events: BTreeMap<Slot, Vec<(u32, Ballot, bool)>> = BTreeMap::new();
    for (step, _, fact) in facts(run) {
        if let Fact::Prepared { ballot, slot, .. } = *fact {
            events.entry(scope(slot)).or_default().push((step, ballot, false));
        }
        // A leader with nothing to propose fights nobody.
        if let Fact::Proposed { ballot, .. } = *fact {
            proposed.insert(ballot);
        }
    }
    for (step, slot, ballot) in choices(run) {
        events.entry(scope(slot)).or_default().push((step, ballot, true));
    }
    let mut duels: Vec<(Slot, Series)> = Vec::new();
    for (slot, mut events) in events {
        events.sort_unstable();
        let mut series = Series::default();
        for (step, ballot, chosen) in events {
            if chosen {
                series.ballots.retain(|(other, _)| *other != ballot);
                series.ended = Some(ballot);
                duels.push((slot, std::mem::take(&mut series)));
            } else if proposed.contains(&ballot) {
                series.ballots.push((ballot, step));
            }
        }
        duels.push((slot, series));
    }
    let worst = duels.into_iter().filter(|(_, series)| series.is_duel());
    let (slot, series) = worst.max_by_key(|(_, series)| series.ballots.len())?;
    let names = run.names();
    let ballots: Vec<Ballot> = series.ballots.iter().map(|(ballot, _)| *ballot).collect();
    let place = match variant {
        Variant::Basic => format!(" over {slot}"),
        Variant::Multi => String::new(),
    };
    let end = series.ended.map_or_else(String::new, |ballot| format!(", until {} did", names.show(ballot)));
    let sentence = format!(
        "{} fought{place}: {} had a quorum of promises each and none a quorum of votes{end}.",
        names.list(series.owners()),
        list(names, &ballots)
    );
    Some(diagnosis(Ailment::Duel, sentence, series.ballots.iter().map(|(_, step)| *step).collect()))
}

/// The leader changes again and again without a crash.
pub(super) fn churn(run: &Run<Paxos>) -> Option<Diagnosis> {
    let history = run.history();
    let mut leader = run.settings().leader;
    let mut crashed = NodeSet::EMPTY;
    let mut changes: Vec<(u32, NodeId)> = Vec::new();
    for step in 0..history.len() {
        if let Happening::Crash { node } | Happening::CrashRestart { node, .. } = history.step(step).happening
        {
            crashed.insert(node);
        }
        for noted in history.facts(step) {
            if let Noted::Crashed { node, .. } = noted {
                crashed.insert(*node);
            }
            if let Noted::At(node, Fact::Leads { .. }) = noted {
                if leader.is_some_and(|leader| leader != *node && !crashed.contains(leader)) {
                    changes.push((step, *node));
                }
                leader = Some(*node);
                crashed = crashed.without(*node);
            }
        }
    }
    if changes.len() < 2 {
        return None;
    }
    let names: Vec<&str> = changes.iter().map(|(_, node)| run.names().node(*node)).collect();
    let times = names.len();
    let sentence = format!(
        "The leader changed {times} times although the one before had not crashed: to {}.",
        names.join(", ")
    );
    Some(diagnosis(Ailment::Churn, sentence, changes.iter().map(|(step, _)| *step).collect()))
}
