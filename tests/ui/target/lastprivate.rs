//! No device has a last iteration.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) -> usize {
    let mut last = 0;
    #[omp(target teams loop lastprivate(last))]
    for i in 0..n {
        last = i;
    }
    last
}

fn main() {}
