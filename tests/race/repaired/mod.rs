//! The twins of the racy kernels: what the error's help, or OpenMP's usual answer, makes of them.

mod distance;
mod element;
mod escape;
mod guard;
mod index;
mod phase;
mod scalar;
mod storage;
mod task;
