//! A map type that the construct does not have.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop map(delete: a))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
    omp!(target enter data map(from: a));
    omp!(target exit data map(to: a));
}

fn main() {}
