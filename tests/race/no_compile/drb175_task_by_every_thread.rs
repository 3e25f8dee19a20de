//! DRB175: every thread creates the task that writes.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut a = 0;
    #[omp(parallel)]
    {
        #[omp(task)]
        {
            a += 1;
        }
    }
    a
}

fn main() {
    kernel();
}
