//! The fix: every thread updates one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> usize {
    let mut x = 0;
    #[omp(parallel num_threads(3) reduction(+: x))]
    {
        x += 1;
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(), 3);
}
