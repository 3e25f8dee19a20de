//! `task` and `taskwait`.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod branches;
mod data;
mod final_clause;
mod panics;
mod recursion;
mod region;
mod wait;
