//! Elements in falling order, in a loop of a team.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, k: usize, c: &mut [f64]) {
    #[omp(target map(tofrom: c))]
    {
        c[0] = 2.0;
        #[omp(parallel for)]
        for i in 0..n {
            c[100 - k * i] = 1.0;
        }
    }
}

fn main() {}
