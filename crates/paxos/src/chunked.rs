//! A growing list that is cheap to copy: copies share what is old.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::{fmt, iter};

/// How many entries are shared as one.
const CHUNK: usize = 128;

/// A list whose old entries lie in chunks that all copies share. A copy has
/// its newest entries for itself, 255 at most; an old chunk that it writes to
/// becomes its own. Entries in front can be forgotten; the others keep their
/// places. Where the chunks lie follows from the length and from what is
/// forgotten, so that equal lists are equal, and hash alike, however they came
/// about.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Chunked<T> {
    /// How many entries in front are forgotten.
    forgotten: u32,
    /// How many chunks of them there were.
    gone: u32,
    old: Vec<Arc<Vec<T>>>,
    /// Where the newest entries begin.
    start: u32,
    /// Never two chunks full: what was written lately is not shared, so that
    /// writing to it again costs no more than in a plain list.
    new: Vec<T>,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { forgotten: 0, gone: 0, old: Vec::new(), start: 0, new: Vec::new() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Chunked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter_from(0)).finish()
    }
}

impl<T> Chunked<T> {
    /// Where the newest entries begin.
    const fn start(&self) -> usize {
        self.start as usize
    }

    /// The chunk of an old entry, counted from those that are there.
    const fn chunk(&self, at: usize) -> Option<usize> {
        if at < self.forgotten as usize { None } else { Some(at / CHUNK - self.gone as usize) }
    }

    /// How many entries it has had, forgotten ones included.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.start() + self.new.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty()
    }

    /// The entry at that place; none if there is none, or none any more.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&T> {
        match at.checked_sub(self.start()) {
            Some(new) if at >= self.forgotten as usize => self.new.get(new),
            Some(_) => None,
            None => Some(&self.old[self.chunk(at)?][at % CHUNK]),
        }
    }

    pub fn push(&mut self, entry: T) {
        self.new.push(entry);
        if self.new.len() == 2 * CHUNK {
            self.share();
        }
    }

    /// Makes an entry where it will lie, not elsewhere to be moved there.
    #[inline]
    pub fn push_made(&mut self, make: impl FnOnce() -> T) {
        self.new.extend(iter::once_with(make));
        if self.new.len() == 2 * CHUNK {
            self.share();
        }
    }

    /// Makes a chunk of the older half of what is new.
    #[cold]
    fn share(&mut self) {
        let chunk = self.new.drain(..CHUNK).collect();
        if self.start() + CHUNK <= self.forgotten as usize {
            self.gone += 1;
        } else {
            self.old.push(Arc::new(chunk));
        }
        self.start += CHUNK as u32;
    }

    /// The entries from `start` on with their places, in order.
    pub fn iter_from(&self, start: usize) -> impl DoubleEndedIterator<Item = (usize, &T)> {
        let first = start.max(self.forgotten as usize);
        (first..self.len()).map(|at| (at, self.get(at).expect("within the length")))
    }

    /// The entry whose key is `key`, in a list with rising keys.
    pub fn find(&self, key: u32, of: impl Fn(&T) -> u32) -> Option<&T> {
        let (mut low, mut high) = (self.forgotten as usize, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let entry = self.get(middle)?;
            match of(entry).cmp(&key) {
                Ordering::Equal => return Some(entry),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// All entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.iter_from(0).map(|(_, entry)| entry)
    }
}

impl<T: Clone> Chunked<T> {
    #[must_use]
    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        match at.checked_sub(self.start()) {
            Some(new) if at >= self.forgotten as usize => self.new.get_mut(new),
            Some(_) => None,
            None => self.get_old_mut(at),
        }
    }

    /// A chunk that is shared becomes its own.
    #[cold]
    fn get_old_mut(&mut self, at: usize) -> Option<&mut T> {
        let chunk = self.chunk(at)?;
        Some(&mut Arc::make_mut(&mut self.old[chunk])[at % CHUNK])
    }

    /// Forgets the entries before `end`, at most all there are: whole chunks
    /// are let go, and of the others `blank` takes the place.
    pub fn forget_to(&mut self, end: usize, blank: &T) {
        let end = end.min(self.len());
        let whole = (end / CHUNK).min(self.start() / CHUNK).saturating_sub(self.gone as usize);
        self.old.drain(..whole);
        self.gone += whole as u32;
        let left = (self.gone as usize * CHUNK).max(self.forgotten as usize);
        for at in left..end {
            if let Some(entry) = self.get_mut(at) {
                *entry = blank.clone();
            }
        }
        self.forgotten = (end as u32).max(self.forgotten);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn counted(length: usize) -> Chunked<usize> {
        let mut list = Chunked::default();
        (0..length).for_each(|at| list.push(at));
        list
    }

    #[test]
    fn it_is_a_list_at_every_length() {
        for length in 0..5 * CHUNK {
            let list = counted(length);
            assert_eq!((list.len(), list.is_empty()), (length, length == 0));
            assert!(list.iter().copied().eq(0..length));
            assert!(list.iter_from(length / 2).map(|(at, _)| at).eq(length / 2..length));
            assert_eq!(list.get(length), None);
        }
    }

    #[test]
    fn what_has_rising_keys_is_found_by_key() {
        let mut list = Chunked::default();
        (0..1_000).for_each(|number| list.push(number * 3));
        assert_eq!(list.find(1_536, |entry| *entry), Some(&1_536));
        assert_eq!(list.find(1_537, |entry| *entry), None);
        assert_eq!(list.find(2_997, |entry| *entry), Some(&2_997));
        list.forget_to(10, &0);
        assert_eq!(list.find(27, |entry| *entry), None);
        assert_eq!(list.find(30, |entry| *entry), Some(&30));
    }

    /// Many copies, written to at random at both ends and in the middle, each
    /// beside a plain list that is written to in the same way.
    #[test]
    fn copies_do_not_influence_each_other() {
        let mut state = 1_u64;
        let mut roll = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut pairs = vec![(Chunked::default(), Vec::new())];
        for round in 0..20_000_usize {
            let which = roll(pairs.len());
            let (list, plain): &mut (Chunked<usize>, Vec<usize>) = &mut pairs[which];
            for _ in 0..roll(12) {
                list.push(round);
                plain.push(round);
            }
            if !plain.is_empty() {
                let at = roll(plain.len());
                *list.get_mut(at).expect("within the length") = round;
                plain[at] = round;
            }
            if roll(100) == 0 {
                let copy = pairs[which].clone();
                let at = roll(8);
                if at < pairs.len() {
                    pairs[at] = copy;
                } else {
                    pairs.push(copy);
                }
            }
        }
        assert!(pairs.len() > 4 && pairs.iter().all(|(_, plain)| plain.len() > 10 * CHUNK));
        for (list, plain) in &pairs {
            assert!(list.iter().eq(plain));
            let mut anew = Chunked::default();
            plain.iter().for_each(|entry| anew.push(*entry));
            assert_eq!(*list, anew, "equal however it came about");
        }
    }

    /// Forgetting little by little or at once, before or after what comes
    /// later: the same list.
    #[test]
    fn what_is_forgotten_is_gone_and_the_rest_keeps_its_place() {
        for length in [1, CHUNK, 2 * CHUNK, 3 * CHUNK + 7, 6 * CHUNK] {
            for end in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 3, 5 * CHUNK, 6 * CHUNK] {
                let end = end.min(length);
                let mut at_once = counted(length);
                let kept = at_once.clone();
                at_once.forget_to(end, &usize::MAX);
                assert!(at_once.iter().copied().eq(end..length), "{length} {end}");
                assert_eq!((at_once.len(), at_once.get(length)), (length, None));
                assert!((0..end).all(|at| at_once.get(at).is_none() && at_once.get_mut(at).is_none()));
                assert!(kept.iter().copied().eq(0..length), "a copy forgets nothing");
                let mut early = Chunked::default();
                let mut steps = at_once.clone();
                for at in 0..length {
                    early.push(at);
                    early.forget_to(end.min(at + 1), &usize::MAX);
                    steps.forget_to(at.min(end), &usize::MAX);
                }
                assert_eq!(early, at_once, "{length} {end}");
                assert_eq!(steps, at_once, "{length} {end}");
                for at in length..length + 3 * CHUNK {
                    early.push(at);
                    at_once.push(at);
                }
                assert_eq!(early, at_once, "{length} {end}, and further");
                assert!(at_once.iter().copied().eq(end..length + 3 * CHUNK));
            }
        }
    }

    #[test]
    fn a_copy_shares_all_but_what_is_new() {
        let list = counted(10 * CHUNK);
        let mut copy = list.clone();
        *copy.get_mut(3 * CHUNK).expect("within the length") = 0;
        let shared = list.old.iter().zip(&copy.old).map(|(one, other)| Arc::ptr_eq(one, other));
        assert_eq!(shared.collect::<Vec<_>>(), [true, true, true, false, true, true, true, true, true]);
        assert_eq!(list.get(3 * CHUNK), Some(&(3 * CHUNK)));
    }
}
