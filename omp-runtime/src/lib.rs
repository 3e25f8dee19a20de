//! The runtime of ferromp.

mod context;
pub mod iteration;
pub mod parts;
pub mod private;
pub mod routines;
mod team;
pub mod worksharing;
