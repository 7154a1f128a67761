//! The places of a function where what runs may part from what does not, numbered through the whole module.

use wasmparser::Operator;

/// Whether a mark stands before an operator: at a function's start, and after each operator that may be
/// passed by or gone around. `before` is the operator before it.
pub fn stands_after(before: Option<&Operator<'_>>) -> bool {
    matches!(
        before,
        None | Some(Operator::If { .. } | Operator::Else | Operator::BrIf { .. } | Operator::End)
    )
}
