//! An unknown kind of dependence.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop depend(mutexinoutset: a))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
