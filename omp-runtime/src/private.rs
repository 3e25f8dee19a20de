//! What generated code calls. Not part of the public interface; every function is safe to call in any order.

pub use crate::fork::{Count, Fork, ProcBind, barrier, flush, parallel};
