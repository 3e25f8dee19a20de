//! Each team sums for itself, and nobody sums the teams.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) -> usize {
    let mut sum = 0;
    #[omp(target teams map(tofrom: sum))]
    {
        let step = 2;
        #[omp(distribute parallel for reduction(+: sum))]
        for i in 0..n {
            sum += i * step;
        }
    }
    sum
}

fn main() {}
