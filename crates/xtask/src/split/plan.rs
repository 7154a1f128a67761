//! Which function goes where, and how it is reached from the other part.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, ensure};

use super::order::by_likeness;
use super::read::Shape;
use super::{NEED, is_first};

/// A function that is called from so many places of the first part is worth a function of its own there.
const CALLS_FOR_A_THUNK: usize = 3;

/// All indices are those of the original module unless they say otherwise.
#[derive(Debug)]
pub struct Plan<'a> {
    pub shape: &'a Shape,
    /// Functions that stay with their indices in the first part: the imported ones, then those of `order`.
    pub kept: HashMap<u32, u32>,
    /// The functions that are defined in the first part, in its order.
    pub order: Vec<u32>,
    /// Functions that go, in their order: their indices in the rest.
    pub moved: BTreeMap<u32, u32>,
    /// Of the types of the moved functions that the first part calls: the dispatchers' indices in the first
    /// part, one after the other.
    pub dispatchers: BTreeMap<u32, u32>,
    /// In the first part, the function that has the rest brought in where it is missing.
    pub ensure: u32,
    /// What stands in the first part for a moved function, after `ensure`, one after the other.
    pub thunks: BTreeMap<u32, u32>,
    /// The table's slot where the functions that go begin.
    pub moved_slots: u32,
    /// Slots of the functions that stay and that the rest calls.
    pub kept_slots: HashMap<u32, u32>,
    /// Those of them that get a new slot, from `new_slots` on.
    pub new_in_table: Vec<u32>,
    pub new_slots: u32,
}

impl<'a> Plan<'a> {
    pub fn new(wasm: &[u8], shape: &'a Shape, ran: &[bool]) -> Result<Self> {
        ensure!(ran.len() == shape.functions.len(), "the profile is of another module");
        let need = *shape.exported.get(NEED).with_context(|| format!("no export {NEED}"))?;
        let stays = |index: u32| {
            let Some(at) = index.checked_sub(shape.imports()) else { return true };
            ran[at as usize] || index == need || is_first(&shape.functions[at as usize].name)
        };
        let all = 0..shape.imports() + u32::try_from(shape.functions.len())?;
        let (kept, moved): (Vec<u32>, Vec<u32>) = all.partition(|index| stays(*index));
        let (imported, defined) = kept.split_at(shape.imported.len());
        let body = |index: &u32| &wasm[shape.functions[(index - shape.imports()) as usize].body.clone()];
        let bodies: Vec<&[u8]> = defined.iter().map(body).collect();
        let order: Vec<u32> = by_likeness(&bodies).into_iter().map(|at| defined[at]).collect();
        let kept: HashMap<u32, u32> = imported.iter().chain(&order).copied().zip(0..).collect();
        let mut next = u32::try_from(kept.len())?;
        let moved: BTreeMap<u32, u32> = moved.into_iter().zip(0..).collect();

        let mut calls_to_moved = BTreeMap::<u32, usize>::new();
        let mut called_from_moved = BTreeSet::new();
        for (function, caller) in shape.functions.iter().zip(shape.imports()..) {
            for callee in &function.calls {
                if kept.contains_key(&caller) && moved.contains_key(callee) {
                    *calls_to_moved.entry(*callee).or_default() += 1;
                } else if moved.contains_key(&caller) && kept.contains_key(callee) {
                    called_from_moved.insert(*callee);
                }
            }
        }
        let referred = |index: &u32| {
            calls_to_moved.get(index).is_some_and(|count| *count >= CALLS_FOR_A_THUNK)
                || shape.slots.contains_key(index)
                || shape.exported.values().any(|exported| exported == index)
        };
        let with_thunk: Vec<u32> = moved.keys().copied().filter(referred).collect();
        let types: BTreeSet<u32> =
            calls_to_moved.keys().chain(&with_thunk).map(|index| shape.type_of(*index)).collect();

        let mut number = |_: &u32| {
            next += 1;
            next - 1
        };
        let ensure = number(&0);
        let dispatchers = types.iter().map(|type_index| (*type_index, number(type_index))).collect();
        let thunks = with_thunk.iter().map(|index| (*index, number(index))).collect();

        let moved_slots = u32::try_from(shape.function_table().initial)?;
        let new_slots = moved_slots + u32::try_from(moved.len())?;
        let mut new_in_table = Vec::new();
        let mut kept_slots = HashMap::new();
        for index in called_from_moved {
            let slot = match shape.slots.get(&index) {
                Some(slot) => *slot,
                None => {
                    new_in_table.push(index);
                    new_slots + u32::try_from(new_in_table.len())? - 1
                }
            };
            kept_slots.insert(index, slot);
        }
        Ok(Self {
            shape,
            kept,
            order,
            moved,
            dispatchers,
            ensure,
            thunks,
            moved_slots,
            kept_slots,
            new_in_table,
            new_slots,
        })
    }

    /// The slot through which a moved function is reached.
    pub fn slot_of_moved(&self, index: u32) -> u32 {
        self.moved_slots + self.moved[&index]
    }

    /// The function table's new size.
    pub fn table_size(&self) -> u64 {
        u64::from(self.new_slots) + self.new_in_table.len() as u64
    }

    /// The global that says whether the rest is there.
    pub fn ready(&self) -> u32 {
        self.shape.globals()
    }
}
