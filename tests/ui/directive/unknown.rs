//! A directive that is misspelt.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(paralell)]
    {}
    #[omp(parallel_fro)]
    for _ in 0..3 {}
    #[omp(num_threads(4))]
    {}
}

fn main() {}
