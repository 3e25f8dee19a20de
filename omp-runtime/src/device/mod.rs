//! Target regions: what the macro says of them, their types, and their translation.

#[allow(dead_code, unreachable_pub, reason = "the launch uses it")]
pub(crate) mod codegen;
#[allow(missing_docs, unreachable_pub, reason = "written by the macro alone")]
pub mod ir;
#[allow(missing_docs, reason = "written by the macro alone")]
pub mod types;
