//! A range without an end.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for)]
    for _ in 0i32.. {}
}

fn main() {}
