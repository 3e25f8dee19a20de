//! A step of nothing.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for)]
    for _ in (0..3).step_by(0) {}
}

fn main() {}
