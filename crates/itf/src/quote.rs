//! Names of a trace in a fault: a fault is one line, however long they are.

/// So much of a name is told, in characters...
const MAX_NAME: usize = 32;
/// ...and so many names of a list.
const MAX_NAMES: usize = 5;

/// A name in quotes; what cannot be seen in it is escaped.
pub fn name(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{:?}…", &name[..end]),
        None => format!("{name:?}"),
    }
}

pub fn names(all: &[String]) -> String {
    let told: Vec<String> = all.iter().take(MAX_NAMES).map(|one| name(one)).collect();
    match all.len().saturating_sub(MAX_NAMES) {
        0 => format!("[{}]", told.join(", ")),
        more => format!("[{}, and {more} more]", told.join(", ")),
    }
}
