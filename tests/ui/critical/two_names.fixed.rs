//! The fix: two names for one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(3))]
    {
        #[omp(critical(a))]
        {
            x += 1;
        }
        #[omp(critical(a))]
        {
            x += 1;
        }
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(), 6);
}
