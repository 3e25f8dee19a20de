//! A clause without its argument.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel num_threads)]
    {}
    #[omp(parallel if())]
    {}
}

fn main() {}
