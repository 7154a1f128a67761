//! Parts of a function that did not run and can stand alone: from a mark to the end of the block around it.
//! What is after the mark is reached by passing the mark alone, as there is no way into a block but from its
//! start.

use std::collections::BTreeSet;
use std::ops::Range;

use wasmparser::{Operator, ValType};

use super::flow::Flow;
use super::marks;

/// More locals than this are not handed over.
const MOST_INPUTS: usize = 12;
const MOST_OUTPUTS: usize = 6;

/// A part that becomes a function. It takes its inputs and gives back, in this order, what it carries, which
/// way it leaves (where there are several), its outputs.
#[derive(Clone, Debug)]
pub struct Region {
    /// Indices of operators.
    pub operators: Range<usize>,
    /// The mark before it.
    pub mark: usize,
    /// Locals that it needs, by type.
    pub inputs: Vec<u32>,
    /// Locals that it may write and that are wanted afterwards, by type.
    pub outputs: Vec<u32>,
    /// The ways that it leaves by; first the end of its block, if it gets there.
    pub exits: Vec<Exit>,
    /// Whether it gets to the end of its block.
    pub falls: bool,
    /// The value on the stack with which it leaves by some of them.
    pub carries: Option<ValType>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    pub label: Label,
    /// Whether it takes the value.
    pub carries: bool,
}

/// As seen from the region's own level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Depth(u32),
    /// The end of the loop that it is the last part of; a branch would repeat the loop.
    LoopEnd,
}

/// The regions of a function, in their order, none within another, each of which saves `worth` bytes at least.
/// `ran` has a place for each of its marks.
pub fn find(flow: &Flow<'_>, first_mark: usize, ran: &[bool], worth: isize) -> Vec<Region> {
    let mut found: Vec<Region> = Vec::new();
    let mut mark = 0;
    for at in 0..flow.operators.len() {
        if !marks::stands_after(at.checked_sub(1).map(|before| &flow.operators[before])) {
            continue;
        }
        mark += 1;
        let within = found.last().is_some_and(|last| last.operators.contains(&at));
        if !ran[mark - 1] && !within {
            let region = Region::new(flow, at, first_mark + mark - 1);
            found.extend(region.filter(|region| region.saves(flow) >= worth));
        }
    }
    found
}

impl Region {
    /// The region that begins at an operator, if it can be one.
    fn new(flow: &Flow<'_>, from: usize, mark: usize) -> Option<Self> {
        let to = flow.arm_end(from);
        let place = flow.places[from];
        if !place.reachable || !place.bare || from == to {
            return None;
        }
        let (exits, carries) = exits(flow, from, to)?;
        let (mut used, mut written) = (BTreeSet::new(), BTreeSet::new());
        for operator in &flow.operators[from..to] {
            match operator {
                Operator::LocalGet { local_index } => {
                    used.insert(*local_index);
                }
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    used.insert(*local_index);
                    written.insert(*local_index);
                }
                _ => {}
            }
        }
        let wanted_after = |local: u32| {
            exits.iter().any(|exit| {
                let on = match exit.label {
                    Label::Depth(depth) => flow.target(flow.label(from, depth)),
                    Label::LoopEnd => Some(to),
                };
                on.is_some_and(|on| flow.is_live(on, local))
            })
        };
        let by_type = |locals: &mut Vec<u32>| locals.sort_by_key(|local| (code(flow.local(*local)), *local));
        let mut inputs: Vec<u32> = used.iter().copied().filter(|local| flow.is_live(from, *local)).collect();
        let mut outputs: Vec<u32> = written.iter().copied().filter(|local| wanted_after(*local)).collect();
        by_type(&mut inputs);
        by_type(&mut outputs);
        let passable = outputs.iter().all(|local| is_number(flow.local(*local)));
        if inputs.len() > MOST_INPUTS || outputs.len() > MOST_OUTPUTS || !passable {
            return None;
        }
        let falls = flow.places[to].reachable;
        Some(Self { operators: from..to, mark, inputs, outputs, exits, falls, carries })
    }

    /// About how many bytes fewer the function has without it, before gzip.
    fn saves(&self, flow: &Flow<'_>) -> isize {
        let choices = match self.exits.len() {
            0..=2 => 2 * self.exits.len(),
            more => 7 * more,
        };
        let call = 5 + 2 * self.inputs.len() + 4 * self.outputs.len() + choices;
        let Range { start, end } = self.operators;
        (flow.offsets[end] - flow.offsets[start]).cast_signed() - call.cast_signed()
    }

    /// The types of what it gives back.
    pub fn results(&self, flow: &Flow<'_>) -> Vec<ValType> {
        let way = (self.exits.len() > 1).then_some(ValType::I32);
        let outputs = self.outputs.iter().map(|local| flow.local(*local));
        self.carries.into_iter().chain(way).chain(outputs).collect()
    }
}

/// The ways out of a part, and what it carries there. Nothing if it can't be one.
fn exits(flow: &Flow<'_>, from: usize, to: usize) -> Option<(Vec<Exit>, Option<ValType>)> {
    let around = flow.places[from].opener;
    let level = flow.depth(from);
    let mut ways: Vec<(Label, &[ValType])> = Vec::new();
    if flow.places[to].reachable {
        let label = if flow.is_loop(around) { Label::LoopEnd } else { Label::Depth(0) };
        ways.push((label, flow.leaves(around)));
    }
    for at in from..to {
        let mut leave = |depth: u32| {
            let Some(outside) = depth.checked_sub(flow.depth(at) - level) else { return };
            let label = flow.label(from, outside);
            let takes = if flow.is_loop(label) { &[] } else { flow.leaves(label) };
            ways.push((Label::Depth(outside), takes));
        };
        match &flow.operators[at] {
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => leave(*relative_depth),
            Operator::BrTable { targets } => {
                for depth in targets.targets() {
                    leave(depth.ok()?);
                }
                leave(targets.default());
            }
            Operator::Return => leave(flow.depth(at)),
            _ => {}
        }
    }
    let mut exits = Vec::new();
    let mut carries = None;
    for (label, takes) in ways {
        match takes {
            [] => {}
            [one] if is_number(*one) && carries.is_none_or(|other| other == *one) => carries = Some(*one),
            _ => return None,
        }
        let exit = Exit { label, carries: !takes.is_empty() };
        if !exits.contains(&exit) {
            exits.push(exit);
        }
    }
    Some((exits, carries))
}

fn is_number(of: ValType) -> bool {
    matches!(of, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64)
}

/// An order of types, so that there are few types of functions.
fn code(of: ValType) -> u8 {
    match of {
        ValType::I32 => 0,
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        ValType::V128 => 4,
        ValType::Ref(_) => 5,
    }
}
