//! `reduction`: every operator on every type, on a region, a combined loop and a loop in a region.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod add_sub_mul;
mod bits_logic;
mod min_max;
mod places;
mod reproducible;
