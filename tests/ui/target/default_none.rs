//! A variable that no clause lists, where each must be listed.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64], k: f64) {
    #[omp(target teams loop default(none) map(tofrom: a))]
    for i in 0..10 {
        a[i] = k;
    }
    #[omp(target teams loop defaultmap(none: aggregate))]
    for i in 0..10 {
        a[i] = k;
    }
}

fn main() {}
