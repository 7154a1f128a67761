//! A file for each subcommand: its flags, its help, what it does.

pub mod fmt;
pub mod list;
pub mod run;
pub mod storm;
