//! `target` and what it is combined with. Every test holds on a device and without one: `OMP_TARGET_OFFLOAD` decides.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

mod basics;
mod body;
mod combined;
mod data;
mod forms;
mod inside;
mod league;
mod lints;
mod lone;
mod pointers;
mod spellings;
mod surroundings;
