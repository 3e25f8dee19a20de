//! An update that no reduction combines.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 1024;
    #[omp(parallel for)]
    for _ in 0..n {
        x /= 2;
    }
    x
}

fn main() {
    assert_eq!(f(10), 1);
}
