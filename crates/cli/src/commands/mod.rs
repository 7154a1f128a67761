//! A file for each subcommand: its flags, its help, what it does.

pub mod fmt;
pub mod import;
pub mod link;
pub mod list;
pub mod open;
pub mod run;
pub mod storm;
