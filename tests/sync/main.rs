//! Synchronization: `critical`, `barrier`, `atomic`, `flush`, and where they may not stand.
#![forbid(unsafe_code)]

#[path = "../common/mod.rs"]
mod common;

mod atomic;
mod barrier;
mod constraints;
mod critical;
