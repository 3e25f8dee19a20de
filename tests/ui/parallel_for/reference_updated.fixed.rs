//! The fix: every iteration updates what a reference leads to.

use ferromp::prelude::*;

#[omp]
fn f(n: i32, x: &mut i32) {
    #[omp(parallel for)]
    for i in 0..n {
        #[omp(atomic)]
        *x += i;
    }
}

pub(crate) fn main() {
    let mut x = 0;
    f(10, &mut x);
    assert_eq!(x, 45);
}
