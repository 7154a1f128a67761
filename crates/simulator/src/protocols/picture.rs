//! How Paxos is written and drawn: captions, portraits, headlines.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{
    Acceptor, Config, Fact, Message, NodeId, Record, Replica, Role, Slot, Stage, Value, Variant, Vote,
};

use super::paxos::last_slots;
use super::said::{Said, said};
use crate::monitor::paxos::{Finding, Monitors};
use crate::protocol::{Caption, Cell, Headline, HeadlineKind, Place, Portrait, Property};

/// How many votes a portrait shows.
const CELLS: u32 = 6;
/// How many votes a list of properties holds.
const LISTED: u32 = 50;

pub(super) fn caption(config: &Config, names: &Names, message: &Message) -> Caption {
    let kind = message.kind();
    let text = names.show(message).to_string();
    let short = match message.ballot() {
        Some(ballot) => format!("{} {}", kind.name(), names.show(ballot)),
        None => kind.name().to_string(),
    };
    let detail = text.strip_prefix(&short).unwrap_or("").trim().to_string();
    let Said { slot, says, brief, load } = said(config, names, message, &detail);
    Caption {
        kind: kind.name(),
        call: call(config, names, message),
        slot,
        says,
        brief,
        load,
        detail,
        text,
        short,
        owner: message.ballot().map(|ballot| ballot.owner),
        reply: kind.is_reply(),
        refusal: matches!(message, Message::Nack { .. } | Message::Redirect { .. }),
    }
}

/// The overview's notation. Basic leaves the slot out, as the overview does.
fn call(config: &Config, names: &Names, message: &Message) -> String {
    let name = message.kind().name();
    let slotted = |slot: Slot| match config.variant {
        Variant::Basic if slot == Slot::FIRST => String::new(),
        Variant::Basic | Variant::Multi => format!(", {slot}"),
    };
    match message {
        Message::Request { command } | Message::Forward { command } => format!("{name}({command})"),
        Message::Response { outcome, .. } => format!("{name}({outcome})"),
        Message::Redirect { leader, .. } => format!("{name}({})", names.show(*leader)),
        Message::Prepare { ballot, slot } => format!("{name}({}{})", names.show(*ballot), slotted(*slot)),
        Message::Promise { ballot, slot, votes, .. } => {
            format!(
                "{name}({}{}, {{{}}})",
                names.show(*ballot),
                slotted(*slot),
                votes_of(config, names, votes)
            )
        }
        Message::Accept { ballot, slot, value } => {
            format!("{name}({}{}, {value})", names.show(*ballot), slotted(*slot))
        }
        Message::Accepted { ballot, slot, .. } => {
            format!("{name}({}{})", names.show(*ballot), slotted(*slot))
        }
        Message::Nack { ballot, promised, .. } => {
            format!("{name}({}, promised {})", names.show(*ballot), names.show(*promised))
        }
        Message::Learn { slot, value, .. } => format!("{name}({slot}, {value})"),
        Message::Heartbeat { ballot, .. } | Message::HeartbeatAck { ballot, .. } => {
            format!("{name}({})", names.show(*ballot))
        }
        Message::PreVote { ballot, .. } | Message::PreVoteGranted { ballot, .. } => {
            format!("{name}({})", names.show(*ballot))
        }
        Message::CatchUp { slot } => format!("{name}({slot})"),
        Message::Decided { .. } => {
            let text = names.show(message).to_string();
            format!("{name}({})", text.strip_prefix(name).unwrap_or("").trim())
        }
    }
}

/// What a Promise reports, `none` where that is nothing.
fn votes_of(config: &Config, names: &Names, votes: &[(Slot, Vote)]) -> String {
    if votes.is_empty() {
        return "none".to_string();
    }
    let one = |(slot, vote): &(Slot, Vote)| match config.variant {
        Variant::Basic => format!("{} @{}", vote.value, names.show(vote.ballot)),
        Variant::Multi => format!("{slot} {} @{}", vote.value, names.show(vote.ballot)),
    };
    votes.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn role(config: &Config, replica: &Replica) -> &'static str {
    let node = replica.id();
    let cluster = &config.cluster;
    if !cluster.proposers.contains(node) {
        return if cluster.acceptors.contains(node) { "acceptor" } else { "learner" };
    }
    match config.variant {
        Variant::Multi => match replica.multi().role() {
            Role::Follower if replica.multi().asking().is_some() => "asking",
            Role::Follower => "follower",
            Role::Candidate(_) => "candidate",
            Role::Leader(_) => "leader",
        },
        Variant::Basic => match replica.synods().iter().map(|synod| &synod.stage).next_back() {
            Some(Stage::Preparing(_)) => "preparing",
            Some(Stage::Accepting { .. }) => "proposing",
            Some(Stage::BackingOff) => "waiting",
            None if cluster.acceptors.contains(node) => "replica",
            None => "proposer",
        },
    }
}

pub(super) fn portrait(
    config: &Config,
    replica: &Replica,
    names: &Names,
    monitors: &Monitors,
    last_write: &[Record],
) -> Portrait {
    let node = replica.id();
    let wants = replica.synods().iter().rev().find_map(|synod| synod.own).map(|command| command.to_string());
    let mut portrait = Portrait { role: role(config, replica), wants, ..Portrait::default() };
    if !config.cluster.acceptors.contains(node) {
        return portrait;
    }
    let acceptor = replica.acceptor();
    let promised = match config.variant {
        Variant::Multi => acceptor.promised(Slot::FIRST),
        Variant::Basic => {
            acceptor.promises_by_slot().last().map(|(_, ballot)| *ballot).or(acceptor.promised_anywhere())
        }
    };
    portrait.badge = promised.map(|ballot| (names.show(ballot).to_string(), ballot.owner));
    portrait.badge_last_write = last_write.iter().any(|record| match record {
        Record::Promised { ballot, .. } => Some(*ballot) == promised,
        Record::Round(_) | Record::Voted { .. } | Record::Erased { .. } => false,
        Record::Decided { .. } | Record::LetGo { .. } => false,
    });
    let last = acceptor.last_vote().max(acceptor.watermark());
    portrait.cells = last_slots(last, CELLS).map(|slot| cell(names, monitors, slot, acceptor)).collect();
    for cell in &mut portrait.cells {
        cell.last_write = last_write.iter().any(|record| wrote_cell(record, Slot(cell.slot)));
    }
    portrait
}

/// Whether a write is what a slot's square shows.
fn wrote_cell(record: &Record, of: Slot) -> bool {
    match *record {
        Record::Voted { slot, .. } | Record::Erased { slot } => slot == of,
        Record::LetGo { slot } => slot >= of,
        Record::Round(_) | Record::Promised { .. } | Record::Decided { .. } => false,
    }
}

fn cell(names: &Names, monitors: &Monitors, slot: Slot, acceptor: &Acceptor) -> Cell {
    let Some(vote) = acceptor.vote(slot) else {
        let let_go = acceptor.watermark() >= Some(slot);
        let label = if let_go { "its vote was let go, the slot is decided" } else { "no vote" };
        return Cell {
            slot: slot.0,
            owner: None,
            chosen: let_go,
            last_write: false,
            label: format!("{slot}: {label}"),
        };
    };
    let chosen = monitors.is_chosen(slot, vote.value);
    let label = format!("{slot}: voted {} in {}", vote.value, names.show(vote.ballot));
    Cell { slot: slot.0, owner: Some(vote.ballot.owner), chosen, last_write: false, label }
}

pub(super) fn properties(config: &Config, replica: &Replica, names: &Names) -> Vec<Property> {
    let mut list = Vec::new();
    let mut add = |name, value: String, place| list.push(Property { name, value, place });
    let node = replica.id();
    let acceptor = replica.acceptor();
    let ballot = |ballot: Option<antipaxos_paxos::Ballot>| {
        ballot.map_or_else(|| "nothing".to_string(), |ballot| names.show(ballot).to_string())
    };
    if config.cluster.acceptors.contains(node) {
        match config.variant {
            Variant::Multi => add("promised", ballot(acceptor.promised(Slot::FIRST)), Place::Disk),
            Variant::Basic => {
                for (slot, promised) in acceptor.promises_by_slot() {
                    add("promised", format!("{slot}: {}", names.show(*promised)), Place::Disk);
                }
            }
        }
        if let Some(slot) = acceptor.watermark() {
            add("votes let go up to", slot.to_string(), Place::Disk);
        }
        // The latest alone: the list is for looking at.
        let first = acceptor.last_vote().map_or(1, |last| last.0.saturating_sub(LISTED - 1)).max(1);
        for (slot, vote) in acceptor.votes_from(Slot(first)) {
            add("vote", format!("{slot} {} @{}", vote.value, names.show(vote.ballot)), Place::Disk);
        }
    }
    if config.cluster.proposers.contains(node) {
        add("highest round used", replica.round().to_string(), Place::Disk);
        add("requests to answer", (replica.waiting() + replica.multi().kept()).to_string(), Place::Memory);
        match config.variant {
            Variant::Multi => {
                add("role", role(config, replica).to_string(), Place::Memory);
                add("follows", ballot(replica.multi().leader()), Place::Memory);
            }
            Variant::Basic => {
                for synod in replica.synods() {
                    let own = synod.own.map_or_else(|| "no-op".to_string(), |command| command.to_string());
                    add(
                        "proposes",
                        format!("{} {own}, {}", synod.slot, ballot(synod.ballot())),
                        Place::Memory,
                    );
                }
            }
        }
    }
    let learner = replica.learner();
    let slot = |slot: Option<Slot>| slot.map_or_else(|| "nothing".to_string(), |slot| slot.to_string());
    add(
        "learned up to",
        slot(learner.commit()),
        if config.lets_votes_go() { Place::Disk } else { Place::Memory },
    );
    add("executed up to", slot(learner.applied()), Place::Memory);
    list
}

pub(super) fn quoted(value: &Value) -> String {
    match value {
        Value::NoOp => "a no-op".to_string(),
        Value::Command(command) => format!("“{command}”"),
    }
}

pub(super) fn headline(names: &Names, finding: &Finding) -> Headline {
    match finding {
        Finding::Chosen { slot, ballot, value, voters } => Headline {
            kind: HeadlineKind::Chosen,
            short: format!("{slot} chosen"),
            text: format!(
                "{slot} is chosen: {} voted for {} in {}.",
                names.list(*voters),
                quoted(value),
                names.show(*ballot)
            ),
            proof: String::new(),
        },
        Finding::Violated(violation) => super::violated::headline(names, violation),
    }
}

pub(super) fn fact_headline(config: &Config, names: &Names, node: NodeId, fact: &Fact) -> Option<Headline> {
    if let (Fact::Leads { ballot, promises }, Variant::Multi) = (fact, config.variant) {
        let name = names.node(node);
        return Some(Headline {
            kind: HeadlineKind::Leads,
            short: format!("{name} leads"),
            text: format!("{name} leads with {}: {} promised.", names.show(*ballot), names.list(*promises)),
            proof: String::new(),
        });
    }
    None
}
