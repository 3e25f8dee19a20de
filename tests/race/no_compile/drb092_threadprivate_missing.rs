//! DRB092: partial sums that should be one per thread are one for all.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i64 {
    let mut partial = 0;
    let mut sum = 0;
    #[omp(parallel)]
    {
        #[omp(for)]
        for i in 1..=1000 {
            partial += i;
        }
        #[omp(critical)]
        {
            sum += partial;
        }
    }
    sum
}

fn main() {
    kernel();
}
