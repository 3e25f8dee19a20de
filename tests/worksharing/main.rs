//! Worksharing: `for`, `parallel for`, their schedules and loops; `single` and `masked`.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod collapse;
mod extremes;
mod fastmath;
mod for_loop;
mod integers;
mod masked;
mod nowait;
mod parallel_for;
mod reads;
mod schedule;
mod simd;
mod single;
mod wide;
