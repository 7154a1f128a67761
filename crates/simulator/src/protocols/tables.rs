//! The ledger and the board of Paxos.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::few::{FewSet, put_in_order};
use antipaxos_paxos::{
    Ballot, Config, Learner, NodeId, NodeSet, Replica, Role, Slot, Stage, Value, Variant, Vote,
};

use crate::monitor::paxos::Monitors;
use crate::tables::{Board, BoardCell, BoardRow, Chosen, Ledger, LedgerCell, LedgerRow, Moment, Rivals, Tag};

/// How many slots that everybody has executed are shown.
const FINISHED: u32 = 3;
/// How many entries of a store are listed.
const ENTRIES: usize = 8;
/// How many values that are chosen besides the first are listed.
const RIVALS: usize = 2;

fn tag(names: &Names, ballot: Ballot) -> Tag {
    Tag { text: names.show(ballot).to_string(), round: ballot.round, owner: ballot.owner }
}

/// The last slots of which anything is known, `most` of them at most.
pub(super) fn ledger(
    config: &Config,
    moment: Moment<'_, Replica>,
    names: &Names,
    monitors: &Monitors,
    most: u32,
) -> Ledger {
    let touched = |replica: &&Replica| {
        replica.acceptor().last_vote().max(memory(moment, replica).and_then(Learner::last_known))
    };
    let replicas = moment.replicas;
    let last = replicas.iter().filter_map(touched).max().max(monitors.last_chosen());
    let last = last.map_or(1, |slot| slot.0);
    // What everybody has executed is over: a little of it is enough.
    let learners = replicas.iter().filter(|replica| config.cluster.learners.contains(replica.id()));
    let open = learners.map(|replica| replica.learner().first_unapplied().0).min().unwrap_or(1);
    let first = last.saturating_sub(most.saturating_sub(1)).max(open.saturating_sub(FINISHED)).max(1);
    let first = first.min(last);
    let promise = |replica: &&Replica| match config.variant {
        Variant::Multi => replica.acceptor().promised(Slot::FIRST).map(|ballot| tag(names, ballot)),
        Variant::Basic => None,
    };
    let store = |replica: &&Replica| {
        let entries = memory(moment, replica).map_or(&[][..], |learner| learner.store().entries());
        entries
            .iter()
            .take(ENTRIES)
            .map(|(key, value)| (key.as_str().to_string(), value.as_str().to_string()))
            .collect()
    };
    Ledger {
        earlier: first - 1,
        rows: (first..=last).map(|slot| row(config, moment, names, monitors, Slot(slot))).collect(),
        promises: replicas.iter().map(promise).collect(),
        stores: replicas.iter().map(store).collect(),
    }
}

fn row(
    config: &Config,
    moment: Moment<'_, Replica>,
    names: &Names,
    monitors: &Monitors,
    slot: Slot,
) -> LedgerRow {
    let chosen = monitors.chosen(slot).map(|choice| {
        let knows = |replica: &&&Replica| {
            let known = memory(moment, replica).and_then(|learner| learner.decision(slot));
            known.is_some_and(|known| known.value == choice.value)
        };
        Chosen {
            value: choice.value.to_string(),
            ballot: tag(names, choice.ballot),
            known_to: moment.replicas.iter().filter(knows).map(|replica| replica.id()).collect(),
            rivals: rivals(names, monitors, slot),
        }
    });
    let cell = |replica: &&Replica| {
        let (vote, learner) = (replica.acceptor().vote(slot), memory(moment, replica));
        let known = learner.and_then(|learner| learner.decision(slot));
        let no_op = known.map_or_else(
            || vote.is_some_and(|vote| vote.value == Value::NoOp),
            |known| known.value == Value::NoOp,
        );
        LedgerCell {
            vote: vote.map(|vote| (vote.value.to_string(), tag(names, vote.ballot))),
            known: known.map(|known| known.value.to_string()),
            applied: known.is_some() && learner.is_some_and(|learner| slot < learner.first_unapplied()),
            gap: known.is_none() && learner.is_some_and(|learner| learner.last_known() > Some(slot)),
            no_op,
            takes_part: config.cluster.acceptors.or(config.cluster.learners).contains(replica.id()),
        }
    };
    LedgerRow { slot: slot.0, chosen, cells: moment.replicas.iter().map(cell).collect() }
}

fn rivals(names: &Names, monitors: &Monitors, slot: Slot) -> Rivals {
    let all = monitors.rivals(slot);
    let listed = all.iter().take(RIVALS).map(|votes| (votes.value.to_string(), tag(names, votes.ballot)));
    Rivals {
        listed: listed.collect(),
        more: u32::try_from(all.len().saturating_sub(RIVALS)).unwrap_or(u32::MAX),
    }
}

/// What a node has learned: in its memory, and so nothing while it is down.
fn memory<'a>(moment: Moment<'a, Replica>, replica: &&'a Replica) -> Option<&'a Learner> {
    moment.up.contains(replica.id()).then(|| replica.learner())
}

/// The slot that there is most to say of: the first that somebody voted in and
/// not every learner knows; else the last that anybody voted in; else the first.
fn slot_of_interest(config: &Config, replicas: &[&Replica]) -> Slot {
    let last = replicas.iter().filter_map(|replica| replica.acceptor().last_vote()).max();
    let Some(last) = last else { return Slot::FIRST };
    let learners = || replicas.iter().filter(|replica| config.cluster.learners.contains(replica.id()));
    let known = learners().map(|replica| replica.learner().first_unknown()).min().unwrap_or(Slot::FIRST);
    known.min(last)
}

pub(super) fn board(
    config: &Config,
    moment: Moment<'_, Replica>,
    names: &Names,
    monitors: &Monitors,
    (slot, most): (Option<u32>, u32),
) -> Board {
    let replicas = moment.replicas;
    let slot = slot.map_or_else(|| slot_of_interest(config, replicas), |slot| Slot(slot.max(1)));
    let acceptors = config.cluster.acceptors;
    let of = |node: NodeId| replicas[usize::from(node.0)].acceptor();
    let mut ballots: FewSet<Ballot> = monitors.votes(slot).map(|votes| votes.ballot).collect();
    ballots.extend(acceptors.iter().filter_map(|node| of(node).promised(slot)));
    let up = replicas.iter().filter(|replica| moment.up.contains(replica.id()));
    ballots.extend(up.filter_map(|replica| at_work(replica, slot)));
    let earlier = u32::try_from(ballots.len()).unwrap_or(u32::MAX).saturating_sub(most);
    let row = |ballot: &Ballot| {
        let votes = || monitors.votes(slot).filter(|votes| votes.ballot == *ballot);
        let cell = |node: NodeId| {
            if let Some(votes) = votes().find(|votes| votes.voters.contains(node)) {
                return BoardCell::Voted { value: votes.value.to_string() };
            }
            let promised = of(node).promised(slot);
            if promised == Some(*ballot) {
                BoardCell::Promised
            } else if promised > Some(*ballot) {
                BoardCell::Closed
            } else {
                BoardCell::Open
            }
        };
        BoardRow {
            ballot: tag(names, *ballot),
            values: votes().map(|votes| votes.value.to_string()).collect(),
            cells: acceptors.iter().map(cell).collect(),
            chosen: votes().any(|votes| votes.voters.len() >= config.cluster.quorums.phase2),
        }
    };
    Board {
        slot: slot.0,
        acceptors,
        rows: ballots.iter().skip(earlier as usize).map(row).collect(),
        earlier,
        next: contradiction(names, monitors, slot)
            .map_or_else(|| next(config, names, slot, &of), |said| vec![said]),
        broken: !monitors.rivals(slot).is_empty(),
    }
}

/// The ballot that a proposer has at work in `slot`.
fn at_work(replica: &Replica, slot: Slot) -> Option<Ballot> {
    let synod =
        replica.synods().iter().find(|synod| synod.slot == slot).and_then(|synod| match &synod.stage {
            Stage::Preparing(campaign) => Some(campaign.ballot()),
            Stage::Accepting { ballot, .. } => Some(*ballot),
            Stage::BackingOff => None,
        });
    let role = match replica.multi().role() {
        Role::Candidate(campaign) if campaign.from() <= slot => Some(campaign.ballot()),
        Role::Leader(tenure) if tenure.open.iter().any(|(open, _)| *open == slot) => Some(tenure.ballot),
        Role::Candidate(_) | Role::Leader(_) | Role::Follower => None,
    };
    synod.or(role)
}

/// Where more than one value is chosen, nothing that a ballot may propose
/// agrees with them all.
fn contradiction(names: &Names, monitors: &Monitors, slot: Slot) -> Option<String> {
    let first = monitors.chosen(slot)?;
    let Rivals { listed, more } = rivals(names, monitors, slot);
    if listed.is_empty() {
        return None;
    }
    let count = match 1 + listed.len() + more as usize {
        2 => "Two".to_string(),
        3 => "Three".to_string(),
        many => many.to_string(),
    };
    let mut all = vec![format!("“{}” in {}", first.value, names.show(first.ballot))];
    all.extend(listed.iter().map(|(value, ballot)| format!("“{value}” in {}", ballot.text)));
    if more > 0 {
        all.push(format!("{more} more"));
    }
    let last = all.pop().unwrap_or_default();
    let all = all.join(", ");
    Some(format!(
        "{count} values are chosen: {all} and {last}. Nothing is safe any more: \
         whatever comes next contradicts one of them."
    ))
}

/// What a ballot above all others may propose, by who is in its quorum (PMS
/// section 2.2, P2c): the highest vote that its quorum reports binds it.
fn next<'a>(
    config: &Config,
    names: &Names,
    slot: Slot,
    of: &dyn Fn(NodeId) -> &'a antipaxos_paxos::Acceptor,
) -> Vec<String> {
    let acceptors = config.cluster.acceptors;
    let quorum = config.cluster.quorums.phase1;
    let mut votes: Vec<(Vote, NodeSet)> = Vec::new();
    for node in acceptors.iter() {
        let Some(vote) = of(node).vote(slot) else { continue };
        match votes.iter_mut().find(|(known, _)| known == vote) {
            Some((_, voters)) => {
                voters.insert(node);
            }
            None => votes.push((*vote, NodeSet::EMPTY.with(node))),
        }
    }
    put_in_order(&mut votes, |(vote, _)| std::cmp::Reverse(vote.ballot));
    let mut said = Vec::new();
    // Those whose vote would bind the quorum more than what comes next.
    let mut above = NodeSet::EMPTY;
    for (vote, voters) in votes {
        let others = acceptors.minus(above);
        if others.len() < quorum {
            return said;
        }
        let value = &vote.value;
        let ballot = names.show(vote.ballot);
        // Every quorum that avoids those above meets these.
        let always = others.minus(voters).len() < quorum;
        let who = names.list(voters);
        said.push(match (always, above.is_empty()) {
            (true, true) => {
                format!("Only “{value}” is safe from here on: every quorum hears of its votes at {ballot} ({who}).")
            }
            (true, false) => format!("Any other quorum hears of “{value}” at {ballot} ({who} voted)."),
            (false, _) => {
                let or = who.replace(" and ", " or ");
                let lead = if above.is_empty() { "A quorum with" } else { "Else one with" };
                format!("{lead} {or} must propose “{value}”, voted for at {ballot}.")
            }
        });
        if always {
            return said;
        }
        above = above.or(voters);
    }
    said.push(if above.is_empty() {
        "Nobody has voted: the next ballot may propose anything.".to_string()
    } else {
        format!("A quorum without {} may propose anything.", names.list(above).replace(" and ", " or "))
    });
    said
}
