//! DRB106: the sum is taken before the tasks have given their parts.

use ferromp::prelude::*;

#[omp]
fn kernel(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let mut i = 0;
    let mut j = 0;
    #[omp(task shared(i))]
    {
        i = kernel(n - 1);
    }
    #[omp(task shared(j))]
    {
        j = kernel(n - 2);
    }
    let sum = i + j;
    omp!(taskwait);
    sum
}

fn main() {
    kernel(5);
}
