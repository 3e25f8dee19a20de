//! DRB123: tasks of one loop increment one variable.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut var = 0;
    #[omp(parallel)]
    #[omp(single)]
    for _ in 0..10 {
        #[omp(task shared(var))]
        {
            var += 1;
        }
    }
    var
}

fn main() {
    kernel();
}
