//! Programs made of loops. Each file has one: ours as a user writes it, and rayon's; C's is in the file of that name in
//! `benches/c/loops`.

mod dgemm;
mod histogram;
mod jacobi;
mod mandelbrot;
mod nbody;
mod pi;
mod prefix_sum;
mod spmv;
mod stream;

use crate::case::Case;

pub(crate) const CASES: &[Case] = &[
    pi::PI,
    stream::TRIAD,
    stream::DOT,
    dgemm::DGEMM,
    jacobi::JACOBI,
    jacobi::JACOBI_CHANGE,
    spmv::BANDED,
    spmv::POWER_LAW,
    histogram::HISTOGRAM,
    mandelbrot::DYNAMIC,
    mandelbrot::GUIDED,
    prefix_sum::PREFIX_SUM,
    nbody::NBODY,
];

/// 31 random bits.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}
