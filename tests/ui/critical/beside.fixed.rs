//! The fix: an access outside of the guard.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    let mut most = 0;
    #[omp(parallel num_threads(3) reduction(max: most))]
    {
        #[omp(critical)]
        {
            x += 1;
        }
        #[omp(critical)]
        {
            most = most.max(x);
        }
    }
    most
}

pub(crate) fn main() {
    assert_eq!(f(), 3);
}
