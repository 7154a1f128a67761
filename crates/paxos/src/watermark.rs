//! Old votes are let go under a watermark (Multi; PMMC section 4.2).
//!
//! A vote is kept because a later leader may have to find it. It is not needed
//! any more once the slot is decided and everybody who has to know can find
//! that out. So, with `Config::watermark`:
//!
//! - every replica writes a decided value to its disk when it learns it, and
//!   tells the leader up to where it has them all (`HeartbeatAck`);
//! - the **watermark** is the highest slot up to which so many acceptors hold
//!   every value that no phase-1 quorum is without one; the leader tells it
//!   with its heartbeats;
//! - an acceptor lets its votes go up to the watermark, but never a vote of a
//!   slot whose value it does not hold itself;
//! - its promises tell up to where it did. A new leader proposes nothing
//!   there, whatever others report, and asks for what it does not know.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::config::Config;
use crate::effect::{Effects, Record, Sink};
use crate::fact::{Fact, Ignored};
use crate::few::put_in_order;
use crate::message::Message;
use crate::multi::{Role, Tenure};
use crate::node::NodeId;
use crate::proposer::Campaign;
use crate::replica::Replica;
use crate::slot::Slot;
use crate::value::Value;

impl Tenure {
    /// `node` has every decided value on disk, up to `slot`.
    pub(crate) fn note_holds(&mut self, node: NodeId, slot: Slot) {
        match self.holds.iter_mut().find(|(known, _)| *known == node) {
            Some((_, holds)) => *holds = slot.max(*holds),
            None => self.holds.push((node, slot)),
        }
    }

    fn held_by(&self, node: NodeId) -> Option<Slot> {
        self.holds.iter().find(|(known, _)| *known == node).map(|(_, holds)| *holds)
    }
}

impl Replica {
    /// A decided value goes to the disk before any vote for it goes away.
    pub(crate) fn write_decided(
        &mut self,
        config: &Config,
        slot: Slot,
        value: Value,
        out: &mut Effects<impl Sink>,
    ) {
        if config.lets_votes_go() {
            self.decided.insert(slot, value);
            out.persist(Record::Decided { slot, value });
        }
    }

    /// Up to where it has every decided value on disk.
    pub(crate) fn holds(&self, config: &Config) -> Option<Slot> {
        if config.lets_votes_go() { self.learner.commit() } else { None }
    }

    /// What the disk knows to be decided is executed again after a restart.
    pub(crate) fn reread(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        if let Some(slot) = self.learner.commit()
            && self.learner.applied() < Some(slot)
            && config.cluster.learners.contains(self.me)
        {
            out.fact(Fact::Reread { slot });
            self.execute(config, out);
        }
    }

    /// Up to where, by all that this leader was told, every phase-1 quorum has
    /// a member with every decided value on disk.
    pub(crate) fn watermark(&self, config: &Config) -> Option<Slot> {
        let Role::Leader(tenure) = self.multi.role() else { return None };
        let acceptors = config.cluster.acceptors;
        let held = |node| if node == self.me { self.holds(config) } else { tenure.held_by(node) };
        let mut held: Vec<Option<Slot>> = acceptors.iter().map(held).collect();
        put_in_order(&mut held, |slot| *slot);
        // All but this many may lack a value: they are too few for phase 1.
        let lacking = usize::from(config.cluster.quorums.phase1.saturating_sub(1));
        let heard = tenure.settled.max(self.acceptor.watermark());
        held.get(lacking).copied().flatten().max(heard)
    }

    /// Lets votes go up to the watermark, as far as it holds what was decided.
    pub(crate) fn let_go(&mut self, config: &Config, watermark: Option<Slot>, out: &mut Effects<impl Sink>) {
        let Some(slot) = watermark.min(self.holds(config)) else { return };
        if config.cluster.acceptors.contains(self.me) && self.acceptor.watermark() < Some(slot) {
            self.acceptor.let_go(slot);
            out.persist(Record::LetGo { slot });
            out.fact(Fact::LetGo { slot });
        }
    }

    /// An Accept for a slot whose vote was let go: the value is known.
    pub(crate) fn answer_decided(&self, from: NodeId, slot: Slot, out: &mut Effects<impl Sink>) {
        out.fact(Fact::Ignored { reason: Ignored::UnderWatermark });
        if let Some(value) = self.decided.get(slot) {
            out.send(from, Message::Decided { values: Box::new([(slot, *value)]) });
        }
    }

    /// The first slot in which a new leader may propose: above what it knows,
    /// and above every watermark that its promises told of. Whoever sent such
    /// a promise can be asked for the values.
    pub(crate) fn heed_watermarks(
        &self,
        campaign: &Campaign,
        tenure: &mut Tenure,
        out: &mut Effects<impl Sink>,
    ) -> Slot {
        let first = self.learner.first_unknown();
        for (node, slot) in campaign.watermarks() {
            tenure.note_holds(*node, *slot);
        }
        let highest = campaign.watermarks().iter().max_by_key(|(_, slot)| *slot);
        let Some(&(holder, last)) = highest.filter(|(_, slot)| *slot >= first) else { return first };
        tenure.settled = Some(last);
        out.fact(Fact::LeftAlone { first, last, holder });
        last.next()
    }

    /// A leader asks for values under a watermark that it does not know, of
    /// everyone that has them, with every beat until it knows them.
    pub(crate) fn ask_for_settled(&self, out: &mut Effects<impl Sink>) {
        let Role::Leader(tenure) = self.multi.role() else { return };
        let slot = self.learner.first_unknown();
        if tenure.settled >= Some(slot) {
            out.fact(Fact::Behind { slot });
            for (node, _) in tenure.holds.iter().filter(|(node, holds)| *node != self.me && *holds >= slot) {
                out.send(*node, Message::CatchUp { slot });
            }
        }
    }
}
