//! Trees built by hand, their OpenCL C, and what a device makes of it.

#[cfg(feature = "opencl")]
mod behaviour;
mod build;
mod golden;
mod proofs;
#[cfg(feature = "opencl")]
mod run;
#[cfg(feature = "opencl")]
mod sweep;
mod teams;
