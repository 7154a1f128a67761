//! Nodes that fail, between steps or in the midst of one, and what they find on
//! their disks when they come back; links, inboxes and clocks unlike the others.

use std::rc::Rc;

use antipaxos_paxos::few::put_in_order;
use antipaxos_paxos::{Address, Effect, Input, NodeId};

use super::{Scratch, World, client_id};
use crate::action::{Change, CrashPoint, Disk, Way};
use crate::protocol::{EffectOf, Protocol};
use crate::queue::Due;
use crate::settings::MAX_CLIENTS;
use crate::step::{Happening, Noted};

/// How a step was cut short.
type Cut = (CrashPoint, Option<Disk>);

impl<P: Protocol> World<P> {
    pub(super) fn must_be_up(&self, node: NodeId) -> Result<(), (String, String)> {
        if self.node(node).up {
            return Ok(());
        }
        let name = self.settings.names.node(node);
        Err((format!("{name} is down"), format!("restart {name} first")))
    }

    /// Sets the point at which the node's next step that writes is cut short.
    pub(super) fn doom(
        &mut self,
        node: NodeId,
        point: CrashPoint,
        back: Option<Disk>,
        scratch: &mut Scratch<P>,
    ) -> Result<(), (String, String)> {
        self.must_be_up(node)?;
        self.nodes[usize::from(node.0)].doom = Some((point, back));
        scratch.out.node = Some(node);
        scratch.out.happening = Happening::Doom { node, point, back };
        Ok(())
    }

    pub(super) fn crash(&mut self, node: NodeId) {
        let state = &mut self.nodes[usize::from(node.0)];
        state.up = false;
        state.timers.clear();
        state.doom = None;
    }

    pub(super) fn must_be_down(&self, node: NodeId) -> Result<(), (String, String)> {
        let state = self.node(node);
        if !state.up {
            return Ok(());
        }
        let name = self.settings.names.node(node);
        let hint = if state.doom.is_some() {
            format!("it has had nothing to write yet, so it did not crash; bounce {name} instead")
        } else {
            format!("crash {name} first, or bounce it")
        };
        Err((format!("{name} is up already"), hint))
    }

    pub(super) fn restart(&mut self, node: NodeId, disk: Disk, scratch: &mut Scratch<P>) {
        let settings = Rc::clone(&self.settings);
        let state = &mut self.nodes[usize::from(node.0)];
        let found = match disk {
            Disk::Lost => P::Disk::default(),
            Disk::Kept => P::disk(&state.replica),
            Disk::WithoutLastWrite => {
                let behind = state.behind.as_ref().expect("kept wherever the script may ask for it");
                behind.disk.clone()
            }
        };
        if let Some(behind) = &mut state.behind
            && disk != Disk::Kept
        {
            behind.disk = found.clone();
            behind.last.clear();
        }
        state.wrote &= disk == Disk::Kept;
        state.replica = settings.protocol.restart(node, found);
        state.up = true;
        self.drive(node, Input::Boot, scratch);
    }

    /// Takes from a doomed node's step what does not come to pass, if the step
    /// writes at all. `before`: the replica as it was.
    pub(super) fn cut_short(
        &mut self,
        node: NodeId,
        before: P::Replica,
        list: &mut Vec<EffectOf<P>>,
    ) -> Option<Cut> {
        if !list.iter().any(|effect| matches!(effect, Effect::Persist(_))) {
            return None;
        }
        let state = &mut self.nodes[usize::from(node.0)];
        let cut = state.doom.take()?;
        match cut.0 {
            CrashPoint::BeforeWrite => {
                state.replica = before;
                list.clear();
            }
            CrashPoint::AfterWrite => list.retain(|effect| match effect {
                Effect::Persist(_) | Effect::Fact(_) => true,
                Effect::Send { .. } | Effect::Arm { .. } | Effect::Disarm(_) => false,
            }),
            CrashPoint::AfterSend => {}
        }
        Some(cut)
    }

    /// How the link differs from the rest of the network.
    #[must_use]
    pub fn way(&self, from: Address, to: Address) -> Way {
        self.ways.get(self.link(from, to)).copied().unwrap_or_default()
    }

    /// Where the link stands in lists of all.
    fn link(&self, from: Address, to: Address) -> usize {
        let ends = self.nodes.len() + usize::from(MAX_CLIENTS);
        usize::from(self.end(from)) * ends + usize::from(self.end(to))
    }

    /// Whether messages are lost and duplicated by chance still.
    pub(super) fn is_noisy(&self) -> bool {
        self.settings.network.calm_ms.is_none_or(|calm_ms| self.now_ms < calm_ms)
    }

    /// Whether the link loses all there is.
    pub(super) fn is_dead(&self, from: NodeId, to: NodeId) -> bool {
        let way = self.way(Address::Node(from), Address::Node(to));
        way.loss_per_thousand == Some(1_000) && self.is_noisy()
    }

    pub(super) fn apply(&mut self, change: &Change) {
        match *change {
            Change::Link { from, to, way } => {
                let link = self.link(from, to);
                if self.ways.is_empty() {
                    self.ways = vec![Way::default(); self.counts.len()];
                }
                let known = &mut self.ways[link];
                known.delay = way.delay.or(known.delay);
                known.loss_per_thousand = way.loss_per_thousand.or(known.loss_per_thousand);
                known.duplicate_per_thousand = way.duplicate_per_thousand.or(known.duplicate_per_thousand);
            }
            Change::Calm { from, to } => {
                let link = self.link(from, to);
                if let Some(way) = self.ways.get_mut(link) {
                    *way = Way::default();
                }
            }
            Change::Slow { node, by_ms } => self.nodes[usize::from(node.0)].slow_ms = by_ms,
            Change::Clock { node, percent } => self.nodes[usize::from(node.0)].clock_percent = percent,
            Change::Hold => self.held = true,
            Change::Release => self.release(),
            Change::CalmAll => self.calm(),
        }
    }

    /// The network goes on by itself. What was not scheduled, since nothing was
    /// to come by itself, is now.
    fn release(&mut self) {
        self.held = false;
        if std::mem::replace(&mut self.schedules, true) {
            return;
        }
        let now_ms = self.now_ms;
        let mut flights: Vec<_> =
            self.flights.iter().map(|(place, flight)| (flight.id, place, flight.due_ms)).collect();
        put_in_order(&mut flights, |(id, ..)| *id);
        for (id, place, due_ms) in flights {
            self.queue.push(due_ms.max(now_ms), Due::Message { place, id });
        }
        for node in self.settings.nodes().iter() {
            for (timer, due_ms) in self.nodes[usize::from(node.0)].timers.schedule() {
                self.queue.push(due_ms, Due::Timer { node, timer });
            }
        }
        for (at, client) in self.clients.iter().enumerate() {
            if let Some(pending) = client.pending {
                self.queue.push(pending.due_ms, Due::Client { client: client_id(at) });
            }
        }
    }

    fn calm(&mut self) {
        self.calmed = true;
        self.ways.clear();
        for node in &mut self.nodes {
            node.slow_ms = 0;
            node.clock_percent = 100;
        }
    }

    /// The end of a step that was cut short.
    pub(super) fn fall(&mut self, node: NodeId, (point, back): Cut, scratch: &mut Scratch<P>) {
        self.crash(node);
        scratch.out.facts.push(Noted::Crashed { node, point, back });
        if let Some(disk) = back {
            self.restart(node, disk, scratch);
        }
    }
}
