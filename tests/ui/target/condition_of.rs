//! A condition of what would run on the device.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target parallel for if(parallel: a.len() > 10))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
