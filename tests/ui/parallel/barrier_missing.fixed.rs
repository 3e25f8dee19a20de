//! The fix: one thread writes, and nobody waits.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    let mut sum = 0;
    #[omp(parallel num_threads(3) reduction(+: sum))]
    {
        #[omp(masked)]
        {
            x = 2;
        }
        omp!(barrier);
        sum += x;
    }
    sum
}

pub(crate) fn main() {
    assert_eq!(f(), 6);
}
