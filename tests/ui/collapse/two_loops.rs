//! Two loops at one level.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for collapse(2))]
    for _ in 0..3 {
        for _ in 0..3 {}
        for _ in 0..3 {}
    }
}

fn main() {}
