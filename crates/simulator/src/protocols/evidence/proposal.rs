//! What a proposal rests on: the promises of a quorum, and the votes that they
//! report (PMS section 2.2, P2c).

use antipaxos_paxos::{Ballot, Fact, Message, NodeId, NodeSet, Origin, Rule, Slot, Value, Vote};

use super::past::{Past, cell, list};
use crate::evidence::{Evidence, Kind, Points, Thing};
use crate::narrate::Sentence;

/// A promise that a proposer counted.
struct Counted {
    node: NodeId,
    /// The vote that it reported in the slot.
    vote: Option<Vote>,
}

impl<'a> Past<'a> {
    fn counted(
        &self,
        points: &mut Points,
        node: NodeId,
        ballot: Ballot,
        promises: NodeSet,
        slot: Slot,
    ) -> Vec<Counted> {
        let one = |from: NodeId| {
            points.part(Thing::Node(from));
            points.part(cell(slot, ballot, from));
            if from == node {
                return Counted { node, vote: self.own_vote(points, node, ballot, slot) };
            }
            let is_for = |of: &dyn Fn(Ballot) -> bool, message: &Message| matches!(message, Message::Promise { ballot, .. } if of(*ballot));
            let id = self
                .heard(node, from, |message| is_for(&|of| of == ballot, message))
                // Where stale ones count.
                .or_else(|| self.heard(node, from, |message| is_for(&|of| of.owner == node, message)));
            let Some(id) = id else { return Counted { node: from, vote: None } };
            points.part(Thing::Message(id));
            let promise = &self.history.message(id).message;
            let votes = if let Message::Promise { votes, .. } = promise { &votes[..] } else { &[] };
            let vote = votes.iter().find(|(at, _)| *at == slot);
            Counted { node: from, vote: vote.map(|(_, vote)| *vote) }
        };
        promises.iter().map(one).collect()
    }

    /// The votes in `slot` that the promises for `ballot` reported to `node`;
    /// none where it counted no quorum.
    pub(in crate::protocols) fn reported(
        &self,
        node: NodeId,
        ballot: Ballot,
        slot: Slot,
    ) -> Vec<(NodeId, Vote)> {
        let Some((promises, _)) = self.promises(node, ballot) else { return Vec::new() };
        let counted = self.counted(&mut Points::default(), node, ballot, promises, slot);
        counted.iter().filter_map(|one| one.vote.map(|vote| (one.node, vote))).collect()
    }

    /// The votes in `slot` that those who promised `ballot` had cast, where
    /// promises keep silent about them.
    pub(in crate::protocols) fn unreported(
        &self,
        node: NodeId,
        ballot: Ballot,
        slot: Slot,
    ) -> Vec<(NodeId, Vote)> {
        let Some((promises, _)) = self.promises(node, ballot) else { return Vec::new() };
        let mut points = Points::default();
        let cast = |from| self.cast(&mut points, from, ballot, slot).map(|vote| (from, vote));
        promises.iter().filter_map(cast).collect()
    }

    /// What a proposer's own acceptor reported to it.
    fn own_vote(&self, points: &mut Points, node: NodeId, ballot: Ballot, slot: Slot) -> Option<Vote> {
        let reports = self.config.rules.keeps(Rule::PromiseReportsVote);
        reports.then(|| self.cast(points, node, ballot, slot)).flatten()
    }

    /// What an acceptor had voted when it promised `ballot`.
    fn cast(&self, points: &mut Points, node: NodeId, ballot: Ballot, slot: Slot) -> Option<Vote> {
        let when = self.promised(node, ballot, slot)?;
        points.part(Thing::Step(when));
        self.last(when, |step| {
            self.facts_at(node, step).find_map(|fact| {
                if let Fact::Voted { ballot: of, slot: there, value } = fact
                    && *there == slot
                    && *of < ballot
                {
                    Some(Vote { ballot: *of, value: *value })
                } else {
                    None
                }
            })
        })
    }

    /// PMS section 2.2, P2c: a quorum's promises, and the highest vote that
    /// they report.
    pub(super) fn proposal(
        &self,
        node: NodeId,
        (ballot, slot): (Ballot, Slot),
        value: &Value,
        origin: Origin,
    ) -> Option<Evidence> {
        let (promises, since) = self.promises(node, ballot)?;
        if since < self.step && origin == Origin::Own {
            return Some(self.tenure(node, (ballot, slot), promises, since));
        }
        let cluster = &self.config.cluster;
        let mut points = Points::default();
        let counted = self.counted(&mut points, node, ballot, promises, slot);
        let reports = || counted.iter().filter_map(|one| one.vote.map(|vote| (one.node, vote)));
        let say = list(self.say(), promises).text(" promised ").ballot(ballot);
        let say = say.text(&self.quorum(promises, cluster.quorums.phase1)).text(". ");
        let taken = match origin {
            Origin::Adopted { ballot, .. } => Some(ballot),
            Origin::Own | Origin::Hole => None,
        };
        let Some((_, highest)) = reports().max_by_key(|(_, vote)| vote.ballot) else {
            let say = say.text("None of them reports a vote in ").slot(slot);
            let tells = promises.len() >= cluster.quorums.phase1
                && cluster.quorums.intersect(cluster.acceptors.len());
            let say = say.text(".");
            let say = if tells {
                let say = say.text(" Had a value been chosen below ").ballot(ballot);
                say.text(", one of them would have voted for it.")
            } else {
                say
            };
            return Some(Evidence { kind: Kind::Freedom, words: say.end(), points: points.list() });
        };
        for (from, vote) in reports() {
            if vote.ballot == highest.ballot {
                points.main(cell(slot, vote.ballot, from));
                if let Some(step) = self.voted(from, vote.ballot, slot) {
                    points.main(Thing::Step(step));
                }
            } else {
                points.part(cell(slot, vote.ballot, from));
            }
        }
        let voters = reports().filter(|(_, vote)| vote.ballot == highest.ballot);
        let voters: NodeSet = voters.map(|(from, _)| from).collect();
        let others = reports().any(|(_, vote)| vote.ballot != highest.ballot);
        let say = list(say, voters).text(if voters.len() == 1 {
            " reports a vote for "
        } else {
            " report votes for "
        });
        let say = say.value(&highest.value).text(" in ").slot(slot).text(" at ").ballot(highest.ballot);
        let say = say.text(if others { ", the highest ballot reported. " } else { ". " });
        let say = match taken {
            Some(of) if of == highest.ballot => {
                let lower = reports().map(|(_, vote)| vote).filter(|vote| vote.value != *value);
                let lower = lower.max_by_key(|vote| vote.ballot);
                let say = self.why_adopt(say, node, (promises, voters), value);
                if let Some(lower) = lower { self.why_not_lower(say, highest, lower) } else { say }
            }
            Some(_) | None => {
                let say = say.text("That binds ").node(node).text(", which proposes ").value(value);
                say.text(" all the same.")
            }
        };
        Some(Evidence { kind: Kind::Adoption, words: say.end(), points: points.list() })
    }

    /// Whether the reported value may be chosen already, for all that the
    /// proposer knows: a view of the whole may know better.
    fn why_adopt(
        &self,
        say: Sentence<'a>,
        node: NodeId,
        (promises, voters): (NodeSet, NodeSet),
        value: &Value,
    ) -> Sentence<'a> {
        let cluster = &self.config.cluster;
        let unheard = cluster.acceptors.minus(promises);
        let needed = cluster.quorums.phase2;
        if voters.len() >= needed {
            return say.text("Those are a quorum: ").value(value).text(" is chosen already.");
        }
        if voters.or(unheard).len() < needed {
            return say
                .text("Too few can have voted for it to be chosen so far; to propose it does no harm.");
        }
        let missing = needed - voters.len();
        let say = list(say.node(node).text(" has not heard "), unheard).text(". For all it knows, ");
        let say = match (missing, unheard.len()) {
            (1, 2..) => say.text("one of them"),
            (missing, all) if missing < all => say.text("enough of them"),
            (_, 1) => list(say, unheard),
            (_, _) => say.text("they"),
        };
        say.text(" voted so too, and ").value(value).text(" is chosen already: nothing else is safe.")
    }

    /// Why a value that is reported of a lower ballot can't have been chosen
    /// there: the proposer of the higher one would have been told, and bound
    /// to it. Said only where everybody does as they should.
    fn why_not_lower(&self, say: Sentence<'a>, highest: Vote, lower: Vote) -> Sentence<'a> {
        if !self.all_keep_faith() {
            return say;
        }
        let say = say.text(" ").value(&lower.value).text(" can't be: ").node(highest.ballot.owner);
        let say = say.text(" asked a quorum before it proposed ").value(&highest.value);
        say.text(", and would have been told.")
    }

    /// A leader's later proposals rest on the promises that made it one.
    fn tenure(
        &self,
        node: NodeId,
        (ballot, slot): (Ballot, Slot),
        promises: NodeSet,
        since: u32,
    ) -> Evidence {
        let mut points = Points::default();
        points.main(Thing::Step(since));
        self.counted(&mut points, node, ballot, promises, slot);
        let say = self.say().node(node).text(&format!(" leads since step {since}: "));
        let say = list(say, promises).text(" promised ").ballot(ballot);
        let say = say.text(" for every open slot, ").slot(slot).text(" too.");
        Evidence { kind: Kind::Freedom, words: say.end(), points: points.list() }
    }
}
