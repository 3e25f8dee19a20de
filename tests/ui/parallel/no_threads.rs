//! A team of nobody.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel num_threads(0))]
    {}
    #[omp(parallel num_threads(-1))]
    {}
}

fn main() {}
