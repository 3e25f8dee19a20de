//! Target regions: what the macro says of them, their types, their translation and their launch. README.md in this
//! folder says who may touch what.

pub(crate) mod args;
mod bytes;
pub(crate) mod cells;
mod choice;
#[allow(dead_code, unreachable_pub, reason = "the launch uses it")]
pub(crate) mod codegen;
pub(crate) mod data;
pub(crate) mod deferred;
pub mod devices;
mod failure;
mod faults;
#[allow(missing_docs, unreachable_pub, reason = "written by the macro alone")]
pub mod ir;
mod launch;
#[cfg(feature = "opencl")]
#[allow(dead_code, unused_imports, reason = "the launch uses it")]
pub(crate) mod opencl;
#[cfg(not(feature = "opencl"))]
#[path = "absent.rs"]
pub(crate) mod opencl;
pub mod record;
mod reduce;
pub(crate) mod target;
#[allow(missing_docs, reason = "written by the macro alone")]
pub mod types;
