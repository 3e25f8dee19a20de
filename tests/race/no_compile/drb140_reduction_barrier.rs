//! DRB140: the original of the reduction is set while other threads already combine.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut a = 0;
    #[omp(parallel)]
    {
        #[omp(master)]
        {
            a = 0;
        }
        #[omp(for reduction(+: a))]
        for i in 0..10 {
            a += i;
        }
    }
    a
}

fn main() {
    kernel();
}
