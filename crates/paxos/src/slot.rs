//! Slots: positions in the log, and the map from slots to what is known of them.

use crate::chunked::Chunked;

/// A position in the log; the first is 1. (The overview's "round number".)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    pub const FIRST: Self = Self(1);

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A map from slots to `T`, dense from the first slot on: look-up is an index.
/// Slots in front may be taken out, and nothing is put there again. Copies
/// share their older slots.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SlotMap<T> {
    entries: Chunked<Option<T>>,
}

impl<T> Default for SlotMap<T> {
    fn default() -> Self {
        Self { entries: Chunked::default() }
    }
}

const fn index(slot: Slot) -> usize {
    slot.0 as usize - 1
}

const fn slot(index: usize) -> Slot {
    Slot(index as u32 + 1)
}

impl<T> SlotMap<T> {
    #[must_use]
    pub fn get(&self, slot: Slot) -> Option<&T> {
        self.entries.get(index(slot))?.as_ref()
    }

    #[must_use]
    pub fn contains(&self, slot: Slot) -> bool {
        self.get(slot).is_some()
    }

    /// The filled slots from `from` on, in rising order.
    pub fn iter_from(&self, from: Slot) -> impl Iterator<Item = (Slot, &T)> {
        let entries = self.entries.iter_from(index(from));
        entries.filter_map(|(at, entry)| Some((slot(at), entry.as_ref()?)))
    }

    /// All filled slots in rising order.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &T)> {
        self.iter_from(Slot::FIRST)
    }

    /// The highest filled slot.
    #[must_use]
    pub fn last(&self) -> Option<Slot> {
        let mut entries = self.entries.iter_from(0).rev();
        entries.find(|(_, entry)| entry.is_some()).map(|(at, _)| slot(at))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last().is_none()
    }
}

impl<T: Clone> SlotMap<T> {
    /// The place of `slot`, made if it was not there yet.
    pub(crate) fn place(&mut self, slot: Slot) -> &mut Option<T> {
        let at = index(slot);
        while at >= self.entries.len() {
            self.entries.push(None);
        }
        self.entries.get_mut(at).expect("a slot that was taken out stays out")
    }

    pub fn insert(&mut self, slot: Slot, value: T) {
        self.insert_made(slot, || value);
    }

    /// Makes a value where it will lie, not elsewhere to be moved there.
    #[inline]
    pub(crate) fn insert_made(&mut self, slot: Slot, make: impl FnOnce() -> T) {
        if index(slot) == self.entries.len() {
            self.entries.push_made(|| Some(make()));
        } else {
            *self.place(slot) = Some(make());
        }
    }

    pub fn entry(&mut self, slot: Slot, make: impl FnOnce() -> T) -> &mut T {
        self.place(slot).get_or_insert_with(make)
    }

    /// Takes everything up to `last` out, for good.
    pub fn remove_to(&mut self, last: Slot) {
        while index(last) >= self.entries.len() {
            self.entries.push(None);
        }
        self.entries.forget_to(index(last) + 1, &None);
    }

    pub fn remove(&mut self, slot: Slot) {
        if let Some(entry) = self.entries.get_mut(index(slot)) {
            *entry = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn holes_stay_holes() {
        let mut map = SlotMap::default();
        map.insert(Slot(3), 'c');
        map.insert(Slot(1), 'a');
        assert_eq!(map.get(Slot(2)), None);
        assert_eq!(map.iter().collect::<Vec<_>>(), [(Slot(1), &'a'), (Slot(3), &'c')]);
        assert_eq!(map.iter_from(Slot(2)).count(), 1);
        assert_eq!(map.iter_from(Slot(9)).count(), 0);
        assert_eq!(map.last(), Some(Slot(3)));
        map.remove(Slot(3));
        map.remove(Slot(9));
        assert_eq!(map.iter().collect::<Vec<_>>(), [(Slot(1), &'a')]);
        assert_eq!(map.last(), Some(Slot(1)));
    }

    #[test]
    fn what_is_taken_out_stays_out() {
        let mut map = SlotMap::default();
        for slot in 1..=4 {
            map.insert(Slot(slot), slot);
        }
        map.remove_to(Slot(2));
        map.remove_to(Slot(1));
        assert_eq!(map.iter().collect::<Vec<_>>(), [(Slot(3), &3), (Slot(4), &4)]);
        assert_eq!((map.get(Slot(2)), map.get(Slot(3))), (None, Some(&3)));
        map.remove_to(Slot(9));
        assert!(map.is_empty());
        map.insert(Slot(10), 10);
        assert_eq!((map.get(Slot(9)), map.last()), (None, Some(Slot(10))));
    }
}
