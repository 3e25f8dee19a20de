//! Constructs that cannot be in one another.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target)]
    {
        #[omp(target parallel for)]
        for i in 0..a.len() {
            a[i] = 1.0;
        }
        omp!(target update from(a));
    }
    #[omp(parallel)]
    {
        #[omp(teams)]
        {}
    }
    #[omp(target teams)]
    {
        #[omp(for)]
        for i in 0..a.len() {
            a[i] = 1.0;
        }
    }
}

fn main() {}
