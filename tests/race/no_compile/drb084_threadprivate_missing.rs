//! DRB084: a partial sum in a global.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

static mut PARTIAL: i32 = 0;

#[omp]
fn kernel() -> i32 {
    let mut sum = 0;
    #[omp(parallel)]
    {
        #[omp(for)]
        for i in 1..=1000 {
            PARTIAL += i;
        }
        #[omp(critical)]
        {
            sum += PARTIAL;
        }
    }
    sum
}

fn main() {
    kernel();
}
