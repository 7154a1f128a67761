//! An order of functions in which gzip finds more: like beside like. It looks back 32 KB, a tenth of the core.

use std::collections::{BTreeMap, HashMap, HashSet};

/// So many bytes in a row make a word by which functions are compared.
const WORD: usize = 4;
/// A word that more functions have than this says nothing.
const COMMON: usize = 200;
/// The next function is chosen to be like the last ones, so many of them.
const LOOK_BACK: usize = 4;

/// The places of `bodies` in a good order. The same bodies give the same order.
pub fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let words: Vec<HashSet<&[u8]>> = bodies.iter().map(|body| body.windows(WORD).collect()).collect();
    let mut having = HashMap::<&[u8], Vec<usize>>::new();
    for (at, words) in words.iter().enumerate() {
        for word in words {
            having.entry(word).or_default().push(at);
        }
    }
    let mut left: BTreeMap<usize, usize> = bodies.iter().map(|body| body.len()).enumerate().collect();
    let mut order = Vec::with_capacity(bodies.len());
    // The largest first: there is most to be like.
    let mut next = left.iter().max_by_key(|(at, size)| (**size, usize::MAX - **at)).map(|(at, _)| *at);
    while let Some(at) = next {
        left.remove(&at);
        order.push(at);
        let mut likeness = HashMap::<usize, f64>::new();
        for recent in order.iter().rev().take(LOOK_BACK) {
            for word in &words[*recent] {
                let others = &having[word];
                if others.len() > COMMON {
                    continue;
                }
                // A rare word counts more. In whole steps, so that the sum has no order.
                let worth = f64::from(1024 / (1 + others.len().ilog2()));
                for other in others.iter().filter(|other| left.contains_key(other)) {
                    *likeness.entry(*other).or_default() += worth;
                }
            }
        }
        // A large function has many words in common with anything.
        let score = |at: usize| likeness[&at] / ((words[at].len() + 20) as f64).sqrt();
        let best = likeness.keys().copied().max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)));
        next = best.or_else(|| left.keys().next().copied());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::by_likeness;

    #[test]
    fn like_lies_beside_like_and_nothing_is_lost() {
        let bodies: [&[u8]; 5] = [b"aaaabbbbcccc0", b"xxxxyyyyzzzz", b"aaaabbbbcccc", b"xxxxyyyy", b"q"];
        assert_eq!(by_likeness(&bodies), [0, 2, 1, 3, 4]);
        assert_eq!(by_likeness(&[]), Vec::<usize>::new());
    }
}
