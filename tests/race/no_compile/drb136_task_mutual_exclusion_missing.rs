//! DRB136: two tasks add to one variable, in no order.

use ferromp::prelude::*;

#[omp]
fn kernel(a: i32, b: i32) -> i32 {
    let mut c = 1;
    #[omp(parallel)]
    #[omp(single)]
    {
        #[omp(task)]
        {
            c += a;
        }
        #[omp(task)]
        {
            c += b;
        }
    }
    c
}

fn main() {
    kernel(2, 3);
}
