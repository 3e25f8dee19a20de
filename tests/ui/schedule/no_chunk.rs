//! A chunk where the schedule has none.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for schedule(runtime, 4))]
    for _ in 0..3 {}
}

fn main() {}
