//! DRB177: the third task waits for `j` alone (the kernel says so by `depend`).

use ferromp::prelude::*;

#[omp]
fn kernel(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let mut i = 0;
    let mut j = 0;
    let mut s = 0;
    #[omp(task shared(i))]
    {
        i = kernel(n - 1);
    }
    #[omp(task shared(i, j, s))]
    {
        j = kernel(n - 2);
        s = i + j;
    }
    omp!(taskwait);
    s
}

fn main() {
    kernel(5);
}
