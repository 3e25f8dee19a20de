//! A directive in the place of a clause.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel, for)]
    for _ in 0..3 {}
    #[omp(parallel single)]
    {}
    #[omp(parallel critical(a))]
    {}
}

fn main() {}
