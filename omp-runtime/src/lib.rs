//! The runtime of ferromp.

mod affinity;
mod barrier;
mod context;
mod env;
mod fork;
mod icv;
pub mod parts;
pub mod private;
pub mod routines;
mod sync;
mod team;
mod wait;
