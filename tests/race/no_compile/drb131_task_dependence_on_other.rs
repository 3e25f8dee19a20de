//! DRB131: the second task is not waited for before `y` is read (the kernel waits by `depend` on
//! `x` alone).

use ferromp::prelude::*;

#[omp]
fn kernel() -> (i32, i32) {
    let mut x = 0;
    let mut y = 2;
    #[omp(task shared(x))]
    {
        x += 1;
    }
    omp!(taskwait);
    #[omp(task shared(y))]
    {
        y -= 1;
    }
    println!("{x} {y}");
    omp!(taskwait);
    (x, y)
}

fn main() {
    kernel();
}
