//! Rows whose length each thread decides for itself.

use ferromp::prelude::*;

#[omp]
fn f(lengths: &[usize], a: &mut [f64]) {
    #[omp(target parallel)]
    {
        let thread = omp_get_thread_num();
        let n = lengths[thread];
        a[thread * n + 1] = 1.0;
    }
}

fn main() {}
