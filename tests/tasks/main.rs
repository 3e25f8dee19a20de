//! `task` and `taskwait`.
#![forbid(unsafe_code)]

#[path = "../common/mod.rs"]
mod common;

mod data;
mod panics;
mod recursion;
mod region;
mod wait;
