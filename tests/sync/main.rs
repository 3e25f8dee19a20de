//! Synchronization: `critical`, `barrier`, `atomic`, `flush`, and where they may not stand.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod atomic;
mod barrier;
mod constraints;
mod critical;
