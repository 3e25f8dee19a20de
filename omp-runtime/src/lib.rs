//! The runtime of ferromp.

mod constructs;
mod context;
pub mod parts;
pub mod private;
pub mod routines;
mod sharing;
mod team;
