//! An element is no section.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop map(tofrom: a[0]))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
