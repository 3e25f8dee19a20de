//! The runtime of ferromp.

mod context;
pub mod items;
pub mod iteration;
pub mod parts;
pub mod private;
pub mod reduction;
pub mod routines;
mod simd;
mod team;
pub mod worksharing;
