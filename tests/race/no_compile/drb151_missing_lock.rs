//! DRB151: every iteration increments one variable (the kernel runs on a device).

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut var = 0;
    #[omp(parallel for)]
    for _ in 0..100 {
        var += 1;
    }
    var
}

fn main() {
    kernel();
}
