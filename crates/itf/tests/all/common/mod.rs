//! What the tests of mangled traces need.

pub mod generate;
pub mod tree;
