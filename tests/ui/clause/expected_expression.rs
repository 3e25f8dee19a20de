//! More or less than an expression.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel num_threads(2, 3))]
    {}
    #[omp(parallel num_threads(=))]
    {}
}

fn main() {}
