//! The fix: every iteration updates one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 1;
    #[omp(parallel for reduction(*: x))]
    for i in 0..n {
        x *= 1 + i % 2;
    }
    x
}

pub(crate) fn main() {
    assert_eq!(f(10), 32);
}
