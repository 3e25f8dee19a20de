//! A method changes a shared variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> Vec<i32> {
    let mut v = Vec::new();
    #[omp(parallel for)]
    for i in 0..n {
        v.push(i);
    }
    v
}

fn main() {
    let mut v = f(4);
    v.sort_unstable();
    assert_eq!(v, [0, 1, 2, 3]);
}
