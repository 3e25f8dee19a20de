//! A depth that is known at run time alone.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) {
    #[omp(parallel for collapse(n))]
    for _ in 0..3 {}
    drop(n);
}

fn main() {}
