//! Data sharing: the clauses, what belongs to whom, and what is dropped when.
#![deny(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod copyprivate;
mod drops;
mod firstprivate;
mod lastprivate;
mod own;
mod places;
mod private;
mod shared;
