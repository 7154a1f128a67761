//! An edited built-in as what was done to its statements: some are kept, some
//! dropped, some put in.

use crate::scenario::Statement;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit<'a> {
    Keep(u32),
    Drop(u32),
    Insert(&'a Statement),
}

/// A table for the longest common part has at most this many cells; texts that
/// differ by more are not worth comparing.
const MAX_CELLS: usize = 1 << 20;

/// What makes `new` of `old`; what is left of `old` at the end is kept. The
/// same two lists give the same edits, always.
pub(super) fn edits<'a>(old: &[&Statement], new: &[&'a Statement]) -> Vec<Edit<'a>> {
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[same..], &new[same..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let mut list = Vec::new();
    for _ in 0..same {
        push(&mut list, Edit::Keep(1));
    }
    middle(&mut list, old_middle, new_middle);
    if matches!(list.last(), Some(Edit::Keep(_))) {
        list.pop();
    }
    list
}

/// Neighbours of one kind become one.
fn push<'a>(list: &mut Vec<Edit<'a>>, edit: Edit<'a>) {
    match (list.last_mut(), edit) {
        (Some(Edit::Keep(count)), Edit::Keep(more)) | (Some(Edit::Drop(count)), Edit::Drop(more)) => {
            *count += more;
        }
        (Some(Edit::Keep(_) | Edit::Drop(_) | Edit::Insert(_)) | None, edit) => list.push(edit),
    }
}

/// By a table of the longest common parts of what is left of both.
fn middle<'a>(list: &mut Vec<Edit<'a>>, old: &[&Statement], new: &[&'a Statement]) {
    let width = new.len() + 1;
    let cells = (old.len() + 1).saturating_mul(width);
    let mut common: Vec<u32> = vec![0; if cells > MAX_CELLS { 0 } else { cells }];
    if !common.is_empty() {
        for (at, before) in old.iter().enumerate().rev() {
            for (to, after) in new.iter().enumerate().rev() {
                common[at * width + to] = if before == after {
                    common[(at + 1) * width + to + 1] + 1
                } else {
                    common[(at + 1) * width + to].max(common[at * width + to + 1])
                };
            }
        }
    }
    let longest = |at: usize, to: usize| common.get(at * width + to).copied().unwrap_or(0);
    let (mut at, mut to) = (0, 0);
    while at < old.len() || to < new.len() {
        let both = at < old.len() && to < new.len();
        if both && old[at] == new[to] && longest(at, to) == longest(at + 1, to + 1) + 1 {
            push(list, Edit::Keep(1));
            at += 1;
            to += 1;
        } else if at < old.len() && (to == new.len() || longest(at + 1, to) >= longest(at, to + 1)) {
            push(list, Edit::Drop(1));
            at += 1;
        } else {
            list.push(Edit::Insert(new[to]));
            to += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statements(times: &[u32]) -> Vec<Statement> {
        times.iter().map(|ms| Statement::Until { ms: *ms }).collect()
    }

    fn told(old: &[u32], new: &[u32]) -> String {
        let (old, new) = (statements(old), statements(new));
        let (old, new): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
        let words = edits(&old, &new).into_iter().map(|edit| match edit {
            Edit::Keep(count) => format!("keep {count}"),
            Edit::Drop(count) => format!("drop {count}"),
            Edit::Insert(Statement::Until { ms }) => format!("insert {ms}"),
            Edit::Insert(other) => format!("{other:?}"),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn edits_are_few() {
        assert_eq!(told(&[1, 2, 3], &[1, 2, 3]), "");
        assert_eq!(told(&[1, 2, 3], &[1, 3]), "keep 1, drop 1");
        assert_eq!(told(&[1, 2, 3], &[1, 2, 9, 3]), "keep 2, insert 9");
        assert_eq!(told(&[1, 2, 3], &[9, 1, 2, 3, 8]), "insert 9, keep 3, insert 8");
        assert_eq!(told(&[1, 2, 3, 4], &[1, 9, 3, 8]), "keep 1, drop 1, insert 9, keep 1, drop 1, insert 8");
        assert_eq!(told(&[], &[1]), "insert 1");
        assert_eq!(told(&[1, 2], &[]), "drop 2");
    }
}
