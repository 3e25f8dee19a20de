//! A directive in a function without `#[omp]`.

use ferromp::prelude::*;

fn f() {
    #[omp(parallel for)]
    for _ in 0..3 {}
}

fn main() {}
