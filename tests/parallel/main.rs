//! `parallel`: the region, its clauses, regions in regions.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod if_clause;
mod nested;
mod num_threads;
mod orphaned;
mod panics;
mod region;
