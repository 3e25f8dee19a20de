//! The value of the last iteration.

use ferromp::prelude::*;

#[omp]
fn f(y: &mut [f64]) {
    #[omp(target map(tofrom: y))]
    {
        let mut last = 0;
        #[omp(parallel for lastprivate(last))]
        for i in 0..y.len() {
            last = i;
            y[i] = 1.0;
        }
        y[0] = last as f64;
    }
}

fn main() {}
