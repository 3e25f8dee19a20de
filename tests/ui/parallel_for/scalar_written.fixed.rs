//! The fix: every iteration writes one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) -> usize {
    let mut x = 0;
    #[omp(parallel for lastprivate(x))]
    for i in 0..n {
        x = i;
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(10), 9);
}
