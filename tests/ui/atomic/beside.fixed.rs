//! The fix: a plain read beside atomic updates.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    let mut most = 0;
    #[omp(parallel num_threads(3) reduction(max: most))]
    {
        #[omp(atomic)]
        x += 1;
        let now = #[omp(atomic read)]
        x;
        most = most.max(now);
    }
    most
}

pub(crate) fn main() {
    assert_eq!(f(), 3);
}
