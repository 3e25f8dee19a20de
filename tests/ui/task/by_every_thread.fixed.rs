//! The fix: a task that every thread creates.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(3))]
    {
        #[omp(single)]
        {
            #[omp(task)]
            {
                x += 1;
            }
        }
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(), 1);
}
