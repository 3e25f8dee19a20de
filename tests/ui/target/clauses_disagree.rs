//! A league and its `target` say different things of one variable.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64], mut k: f64) {
    #[omp(target firstprivate(k))]
    #[omp(teams private(k))]
    #[omp(distribute)]
    for i in 0..a.len() {
        k = i as f64;
        a[i] = k;
    }
}

fn main() {}
