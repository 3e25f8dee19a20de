//! A data construct without data.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target data device(0))]
    {
        a[0] = 1.0;
    }
    omp!(target update if(a[0] > 0.0));
}

fn main() {}
