//! Constructs for the threads of a team where there is one thread.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target)]
    {
        let n = a.len();
        #[omp(for)]
        for i in 0..n {
            a[i] = 1.0;
        }
        omp!(barrier);
    }
}

fn main() {}
