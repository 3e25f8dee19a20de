//! The runtime of ferromp.

mod context;
pub mod private;
pub mod routines;
mod team;
