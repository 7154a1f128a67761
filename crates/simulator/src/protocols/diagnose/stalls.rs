//! Runs that cannot go on as they stand: too few acceptors, a gap that stays,
//! a question that nobody will answer.

use antipaxos_paxos::{Address, Ballot, Fact, Ignored, Kind, NodeId, NodeSet, Role, Slot, Stage, Variant};

use super::super::Paxos;
use super::{diagnosis, facts, is_able, wanting};
use crate::diagnosis::{Ailment, Diagnosis};
use crate::run::Run;
use crate::step::{Happening, Noted};

/// Nobody who might propose reaches a quorum, and somebody waits.
pub(super) fn no_quorum(run: &Run<Paxos>) -> Option<Diagnosis> {
    let end = run.end();
    let cluster = &run.settings().protocol.config.cluster;
    let able = cluster.proposers.and(end.up()).iter().any(|node| is_able(end, node));
    if able || !wanting(run) {
        return None;
    }
    let down = cluster.acceptors.minus(end.up());
    let names = run.names();
    let quorum = cluster.quorums.phase1.max(cluster.quorums.phase2);
    let (all, up) = (cluster.acceptors.len(), cluster.acceptors.and(end.up()).len());
    let are = if down.len() > 1 { "are" } else { "is" };
    let sentence = if up < quorum {
        format!(
            "{} {are} down: {up} of {all} acceptors are left, and a quorum is {quorum}.",
            names.list(down)
        )
    } else {
        format!("Nobody who might propose reaches {quorum} of the {all} acceptors, which would be a quorum.")
    };
    Some(diagnosis(Ailment::NoQuorum, sentence, losses(run, down)))
}

/// The steps in which these nodes crashed last, and links were cut.
fn losses(run: &Run<Paxos>, down: NodeSet) -> Vec<u32> {
    let history = run.history();
    let last = |node: NodeId| {
        (0..history.len()).rev().find(|step| {
            let between =
                matches!(history.step(*step).happening, Happening::Crash { node: of } if of == node);
            between || history.fell(*step).is_some_and(|fall| fall.0 == node)
        })
    };
    let mut steps: Vec<u32> = down.iter().filter_map(last).collect();
    if run.end().cuts().any() {
        steps.extend(
            (0..history.len()).filter(|step| matches!(history.step(*step).happening, Happening::Cut)),
        );
    }
    steps
}

/// A learner knows a later slot, and cannot execute it for want of one before.
pub(super) fn gap_stall(run: &Run<Paxos>) -> Option<Diagnosis> {
    let end = run.end();
    let learners = run.settings().protocol.config.cluster.learners.and(end.up());
    let stalled = |node: &NodeId| {
        let learner = end.node(*node).replica.learner();
        learner.last_known() > Some(learner.first_unknown())
    };
    let stalled: NodeSet = learners.iter().filter(stalled).collect();
    let first = stalled.iter().next()?;
    let gap = end.node(first).replica.learner().first_unknown();
    let above = |node: NodeId, slot: Slot| stalled.contains(node) && slot > gap;
    let steps = facts(run)
        .filter(|(_, node, fact)| matches!(fact, Fact::Learned { slot, .. } if above(*node, *slot)));
    let steps = steps.map(|(step, ..)| step);
    let lacks = if stalled.len() > 1 { "lack" } else { "lacks" };
    let sentence =
        format!("{} {lacks} {gap} and cannot execute what is known above it.", run.names().list(stalled));
    Some(diagnosis(Ailment::GapStall, sentence, steps.collect()))
}

/// What a proposer waits for at the end.
struct Question {
    node: NodeId,
    ballot: Ballot,
    kind: Kind,
    /// Who answered.
    answered: NodeSet,
    needed: u8,
}

/// A role waits, and neither a message nor a timer will end it: those who
/// could answer have the question and will not.
pub(super) fn deadlock(run: &Run<Paxos>) -> Option<Diagnosis> {
    let acceptors = run.settings().protocol.config.cluster.acceptors;
    for question in questions(run) {
        let silent = silence(run, &question);
        let deaf: NodeSet =
            silent.iter().map(|(node, _)| *node).collect::<NodeSet>().minus(question.answered);
        if acceptors.minus(deaf).len() >= question.needed {
            continue;
        }
        let names = run.names();
        let waits = if question.kind == Kind::Prepare { "promises" } else { "votes" };
        let sentence = format!(
            "{} waits for {waits} in {}, and none will come: {} heard of it and will not answer.",
            names.node(question.node),
            names.show(question.ballot),
            names.list(deaf)
        );
        return Some(diagnosis(Ailment::Deadlock, sentence, silent.iter().map(|(_, step)| *step).collect()));
    }
    None
}

fn questions(run: &Run<Paxos>) -> Vec<Question> {
    let end = run.end();
    let config = &run.settings().protocol.config;
    let quorums = config.cluster.quorums;
    let mut found = Vec::new();
    for node in config.cluster.proposers.and(end.up()).iter() {
        let replica = &end.node(node).replica;
        let voters = |slot, ballot| replica.learner().voters(slot, ballot);
        let mut ask =
            |ballot, kind, answered, needed| found.push(Question { node, ballot, kind, answered, needed });
        match config.variant {
            Variant::Basic => {
                for synod in replica.synods() {
                    match &synod.stage {
                        Stage::Preparing(campaign) => {
                            ask(campaign.ballot(), Kind::Prepare, campaign.promises(), quorums.phase1);
                        }
                        Stage::Accepting { ballot, .. } => {
                            ask(*ballot, Kind::Accept, voters(synod.slot, *ballot), quorums.phase2);
                        }
                        Stage::BackingOff => {}
                    }
                }
            }
            Variant::Multi => match replica.multi().role() {
                Role::Candidate(campaign) => {
                    ask(campaign.ballot(), Kind::Prepare, campaign.promises(), quorums.phase1);
                }
                Role::Leader(tenure) => {
                    if let Some((slot, _)) = tenure.open.first() {
                        ask(tenure.ballot, Kind::Accept, voters(*slot, tenure.ballot), quorums.phase2);
                    }
                }
                Role::Follower => {}
            },
        }
    }
    found
}

/// Who had the question and kept silent, and when.
fn silence(run: &Run<Paxos>, question: &Question) -> Vec<(NodeId, u32)> {
    let history = run.history();
    let mut silent = Vec::new();
    for step in 0..history.len() {
        let asked = if let Happening::Deliver(id) = history.step(step).happening {
            let sent = history.message(id);
            let of_question = sent.message.ballot() == Some(question.ballot);
            match sent.to {
                Address::Node(node) if of_question => Some((node, sent.message.kind())),
                Address::Node(_) | Address::Client(_) => None,
            }
        } else {
            None
        };
        for noted in history.facts(step) {
            let Noted::At(node, Fact::Ignored { reason: Ignored::OtherValue | Ignored::StrictPrepare }) =
                noted
            else {
                continue;
            };
            // What it asks itself arrives within the step that asks.
            let heard = asked == Some((*node, question.kind));
            if (heard || *node == question.node) && silent.iter().all(|(known, _)| known != node) {
                silent.push((*node, step));
            }
        }
    }
    silent
}
