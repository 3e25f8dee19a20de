//! DRB134: one task computes from what its sibling writes.

use ferromp::prelude::*;

#[omp]
fn kernel() -> (i32, i32) {
    let mut x = 0;
    let mut y = 2;
    #[omp(task shared(x))]
    {
        x += 1;
    }
    #[omp(task shared(x, y))]
    {
        y -= x;
    }
    omp!(taskwait);
    (x, y)
}

fn main() {
    kernel();
}
