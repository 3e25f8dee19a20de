//! A range that depends on the loop outside.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) {
    #[omp(parallel for collapse(2))]
    for i in 0..n {
        for _ in i..n {}
    }
}

fn main() {}
