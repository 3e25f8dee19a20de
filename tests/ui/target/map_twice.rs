//! A variable that is mapped twice, or mapped and private.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64], n: usize) {
    #[omp(target teams loop map(to: a) map(from: a) firstprivate(n) map(to: n))]
    for i in 0..n {
        a[i] = 1.0;
    }
}

fn main() {}
