//! `declare target` is for items.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(declare target)]
    {
        a[0] = 1.0;
    }
}

fn main() {}
