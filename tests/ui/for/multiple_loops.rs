//! Two loops.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for)]
    {
        for _ in 0..3 {}
        for _ in 0..3 {}
    }
}

fn main() {}
