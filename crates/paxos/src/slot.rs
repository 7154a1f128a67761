//! Slots: positions in the log, and the map from slots to what is known of them.

use alloc::vec::Vec;

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
/// Slots in front may be taken out, and nothing is put there again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SlotMap<T> {
    /// How many slots in front are taken out for good.
    removed: u32,
    entries: Vec<Option<T>>,
}

impl<T> Default for SlotMap<T> {
    fn default() -> Self {
        Self { removed: 0, entries: Vec::new() }
    }
}

impl<T> SlotMap<T> {
    /// Where `slot` is among the entries; none if it was taken out.
    const fn index(&self, slot: Slot) -> Option<usize> {
        match slot.0.checked_sub(self.removed + 1) {
            Some(at) => Some(at as usize),
            None => None,
        }
    }

    const fn slot(&self, index: usize) -> Slot {
        Slot(index as u32 + self.removed + 1)
    }

    #[must_use]
    pub fn get(&self, slot: Slot) -> Option<&T> {
        self.entries.get(self.index(slot)?)?.as_ref()
    }

    #[must_use]
    pub fn contains(&self, slot: Slot) -> bool {
        self.get(slot).is_some()
    }

    /// The place of `slot`, made if it was not there yet.
    pub(crate) fn place(&mut self, slot: Slot) -> &mut Option<T> {
        let at = self.index(slot).expect("a slot that was taken out stays out");
        if at == self.entries.len() {
            self.entries.push(None);
        } else if at > self.entries.len() {
            self.entries.resize_with(at + 1, || None);
        }
        &mut self.entries[at]
    }

    pub fn insert(&mut self, slot: Slot, value: T) {
        *self.place(slot) = Some(value);
    }

    pub fn entry(&mut self, slot: Slot, make: impl FnOnce() -> T) -> &mut T {
        self.place(slot).get_or_insert_with(make)
    }

    /// Takes everything up to `last` out, for good.
    pub fn remove_to(&mut self, last: Slot) {
        let Some(at) = self.index(last) else { return };
        self.entries.drain(..self.entries.len().min(at + 1));
        self.removed = last.0;
    }

    pub fn remove(&mut self, slot: Slot) {
        if let Some(entry) = self.index(slot).and_then(|at| self.entries.get_mut(at)) {
            *entry = None;
        }
    }

    /// The filled slots from `from` on, in rising order.
    pub fn iter_from(&self, from: Slot) -> impl Iterator<Item = (Slot, &T)> {
        let start = self.index(from).unwrap_or(0).min(self.entries.len());
        self.entries[start..]
            .iter()
            .enumerate()
            .filter_map(move |(at, entry)| Some((self.slot(start + at), entry.as_ref()?)))
    }

    /// All filled slots in rising order.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &T)> {
        self.iter_from(Slot::FIRST)
    }

    /// The highest filled slot.
    #[must_use]
    pub fn last(&self) -> Option<Slot> {
        self.entries.iter().rposition(Option::is_some).map(|at| self.slot(at))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
