//! A chunk size for teams.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams distribute dist_schedule(static, 4))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
