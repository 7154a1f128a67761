//! The papers' own conditions, each as the paper states it, over the histories
//! of many random runs. PMS is "Paxos Made Simple", PTP "The Part-Time
//! Parliament". What happened is read from facts alone: who promised, voted,
//! proposed. A slot is an instance of its own.
//!
//! Each can fail: the comment beneath it names a mistake in `crates/paxos`
//! that makes it do so.
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for a few of many")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use antipaxos_paxos::{Address, Ballot, Cluster, Fact, Kind, Message, NodeId, NodeSet, Slot, Value};
use antipaxos_simulator::action::CrashPoint;
use antipaxos_simulator::storm::Dice;
use antipaxos_simulator::{Ending, Session};

/// How many runs each condition is checked in.
const RUNS: u32 = 1_000;

/// Rival proposers, lost and doubled messages, cuts and restarts with disks.
fn schedule(seed: u32) -> String {
    let dice = &mut Dice::new(seed);
    let protocol = dice.pick(&["basic", "basic learners=leader", "multi", "multi learners=leader"]);
    let mut text = format!("# Run {seed}\nprotocol {protocol}\n");
    let (proposers, acceptors) = if dice.chance(60) {
        let names = &["A", "B", "C", "D", "E"][..dice.roll(3, 5) as usize];
        let _ = writeln!(text, "replicas {}", names.join(" "));
        (names, names)
    } else {
        let acceptors = &["A1", "A2", "A3", "A4"][..dice.roll(3, 4) as usize];
        let _ = writeln!(text, "proposers P1 P2 P3\nacceptors {}", acceptors.join(" "));
        (&["P1", "P2", "P3"][..], acceptors)
    };
    let (slowest, loss) = (dice.roll(5, 60), dice.roll(0, 25));
    let _ = writeln!(text, "network delay=1..{slowest}ms loss={loss}% duplicate=10% seed={seed}");
    text += "timers election=80..160ms heartbeat=25ms resend=50ms client=300ms\n";
    for client in 1..=dice.roll(2, 5) {
        for _ in 0..2 {
            let (at, node) = (dice.roll(0, 500), dice.pick(proposers));
            let _ = writeln!(text, "at {at}ms c{client} asks {node}: set x {at}");
        }
    }
    for _ in 0..dice.roll(1, 5) {
        let (at, node) = (dice.roll(0, 600), dice.pick(proposers));
        let _ = writeln!(text, "at {at}ms start {node}");
    }
    for _ in 0..dice.roll(0, 6) {
        let nodes = if dice.chance(50) { acceptors } else { proposers };
        let _ = writeln!(text, "at {}ms bounce {}", dice.roll(0, 700), dice.pick(nodes));
    }
    for _ in 0..dice.roll(0, 5) {
        let (at, one, other) = (dice.roll(0, 500), dice.pick(proposers), dice.pick(acceptors));
        if one != other {
            let healed = at + dice.roll(20, 300);
            let _ = writeln!(text, "at {at}ms cut {one}->{other}\nat {healed}ms heal {one}->{other}");
        }
    }
    let doomed = dice.pick(acceptors);
    let point = dice.pick(&["before-write", "after-write", "after-send"]);
    let _ = writeln!(text, "at {}ms bounce {doomed} {point}\nuntil 1000ms", dice.roll(0, 400));
    text
}

/// What an acceptor promised: to answer a Prepare, or by its vote.
struct Promise {
    step: u32,
    at: NodeId,
    ballot: Ballot,
    /// None: in all of them.
    slot: Option<Slot>,
    by_vote: bool,
}

/// A proposal at an acceptor: received, or voted for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Received {
    step: u32,
    at: NodeId,
    ballot: Ballot,
    slot: Slot,
    value: Value,
}

/// A proposal that was issued.
#[derive(Clone, Copy)]
struct Issued {
    step: u32,
    by: NodeId,
    ballot: Ballot,
    slot: Slot,
    value: Value,
}

/// What the papers speak of, out of one run's history.
struct Chronicle {
    text: String,
    cluster: Cluster,
    promises: Vec<Promise>,
    received: Vec<Received>,
    votes: Vec<Received>,
    issued: Vec<Issued>,
    begun: Vec<(Ballot, Slot)>,
    /// The phase-1 quorum of a ballot that came to propose.
    quorums: BTreeMap<Ballot, NodeSet>,
}

impl Chronicle {
    fn of(seed: u32) -> Self {
        let text = schedule(seed);
        let session = crate::common::play(&text);
        assert_eq!(session.run().trouble(), None, "{text}");
        let mut chronicle = Self {
            cluster: session.run().settings().protocol.config.cluster,
            promises: Vec::new(),
            received: arrivals(&session),
            votes: Vec::new(),
            issued: Vec::new(),
            begun: Vec::new(),
            quorums: BTreeMap::new(),
            text,
        };
        for (step, at, fact) in crate::common::facts(&session) {
            chronicle.note(step, at, fact);
        }
        chronicle
    }

    fn note(&mut self, step: u32, at: NodeId, fact: &Fact) {
        match *fact {
            Fact::Started { ballot, slot } => self.begun.push((ballot, slot)),
            Fact::Promised { ballot, slot } => {
                self.promises.push(Promise { step, at, ballot, slot, by_vote: false });
            }
            Fact::Prepared { ballot, promises, .. } => {
                self.quorums.insert(ballot, promises);
            }
            Fact::Proposed { ballot, slot, value, .. } => {
                self.issued.push(Issued { step, by: at, ballot, slot, value });
                if self.cluster.acceptors.contains(at) {
                    self.received.push(Received { step, at, ballot, slot, value });
                }
            }
            Fact::Voted { ballot, slot, value } => {
                let last = self.promises.iter_mut().rev().find(|promise| promise.at == at);
                if let Some(promise) = last.filter(|last| last.step == step && last.ballot == ballot) {
                    promise.by_vote = true;
                }
                self.votes.push(Received { step, at, ballot, slot, value });
            }
            _ => {}
        }
    }

    /// Whether the acceptor had promised, before that step, to ignore `received`.
    fn is_barred(&self, received: &Received, fits: impl Fn(&Promise) -> bool) -> bool {
        self.promises.iter().any(|promise| {
            promise.at == received.at
                && promise.step < received.step
                && promise.slot.is_none_or(|slot| slot == received.slot)
                && promise.ballot > received.ballot
                && fits(promise)
        })
    }

    /// Every proposal that was chosen: a quorum voted for it, ever.
    fn chosen(&self) -> Vec<(Ballot, Slot, Value, NodeSet)> {
        let mut voters: BTreeMap<(Slot, Ballot, Value), NodeSet> = BTreeMap::new();
        for vote in &self.votes {
            voters.entry((vote.slot, vote.ballot, vote.value)).or_default().insert(vote.at);
        }
        let quorum = self.cluster.quorums.phase2;
        let chosen = voters.into_iter().filter(|(_, voters)| voters.len() >= quorum);
        chosen.map(|((slot, ballot, value), voters)| (ballot, slot, value, voters)).collect()
    }

    /// What that acceptor voted for in the highest ballot below the proposal's,
    /// among its votes before `until`.
    fn last_vote(&self, at: NodeId, below: &Issued, until: u32) -> Option<&Received> {
        let votes = self.votes.iter().filter(|vote| {
            vote.at == at && vote.slot == below.slot && vote.ballot < below.ballot && vote.step < until
        });
        votes.max_by_key(|vote| vote.ballot)
    }
}

/// Every Accept that an acceptor got to handle.
fn arrivals(session: &Session) -> Vec<Received> {
    let history = session.run().history();
    let acceptors = session.run().settings().protocol.config.cluster.acceptors;
    let mut received = Vec::new();
    for sent in history.messages().iter().filter(|sent| sent.message.kind() == Kind::Accept) {
        let (Message::Accept { ballot, slot, value }, Address::Node(at)) = (&sent.message, sent.to) else {
            continue;
        };
        let Some((step, Ending::Arrived)) = sent.ended else { continue };
        // A step undone by a crash before its write never was.
        let undone = history.fell(step).is_some_and(|fall| fall.1 == CrashPoint::BeforeWrite);
        if acceptors.contains(at) && !undone {
            received.push(Received { step, at, ballot: *ballot, slot: *slot, value: *value });
        }
    }
    received
}

/// Every run; `check` says how many cases it found, of which there must be
/// `enough` in all.
fn in_every_run(enough: u32, check: impl Fn(&Chronicle) -> u32) {
    let cases: u32 = (0..RUNS).map(|seed| check(&Chronicle::of(seed))).sum();
    assert!(cases >= enough, "{cases} cases prove little");
}

/// PMS section 2.2, P1: the first proposal that an acceptor receives, it must
/// accept; by P1a, unless it has answered a Prepare with a higher number.
// Broken by an acceptor that votes only in a ballot that it has promised.
#[test]
fn p1_an_acceptor_accepts_the_first_proposal_that_it_receives() {
    in_every_run(500, |run| {
        let mut firsts: BTreeMap<(NodeId, Slot), &Received> = BTreeMap::new();
        for received in &run.received {
            let first = firsts.entry((received.at, received.slot)).or_insert(received);
            if received.step < first.step {
                *first = received;
            }
        }
        let mut unprepared = 0;
        for first in firsts.into_values().filter(|first| !run.is_barred(first, |_| true)) {
            assert!(run.votes.contains(first), "step {}: no vote\n{}", first.step, run.text);
            let asked = |promise: &&Promise| {
                let here = promise.slot.is_none_or(|slot| slot == first.slot);
                promise.at == first.at && promise.step < first.step && here
            };
            unprepared += u32::from(run.promises.iter().find(asked).is_none());
        }
        unprepared
    });
}

/// PMS section 2.2, P1a: an acceptor can accept a proposal numbered n if and
/// only if it has not responded to a Prepare with a number greater than n.
/// "If" stops, here, at its votes too: PTP has a vote promise its own ballot.
// Broken, one way, by an acceptor that does not compare an Accept with its
// promise, and the other way by one that refuses the very ballot it promised.
#[test]
fn p1a_an_acceptor_accepts_unless_it_has_answered_a_higher_prepare() {
    in_every_run(500, |run| {
        for vote in &run.votes {
            let barred = run.is_barred(vote, |promise| !promise.by_vote);
            assert!(!barred, "step {}: a vote below an answered Prepare\n{}", vote.step, run.text);
        }
        let mut refused = 0;
        for received in &run.received {
            let barred = run.is_barred(received, |_| true);
            assert_eq!(run.votes.contains(received), !barred, "step {}\n{}", received.step, run.text);
            refused += u32::from(barred);
        }
        refused
    });
}

/// PMS section 2.2, P2b: if a proposal with value v is chosen, every
/// higher-numbered proposal that any proposer issues has value v.
// Broken by a proposer that prefers its own value to a reported vote, and by
// an acceptor that does not compare an Accept with its promise.
#[test]
fn p2b_proposals_above_a_chosen_one_have_its_value() {
    in_every_run(500, |run| {
        let mut higher = 0;
        for (ballot, slot, value, _) in run.chosen() {
            for issued in run.issued.iter().filter(|it| it.slot == slot && it.ballot > ballot) {
                assert_eq!(issued.value, value, "step {}: {slot:?}\n{}", issued.step, run.text);
                higher += 1;
            }
        }
        higher
    });
}

/// PMS section 2.2, P2c: for any proposal issued, with value v and number n,
/// there is a quorum S of acceptors such that either none in S has accepted a
/// proposal numbered below n, or v is the value of the highest-numbered of the
/// proposals below n that those in S have accepted. True when it is issued,
/// and for ever after.
// Broken by a proposer that takes up the lowest ballot reported, or the last
// report to come, and by one that waits for one promise too few.
#[test]
fn p2c_some_quorum_vouches_for_every_proposal() {
    in_every_run(500, |run| {
        let mut adopted = 0;
        for issued in &run.issued {
            for until in [issued.step, u32::MAX] {
                let last: Vec<_> =
                    run.cluster.acceptors.iter().map(|at| run.last_vote(at, issued, until)).collect();
                let quorum = usize::from(run.cluster.quorums.phase1);
                let none = last.iter().filter(|vote| vote.is_none()).count() >= quorum;
                // S: whoever has no vote above the one that gave the value.
                let value = |given: &Received| {
                    let below = |vote: &&Option<&Received>| vote.is_none_or(|it| it.ballot <= given.ballot);
                    given.value == issued.value && last.iter().filter(below).count() >= quorum
                };
                let found = last.iter().flatten().any(|given| value(given));
                assert!(none || found, "step {}: {:?}\n{}", issued.step, issued.ballot, run.text);
                adopted += u32::from(!none);
            }
        }
        adopted
    });
}

/// PTP section 2.1, B1: each ballot has a number of its own. Here a ballot has
/// one owner, who begins it once and gives it one decree in each slot.
// Broken by a proposer that comes back without the round that it last used.
#[test]
fn b1_every_ballot_has_a_number_of_its_own() {
    in_every_run(2_000, |run| {
        let mut begun = BTreeSet::new();
        for (ballot, slot) in &run.begun {
            assert!(begun.insert(*ballot), "{ballot:?} began again, for {slot:?}\n{}", run.text);
        }
        let mut decrees = BTreeSet::new();
        for Issued { by, ballot, slot, .. } in &run.issued {
            assert!(begun.contains(ballot) && ballot.owner == *by, "{ballot:?}\n{}", run.text);
            assert!(decrees.insert((*ballot, *slot)), "two decrees in {ballot:?}\n{}", run.text);
        }
        u32::try_from(begun.len()).expect("few")
    });
}

/// PTP section 2.1, B2: the quorums of any two ballots share a priest: those
/// that promised, and, where a ballot was successful, those that voted.
// Broken by a quorum that is half of the acceptors, rounded down.
#[test]
fn b2_the_quorums_of_any_two_ballots_meet() {
    in_every_run(2_000, |run| {
        let voters = run.chosen().into_iter().map(|(.., voters)| voters);
        let quorums: Vec<NodeSet> = run.quorums.values().copied().chain(voters).collect();
        let mut pairs = 0;
        for (at, one) in quorums.iter().enumerate() {
            assert!(one.minus(run.cluster.acceptors).is_empty(), "{}", run.text);
            for other in &quorums[..at] {
                assert!(!one.and(*other).is_empty(), "{one:?} and {other:?}\n{}", run.text);
                pairs += 1;
            }
        }
        pairs
    });
}

/// PTP section 2.1, B3: if any priest of a ballot's quorum voted in an earlier
/// ballot, the decree is that of the latest such vote. Earlier is lower, not
/// sooner: votes cast after the ballot began count too.
// Broken by a proposer that takes up the lowest ballot reported, by a Promise
// that carries no vote, and by an acceptor that forgets its promise.
#[test]
fn b3_a_ballots_decree_is_that_of_its_quorums_latest_earlier_vote() {
    in_every_run(500, |run| {
        let mut bound = 0;
        for issued in &run.issued {
            let Some(quorum) = run.quorums.get(&issued.ballot) else {
                panic!("{:?} proposes without a quorum\n{}", issued.ballot, run.text)
            };
            let votes = quorum.iter().filter_map(|at| run.last_vote(at, issued, u32::MAX));
            if let Some(latest) = votes.max_by_key(|vote| vote.ballot) {
                assert_eq!(latest.value, issued.value, "step {}\n{}", issued.step, run.text);
                bound += 1;
            }
        }
        bound
    });
}
