//! A clause twice.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel num_threads(2) num_threads(3))]
    {}
}

fn main() {}
