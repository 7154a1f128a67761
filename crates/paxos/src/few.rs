//! Lists that are kept in order without a sorting algorithm, and sets and maps
//! made of them: of few entries, or of such as come nearly in order. What the
//! standard library has for many is much more code, which a page would fetch.

use alloc::vec::Vec;
use core::mem;

/// Puts a list in rising order of `key`, equal ones as they were. Quick where
/// it is short or nearly in order.
pub fn put_in_order<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && key(&list[at - 1]) > key(&list[at]) {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// A map of a few entries, in the order of the keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FewMap<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for FewMap<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<K: Ord, V> FewMap<K, V> {
    fn find(&self, key: &K) -> Result<usize, usize> {
        // Most that come are the last, or come after it.
        match self.entries.last() {
            Some((last, _)) if last < key => Err(self.entries.len()),
            Some(_) | None => self.entries.binary_search_by(|(known, _)| known.cmp(key)),
        }
    }

    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().map(|at| &self.entries[at].1)
    }

    /// Returns what was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(at) => Some(mem::replace(&mut self.entries[at].1, value)),
            Err(at) => {
                self.entries.insert(at, (key, value));
                None
            }
        }
    }

    /// What `key` stands for; made if it was not there.
    pub fn entry(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = self.find(&key).unwrap_or_else(|at| {
            self.entries.insert(at, (key, make()));
            at
        });
        &mut self.entries[at].1
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.find(key).ok().map(|at| self.entries.remove(at).1)
    }

    /// In the order of the keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, in the order of the keys.
    #[must_use]
    pub fn into_entries(self) -> Vec<(K, V)> {
        self.entries
    }
}

/// A set of a few, in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FewSet<T> {
    items: FewMap<T, ()>,
}

impl<T> Default for FewSet<T> {
    fn default() -> Self {
        Self { items: FewMap::default() }
    }
}

impl<T: Ord> FewSet<T> {
    /// False if it was there.
    pub fn insert(&mut self, item: T) -> bool {
        self.items.insert(item, ()).is_none()
    }

    /// False if it was not there.
    pub fn remove(&mut self, item: &T) -> bool {
        self.items.remove(item).is_some()
    }

    #[must_use]
    pub fn contains(&self, item: &T) -> bool {
        self.items.get(item).is_some()
    }

    /// In order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.items.iter().map(|(item, ())| item)
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for FewSet<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Ord> FromIterator<T> for FewSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = Self::default();
        set.extend(items);
        set
    }
}

impl<T: Ord> Extend<T> for FewSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ones_keep_their_order() {
        let mut list = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        put_in_order(&mut list, |(key, _)| *key);
        assert_eq!(list, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }

    /// Numbers that go up and down.
    fn mixed() -> impl Iterator<Item = u32> {
        (0..200_u32).map(|at| at.wrapping_mul(2_654_435_761) % 97)
    }

    #[test]
    fn a_set_is_what_a_set_is() {
        let few: FewSet<u32> = mixed().collect();
        let known: alloc::collections::BTreeSet<u32> = mixed().collect();
        assert!(few.iter().eq(known.iter()));
        assert_eq!(few.len(), known.len());
        for item in 0..100 {
            assert_eq!(few.contains(&item), known.contains(&item));
        }
    }

    #[test]
    fn a_map_is_what_a_map_is() {
        let mut few = FewMap::default();
        let mut known = alloc::collections::BTreeMap::new();
        for (at, key) in (0_u32..).zip(mixed()) {
            if at % 5 == 4 {
                assert_eq!(few.remove(&key), known.remove(&key));
            } else {
                assert_eq!(few.insert(key, at), known.insert(key, at));
                *few.entry(key + 1, || 0) += 1;
                *known.entry(key + 1).or_insert(0) += 1;
            }
        }
        assert!(few.iter().eq(known.iter()));
        assert!(few.into_entries().into_iter().eq(known));
    }
}
