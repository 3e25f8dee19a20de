//! The fix: every iteration updates one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 0;
    #[omp(parallel for reduction(^: x))]
    for i in 0..n {
        x ^= i;
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(10), 1);
}
