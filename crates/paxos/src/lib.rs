//! The protocol.
#![no_std]
