//! The runtime of ferromp.

mod context;
pub mod parts;
pub mod private;
pub mod routines;
mod sync;
mod task;
mod team;
