//! `distribute` without a league.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(distribute)]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
    #[omp(target)]
    {
        #[omp(distribute parallel for)]
        for i in 0..a.len() {
            a[i] = 1.0;
        }
    }
}

fn main() {}
