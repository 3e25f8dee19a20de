//! `continue` of the outer loop.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for collapse(2))]
    'a: for _ in 0..3 {
        for _ in 0..3 {
            continue 'a;
        }
    }
}

fn main() {}
