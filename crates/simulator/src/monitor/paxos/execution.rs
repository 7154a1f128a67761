//! Execution: in slot order, each command once, to the same state everywhere.

use antipaxos_paxos::{ClientId, NodeId, Slot, SlotMap, Value};

use super::Monitor;
use super::finding::{Charge, Manner, Report};

/// A client's latest command that a node executed.
#[derive(Clone, Copy, Debug)]
struct Executed {
    client: ClientId,
    sequence: u32,
    step: u32,
}

/// One node, since it started last.
#[derive(Clone, Debug)]
struct Machine {
    next: Slot,
    /// When it executed last.
    step: u32,
    /// The commit index that it told last, and when.
    told: Option<(Slot, u32)>,
    executed: Vec<Executed>,
}

impl Machine {
    const fn new(next: Slot) -> Self {
        Self { next, step: 0, told: None, executed: Vec::new() }
    }
}

/// The state after a slot, as the node saw it that came first.
#[derive(Clone, Copy, Debug)]
struct State {
    hash: u64,
    step: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Execution {
    machines: Vec<Machine>,
    states: SlotMap<State>,
}

impl Execution {
    pub fn new(nodes: usize, past: u32) -> Self {
        Self { machines: vec![Machine::new(Slot(past + 1)); nodes], states: SlotMap::default() }
    }

    pub fn restarted(&mut self, node: NodeId) {
        self.machines[usize::from(node.0)] = Machine::new(Slot::FIRST);
    }

    pub fn applied(&mut self, node: NodeId, slot: Slot, value: Value, again: bool, report: &mut Report) {
        let machine = &mut self.machines[usize::from(node.0)];
        let (before, due) = (machine.step, machine.next);
        if slot != due {
            report.broken(Charge {
                slot: Some(slot),
                values: (Some(value), None),
                steps: vec![before],
                manner: Manner::Due(due),
                ..Charge::new(Monitor::Execution, node)
            });
        }
        machine.next = slot.next();
        machine.step = report.step;
        if let Value::Command(command) = value {
            let fresh = Executed { client: command.client, sequence: command.sequence, step: report.step };
            let known = machine.executed.iter_mut().find(|known| known.client == command.client);
            let Some(known) = known else {
                machine.executed.push(fresh);
                return;
            };
            let repeated = command.sequence <= known.sequence;
            if repeated != again {
                let steps = vec![known.step];
                report.broken(Charge {
                    slot: Some(slot),
                    values: (Some(value), None),
                    steps,
                    manner: if again { Manner::Skipped } else { Manner::Plain },
                    ..Charge::new(Monitor::ExactlyOnce, node)
                });
            }
            if !repeated {
                *known = fresh;
            }
        }
    }

    /// A node that executed up to `slot` holds a state of this hash.
    pub fn state(&mut self, node: NodeId, slot: Slot, hash: u64, report: &mut Report) {
        let step = report.step;
        let first = *self.states.entry(slot, || State { hash, step });
        if first.hash != hash {
            report.broken(Charge {
                slot: Some(slot),
                steps: vec![first.step],
                ..Charge::new(Monitor::MachinesAgree, node)
            });
        }
    }

    /// A node tells others up to where every slot is chosen.
    pub fn told(&mut self, node: NodeId, commit: Option<Slot>, report: &mut Report) {
        let machine = &mut self.machines[usize::from(node.0)];
        if let Some((before, step)) = machine.told.filter(|(before, _)| commit < Some(*before)) {
            report.broken(Charge {
                slot: commit.or(Some(before)),
                steps: vec![step],
                manner: Manner::Told,
                ..Charge::new(Monitor::Execution, node)
            });
        }
        machine.told = commit.map(|commit| (commit, report.step));
    }
}
