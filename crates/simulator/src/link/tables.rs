//! The numbers by which links call things. Every list here only grows at its
//! end: a place that was published keeps its meaning, whatever becomes of the
//! order in the code that it names.

use antipaxos_paxos::{Adopts, Rule, Rules};

use crate::action::{CrashPoint, Disk};
use crate::diagnosis::Ailment;
use crate::monitor::paxos::Monitor;
use crate::scenario::RoleLine;

/// Statements and actions. The first seven take three bits, the next fifteen
/// seven, the others fifteen.
pub(super) mod opcode {
    pub const DELIVER: u32 = 0;
    pub const ASK: u32 = 1;
    pub const EXPECT: u32 = 2;
    pub const NOTE: u32 = 3;
    pub const START: u32 = 4;
    pub const DROP: u32 = 5;
    pub const CRASH: u32 = 6;
    pub const RESTART: u32 = 7;
    pub const PROTOCOL: u32 = 8;
    pub const ROLES: u32 = 9;
    pub const NETWORK: u32 = 10;
    pub const LEADER: u32 = 11;
    pub const UNTIL: u32 = 12;
    pub const RULES: u32 = 13;
    pub const BOUNCE: u32 = 14;
    pub const CUT: u32 = 15;
    pub const HEAL: u32 = 16;
    pub const DUPLICATE: u32 = 17;
    pub const TIMEOUT: u32 = 18;
    pub const TIMERS: u32 = 19;
    pub const CHANGE: u32 = 20;
    pub const QUORUMS: u32 = 21;
    pub const PREFIX: u32 = 22;
    pub const GIVEN: u32 = 23;
    pub const DELIVER_AGAIN: u32 = 24;
    pub const MONITORS: u32 = 25;
    pub const DELAY: u32 = 26;
}

/// When something is due. `USUAL` is in the order of the lines in a manual
/// network and at a time in an automatic one; `OTHER` the other way round.
pub(super) mod due {
    pub const USUAL: u32 = 0;
    pub const ON: u32 = 1;
    pub const AFTER: u32 = 2;
    pub const OTHER: u32 = 3;
    pub const ONCE: u32 = 4;
    pub const REPEAT: u32 = 5;
}

/// States of the world that a line may wait for.
pub(super) mod state {
    pub const CHOSEN: u32 = 0;
    pub const LEADS: u32 = 1;
    pub const CRASHED: u32 = 2;
    pub const LEARNED: u32 = 3;
    pub const VOTED: u32 = 4;
    pub const PROMISED: u32 = 5;
    pub const EXECUTED: u32 = 6;
    pub const DOWN: u32 = 7;
    pub const ANSWERED: u32 = 8;
}

/// Claims, in the same code as statements.
pub(super) mod claim {
    pub const CHOSEN: u32 = 0;
    pub const LEARNED: u32 = 1;
    pub const VOTED: u32 = 2;
    pub const SAFE: u32 = 3;
    pub const ANSWERED: u32 = 4;
    pub const EXECUTED: u32 = 5;
    pub const LOGS_EQUAL: u32 = 6;
    pub const STORE: u32 = 7;
    pub const LEADER: u32 = 8;
    pub const MESSAGES: u32 = 9;
    pub const DELAYS: u32 = 10;
    pub const STEPS: u32 = 11;
    pub const OPEN: u32 = 12;
    pub const PROMISED: u32 = 13;
    pub const VIOLATION: u32 = 14;
    pub const DIAGNOSIS: u32 = 15;
    pub const NO_DIAGNOSIS: u32 = 16;
    pub const NO_LEADER: u32 = 17;
}

/// The end of a list of options, and the options of a `protocol` line.
pub(super) const END: u32 = 0;
pub(super) mod protocol {
    pub const LEARNERS_LEADER: u32 = 1;
    pub const LEARNERS_ONE: u32 = 2;
    pub const REDIRECT: u32 = 3;
    pub const DIRECT_ANSWERS: u32 = 4;
    pub const WINDOW: u32 = 5;
    pub const NACKS_OFF: u32 = 6;
    pub const STRICT_PREPARE: u32 = 7;
    pub const WATERMARK: u32 = 8;
    pub const PREVOTE: u32 = 9;
}

/// Of a `network` line; `manual` stands in the link's head.
pub(super) mod network {
    pub const DELAY: u32 = 1;
    pub const LOSS: u32 = 2;
    pub const DUPLICATE: u32 = 3;
    pub const CALM: u32 = 4;
    pub const SEED: u32 = 5;
}

pub(super) mod timer {
    pub const ELECTION: u32 = 1;
    pub const HEARTBEAT: u32 = 2;
    pub const RESEND: u32 = 3;
    pub const BACKOFF: u32 = 4;
    pub const CLIENT: u32 = 5;
}

/// Of a `link` line.
pub(super) mod way {
    pub const DELAY: u32 = 1;
    pub const LOSS: u32 = 2;
    pub const DUPLICATE: u32 = 3;
}

/// Kinds of message.
pub(super) const KINDS: [&str; 16] = [
    "Accept",
    "Prepare",
    "Promise",
    "Accepted",
    "Learn",
    "Request",
    "Response",
    "Forward",
    "Redirect",
    "Nack",
    "Heartbeat",
    "HeartbeatAck",
    "CatchUp",
    "Decided",
    "PreVote",
    "PreVoteGranted",
];

/// Monitors, by the names that scenarios use.
const MONITORS: [&str; 17] = [
    "agreement",
    "learned-implies-chosen",
    "promise-is-kept",
    "one-value-per-ballot",
    "votes-are-safe",
    "chosen-is-stable",
    "logs-agree",
    "execution",
    "promise-is-monotone",
    "validity",
    "ballot-has-one-owner",
    "promise-tells-the-truth",
    "state-machines-agree",
    "only-no-ops-fill-gaps",
    "exactly-once",
    "linearizable",
    "durable-before-send",
];

/// Diagnoses, by the names that scenarios use.
const AILMENTS: [&str; 6] = ["duel", "no-quorum", "gap-stall", "deadlock", "churn", "partial-connectivity"];

/// Rules that are off, by id, and how.
const RULES: [(&str, Adopts); 29] = [
    ("R1", Adopts::Highest),
    ("R2", Adopts::Highest),
    ("R3a", Adopts::Highest),
    ("R3b", Adopts::Highest),
    ("R4a", Adopts::Highest),
    ("R4b", Adopts::Highest),
    ("R4c", Adopts::Highest),
    ("R5", Adopts::Last),
    ("R5", Adopts::Any),
    ("R5", Adopts::Lowest),
    ("R6", Adopts::Highest),
    ("R7", Adopts::Highest),
    ("R8", Adopts::Highest),
    ("R9", Adopts::Highest),
    ("R10", Adopts::Highest),
    ("R11", Adopts::Highest),
    ("R12", Adopts::Highest),
    ("R13", Adopts::Highest),
    ("R14", Adopts::Highest),
    ("M1", Adopts::Highest),
    ("M2", Adopts::Highest),
    ("M3", Adopts::Highest),
    ("M4", Adopts::Highest),
    ("M5", Adopts::Highest),
    ("M6", Adopts::Highest),
    ("M7", Adopts::Highest),
    ("M8", Adopts::Highest),
    ("M9", Adopts::Highest),
    ("M14", Adopts::Highest),
];

/// Roles, in two bits.
pub(super) const ROLES: [RoleLine; 4] =
    [RoleLine::Replicas, RoleLine::Proposers, RoleLine::Acceptors, RoleLine::Learners];

/// Points of a crash, and disks after it, as so many ones.
pub(super) const POINTS: [Option<CrashPoint>; 4] =
    [None, Some(CrashPoint::BeforeWrite), Some(CrashPoint::AfterWrite), Some(CrashPoint::AfterSend)];
pub(super) const DISKS: [Disk; 3] = [Disk::Kept, Disk::Lost, Disk::WithoutLastWrite];

/// The place of `thing` in a list that has it: tests see to that.
pub(super) fn place<T: PartialEq>(list: &[T], thing: &T) -> u32 {
    let at = list.iter().position(|known| known == thing).expect("a list of links knows all there is");
    u32::try_from(at).expect("a short list")
}

pub(super) fn monitor_place(monitor: Monitor) -> u32 {
    place(&MONITORS, &monitor.name())
}

pub(super) fn monitor_at(place: u32) -> Option<Monitor> {
    let name = MONITORS.get(place as usize)?;
    Monitor::ALL.into_iter().find(|monitor| monitor.name() == *name)
}

pub(super) fn ailment_place(ailment: Ailment) -> u32 {
    place(&AILMENTS, &ailment.name())
}

pub(super) fn ailment_at(place: u32) -> Option<Ailment> {
    let name = AILMENTS.get(place as usize)?;
    Ailment::ALL.into_iter().find(|ailment| ailment.name() == *name)
}

/// The places of the rules that are off.
pub(super) fn rule_places(rules: Rules) -> impl Iterator<Item = u32> {
    rules.broken().map(move |rule| {
        let adopts = if rule == Rule::AdoptHighestBallot { rules.adopts() } else { Adopts::Highest };
        place(&RULES, &(rule.id().unwrap_or_default(), adopts))
    })
}

/// These rules without the one at that place.
pub(super) fn without_rule_at(rules: Rules, place: u32) -> Option<Rules> {
    let (id, adopts) = RULES.get(place as usize)?;
    let rule = Rule::SWITCHES.into_iter().find(|rule| rule.id() == Some(*id))?;
    Some(if *adopts == Adopts::Highest { rules.without(rule) } else { rules.adopting(*adopts) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use crate::protocols::Paxos;

    #[test]
    fn every_kind_has_a_place() {
        for kind in Paxos::kinds() {
            assert!(KINDS.contains(kind), "add {kind} at the end of the list");
        }
        assert_eq!(KINDS.len(), Paxos::kinds().len());
    }

    #[test]
    fn every_monitor_has_a_place() {
        for monitor in Monitor::ALL {
            assert_eq!(monitor_at(monitor_place(monitor)), Some(monitor));
        }
        assert_eq!(MONITORS.len(), Monitor::ALL.len());
    }

    #[test]
    fn every_diagnosis_has_a_place() {
        for ailment in Ailment::ALL {
            assert_eq!(ailment_at(ailment_place(ailment)), Some(ailment));
        }
        assert_eq!(AILMENTS.len(), Ailment::ALL.len());
    }

    #[test]
    fn every_rule_has_a_place() {
        let singly = Rule::SWITCHES.map(|rule| Rules::ALL.without(rule));
        let ways = [Adopts::Any, Adopts::Lowest].map(|adopts| Rules::ALL.adopting(adopts));
        for rules in singly.into_iter().chain(ways) {
            let places: Vec<u32> = rule_places(rules).collect();
            assert_eq!(places.len(), 1);
            assert_eq!(without_rule_at(Rules::ALL, places[0]), Some(rules));
        }
        assert_eq!(RULES.len(), Rule::SWITCHES.len() + 2);
    }
}
