//! Target regions: what the macro says of them, their types, their translation and their launch. README.md in this
//! folder says who may touch what.

pub(crate) mod args;
mod bytes;
pub(crate) mod cells;
mod choice;
pub(crate) mod codegen;
pub(crate) mod data;
pub(crate) mod deferred;
pub mod devices;
mod failure;
mod faults;
#[allow(missing_docs, reason = "written by the macro alone")]
pub mod ir;
mod launch;
#[cfg(feature = "opencl")]
#[allow(dead_code, reason = "its interface is whole: a few of its calls are made by its tests alone")]
pub(crate) mod opencl;
#[cfg(not(feature = "opencl"))]
#[path = "absent.rs"]
pub(crate) mod opencl;
pub mod record;
mod reduce;
pub(crate) mod section;
pub(crate) mod target;
#[allow(missing_docs, reason = "written by the macro alone")]
pub mod types;
