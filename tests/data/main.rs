//! Data sharing: the clauses, what belongs to whom, and what is dropped when.
#![forbid(unsafe_code)]

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
