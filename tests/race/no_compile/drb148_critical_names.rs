//! DRB148: two criticals of different names guard nothing (the kernel runs on a device).

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut var = 0;
    #[omp(parallel for)]
    for _ in 0..100 {
        #[omp(critical(add))]
        {
            var += 1;
        }
        #[omp(critical(sub))]
        {
            var -= 2;
        }
    }
    var
}

fn main() {
    kernel();
}
