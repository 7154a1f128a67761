//! A list that only grows, and of which copies share what is old: keyframes
//! copy monitors, and a long history must not be copied with them.

use std::rc::Rc;

const CHUNK: usize = 256;

#[derive(Clone, Debug)]
pub struct Log<T> {
    full: Vec<Rc<[T]>>,
    rest: Vec<T>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self { full: Vec::new(), rest: Vec::new() }
    }
}

impl<T> Log<T> {
    pub fn push(&mut self, entry: T) {
        self.rest.push(entry);
        if self.rest.len() == CHUNK {
            self.full.push(std::mem::take(&mut self.rest).into());
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.full.len() * CHUNK + self.rest.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.full.get(at / CHUNK).map_or_else(|| self.rest.get(at % CHUNK), |chunk| chunk.get(at % CHUNK))
    }

    /// The entries from `at` on.
    pub fn iter_from(&self, at: usize) -> impl Iterator<Item = &T> {
        (at..self.len()).filter_map(|at| self.get(at))
    }

    /// The entry whose key is `key`, in a list with rising keys.
    pub fn find(&self, key: u32, of: impl Fn(&T) -> u32) -> Option<&T> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let entry = self.get(middle)?;
            match of(entry).cmp(&key) {
                std::cmp::Ordering::Equal => return Some(entry),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_is_found_in_order() {
        let mut log = Log::default();
        for number in 0..1_000_u32 {
            log.push(number * 3);
        }
        assert_eq!(log.len(), 1_000);
        assert_eq!(log.iter_from(997).copied().collect::<Vec<_>>(), [2_991, 2_994, 2_997]);
        assert_eq!(log.get(256), Some(&768));
        assert_eq!(log.get(1_000), None);
        assert_eq!(log.find(1_536, |entry| *entry), Some(&1_536));
        assert_eq!(log.find(1_537, |entry| *entry), None);
        assert_eq!(log.find(2_997, |entry| *entry), Some(&2_997));
    }
}
