//! Trees built by hand, their OpenCL C, and what a device makes of it.

mod build;
mod golden;
#[cfg(feature = "opencl")]
mod run;
mod table;
mod teams;
