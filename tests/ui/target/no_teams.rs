//! A league without teams, a team without threads.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop num_teams(0) thread_limit(-1))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
