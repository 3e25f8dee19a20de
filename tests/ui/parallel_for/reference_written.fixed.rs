//! The fix: every iteration writes what a reference leads to.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, x: &mut usize) {
    let mut last = 0;
    #[omp(parallel for lastprivate(last))]
    for i in 0..n {
        last = i;
    }
    *x = last;
}

pub(crate) fn main() {
    let mut x = 0;
    f(10, &mut x);
    assert_eq!(x, 9);
}
