//! Monitors tested by histories made by hand: for each property one that
//! breaks it, and right ones that look wrong.

mod clients;
mod hand;
mod log;
mod votes;
