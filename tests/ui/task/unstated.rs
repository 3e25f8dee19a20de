//! The creating thread's own variable.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(task)]
    {
        x = 5;
    }
    omp!(taskwait);
    x
}

fn main() {
    assert_eq!(f(), 5);
}
