//! Values of a type of which nothing says that a device can have it: one error for each variable.

use ferromp::prelude::*;

#[omp]
fn fill<T: Copy + Send + Sync>(y: &mut [T], value: T) {
    #[omp(target teams loop)]
    for i in 0..y.len() {
        y[i] = value;
    }
}

fn main() {}
