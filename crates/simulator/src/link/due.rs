//! When a line is due: in turn, at a time, after a step, on a message, in a
//! state, again and again.

use super::Fault;
use super::decode::{self, Decoded, Decoder};
use super::encode::{self, Encoder};
use super::tables::{due, state};
use crate::action::Condition;
use crate::scenario::{Beat, Verb, When};

impl Encoder {
    pub fn when(&mut self, when: &When, is_note: bool) {
        let manual = self.memory.manual;
        match when {
            When::Next => self.out.ones(if manual { due::USUAL } else { due::OTHER }),
            When::At { ms } => {
                self.out.ones(if manual { due::OTHER } else { due::USUAL });
                let last = if is_note { &mut self.memory.note_ms } else { &mut self.memory.action_ms };
                encode::delta(&mut self.out, *last, *ms);
                *last = *ms;
            }
            When::On { nth, pattern } => {
                self.out.ones(due::ON);
                self.out.number(nth.wrapping_sub(1), 0);
                self.pattern(pattern);
            }
            When::After { step } => {
                self.out.ones(due::AFTER);
                encode::delta(&mut self.out, self.memory.after, *step);
                self.memory.after = *step;
            }
            When::Once(condition) => {
                self.out.ones(due::ONCE);
                self.condition(condition);
            }
            When::Repeat { count, beat } => {
                self.out.ones(due::REPEAT);
                self.out.number(count.wrapping_sub(1), 3);
                self.maybe(*beat, |to, beat| {
                    encode::time(&mut to.out, beat.from_ms);
                    encode::time(&mut to.out, beat.every_ms);
                });
            }
        }
    }

    /// How much longer the messages of a `delay` take.
    pub fn delay_of(&mut self, verb: Verb) {
        match verb {
            Verb::Delay { by_ms } => encode::time(&mut self.out, by_ms),
            Verb::Deliver | Verb::DeliverAgain | Verb::Drop | Verb::Duplicate => {}
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match *condition {
            Condition::Chosen { slot } => {
                self.out.rank(state::CHOSEN);
                self.slot(slot);
            }
            Condition::Leads { node } => {
                self.out.rank(state::LEADS);
                self.node(node);
            }
            Condition::Promised { node, ballot } => {
                self.out.rank(state::PROMISED);
                self.node(node);
                self.ballot(ballot);
            }
            Condition::Voted { node, slot, ballot } => {
                self.out.rank(state::VOTED);
                self.node(node);
                self.slot(slot);
                self.maybe(ballot, Self::ballot);
            }
            Condition::Learned { node, slot } => {
                self.out.rank(state::LEARNED);
                self.node(node);
                self.slot(slot);
            }
            Condition::Executed { node, slot } => {
                self.out.rank(state::EXECUTED);
                self.node(node);
                self.slot(slot);
            }
            Condition::Crashed { node } => {
                self.out.rank(state::CRASHED);
                self.node(node);
            }
            Condition::Down { nodes } => {
                self.out.rank(state::DOWN);
                self.out.number(nodes.wrapping_sub(1), 1);
            }
            Condition::Answered { requests } => {
                self.out.rank(state::ANSWERED);
                self.out.number(requests.wrapping_sub(1), 2);
            }
        }
    }
}

impl Decoder<'_> {
    pub fn when(&mut self, is_note: bool) -> Decoded<When> {
        let how = self.bits.ones()?;
        let in_turn = self.memory.manual == (how == due::USUAL);
        Ok(match how {
            due::USUAL | due::OTHER if in_turn => When::Next,
            due::USUAL | due::OTHER => {
                let last = if is_note { &mut self.memory.note_ms } else { &mut self.memory.action_ms };
                *last = decode::delta(&mut self.bits, *last)?;
                When::At { ms: *last }
            }
            due::ON => When::On { nth: self.counted(0)?, pattern: self.pattern()? },
            due::AFTER => {
                self.memory.after = decode::delta(&mut self.bits, self.memory.after)?;
                When::After { step: self.memory.after }
            }
            due::ONCE => When::Once(self.condition()?),
            due::REPEAT => When::Repeat {
                count: self.counted(3)?,
                beat: self.maybe(|from| {
                    let from_ms = decode::time(&mut from.bits)?;
                    Ok(Beat { from_ms, every_ms: decode::time(&mut from.bits)? })
                })?,
            },
            _ => return Err(Fault::NewerVersion),
        })
    }

    fn condition(&mut self) -> Decoded<Condition> {
        Ok(match self.bits.rank()? {
            state::CHOSEN => Condition::Chosen { slot: self.slot()? },
            state::LEADS => Condition::Leads { node: self.node()? },
            state::PROMISED => Condition::Promised { node: self.node()?, ballot: self.ballot()? },
            state::VOTED => {
                Condition::Voted { node: self.node()?, slot: self.slot()?, ballot: self.maybe(Self::ballot)? }
            }
            state::LEARNED => Condition::Learned { node: self.node()?, slot: self.slot()? },
            state::EXECUTED => Condition::Executed { node: self.node()?, slot: self.slot()? },
            state::CRASHED => Condition::Crashed { node: self.node()? },
            state::DOWN => Condition::Down { nodes: self.counted(1)? },
            state::ANSWERED => Condition::Answered { requests: self.counted(2)? },
            _ => return Err(Fault::NewerVersion),
        })
    }
}
