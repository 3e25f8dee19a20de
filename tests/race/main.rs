//! The kernels of `DataRaceBench` (LLNL) that the common core can express, each on its side: the racy ones do not
//! compile and have a repaired twin that does; the clean ones compile and give the serial result.
//! The table is in README.md.
#![forbid(unsafe_code)]
#![allow(
    clippy::assign_op_pattern,
    clippy::manual_memcpy,
    clippy::needless_range_loop,
    reason = "the kernels are loops over indices, as C has them"
)]
#![allow(clippy::float_cmp, reason = "the same operations in the same order give the same bits")]

mod adversarial;
mod clean;
mod repaired;

use std::fmt::Debug;

#[test]
fn no_racy_kernel_compiles() {
    trybuild::TestCases::new().compile_fail("tests/race/no_compile/*.rs");
}

/// Runs a kernel in teams of several sizes, one larger than most machines of a CI have processors.
#[track_caller]
fn compare<T: PartialEq + Debug>(kernel: impl Fn(usize) -> T, serial: impl Fn() -> T) {
    let expected = serial();
    for threads in [1, 2, 3, 8] {
        assert_eq!(kernel(threads), expected, "with {threads} threads");
    }
}

/// Input that no two elements of share a value.
fn ramp(len: usize) -> Vec<f64> {
    (0..len).map(|i| 0.5 * i as f64 + 1.0).collect()
}

fn grid(rows: usize, columns: usize) -> Vec<Vec<f64>> {
    (0..rows).map(|i| (0..columns).map(|j| (i * columns + j) as f64).collect()).collect()
}
