//! Target regions: what the macro says of them, their types, and their translation.

#[allow(dead_code, unreachable_pub, reason = "the launch uses it")]
pub(crate) mod codegen;
pub mod devices;
#[allow(missing_docs, unreachable_pub, reason = "written by the macro alone")]
pub mod ir;
#[cfg(feature = "opencl")]
#[allow(dead_code, unused_imports, reason = "the launch uses it")]
pub(crate) mod opencl;
#[allow(missing_docs, reason = "written by the macro alone")]
pub mod types;
