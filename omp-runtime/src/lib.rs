//! The runtime of ferromp.

mod affinity;
mod barrier;
mod bell;
mod constructs;
mod context;
#[doc(hidden)]
pub mod device;
mod env;
mod extreme;
mod fast;
mod fence;
mod fork;
mod held;
mod icv;
pub mod items;
pub mod iteration;
pub mod parts;
pub mod private;
#[doc(hidden)]
pub mod reads;
pub mod reduction;
pub mod routines;
mod sharing;
mod simd;
mod support;
mod sync;
mod task;
mod team;
mod wait;
pub mod worksharing;
