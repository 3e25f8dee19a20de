//! The fix: two tasks that write one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(3))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            x += 1;
        }
        omp!(taskwait);
        #[omp(task)]
        {
            x += 2;
        }
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(), 3);
}
