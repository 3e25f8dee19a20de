//! DRB027: two sibling tasks write one variable.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut i = 0;
    #[omp(parallel)]
    #[omp(single)]
    {
        #[omp(task)]
        {
            i = 1;
        }
        #[omp(task)]
        {
            i = 2;
        }
    }
    i
}

fn main() {
    kernel();
}
