//! `task` and `taskwait`.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod data;
mod panics;
mod recursion;
mod region;
mod wait;
