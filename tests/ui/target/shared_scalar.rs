//! A variable that all iterations divide: no device has `critical`, and no reduction divides.

use ferromp::prelude::*;

#[omp]
fn divide(x: &mut i32, n: usize) {
    #[omp(target teams loop map(tofrom: x))]
    for _i in 0..n {
        *x /= 2;
    }
}

fn main() {}
