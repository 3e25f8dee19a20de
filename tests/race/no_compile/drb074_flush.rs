//! DRB074: a `critical` in the callee does not guard the read in the caller.

use ferromp::prelude::*;

fn write(q: &mut i32) {
    *q = 1;
}

#[omp]
fn kernel() -> i32 {
    let mut i = 0;
    let mut sum = 0;
    #[omp(parallel reduction(+: sum) num_threads(10))]
    {
        #[omp(critical)]
        write(&mut i);
        sum += i;
    }
    sum
}

fn main() {
    kernel();
}
