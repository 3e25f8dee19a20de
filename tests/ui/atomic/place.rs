//! A place that is no number.

use ferromp::prelude::*;

#[omp]
fn f(x: &mut [Vec<i32>]) {
    #[omp(parallel)]
    {
        #[omp(atomic)]
        x[0][1] += 1;
    }
}

fn main() {}
