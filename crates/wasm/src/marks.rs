//! Marks on the browser's performance timeline, where there is one.

use web_sys::{console, window};

/// Notes a moment.
pub fn mark(name: &str) {
    if let Some(performance) = window().and_then(|window| window.performance()) {
        // A mark that is refused is not worth a word.
        let _ = performance.mark(name);
    }
}

/// Notes the time since a mark.
pub fn measure(name: &str, since: &str) {
    if let Some(performance) = window().and_then(|window| window.performance())
        && let Err(refused) = performance.measure_with_start_mark(name, since)
    {
        console::debug_1(&refused);
    }
}
