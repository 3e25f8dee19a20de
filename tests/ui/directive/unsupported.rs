//! A directive of OpenMP that is not built yet.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(sections)]
    {}
    #[omp(taskloop simd)]
    for _ in 0..3 {}
}

fn main() {}
