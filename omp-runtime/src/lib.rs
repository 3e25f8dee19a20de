//! The runtime of ferromp.

mod constructs;
mod context;
pub mod items;
pub mod iteration;
pub mod parts;
pub mod private;
pub mod reduction;
pub mod routines;
mod sharing;
mod simd;
mod support;
mod sync;
mod task;
mod team;
pub mod worksharing;
