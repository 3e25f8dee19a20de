//! Every iteration on the device writes one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) -> usize {
    let mut sum = 0;
    let mut last = 0;
    #[omp(target teams loop map(tofrom: last))]
    for i in 0..n {
        sum += i;
        last = i;
    }
    sum + last
}

fn main() {}
