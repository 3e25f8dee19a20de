//! Code before the wait that leaves the function.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 0;
    #[omp(task shared(x))]
    {
        x = 5;
    }
    if n > 3 {
        return n;
    }
    omp!(taskwait);
    x
}

fn main() {
    assert_eq!((f(2), f(4)), (5, 4));
}
