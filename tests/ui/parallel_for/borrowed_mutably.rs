//! A callee writes a shared variable.

use ferromp::prelude::*;

fn add(x: &mut i32) {
    *x += 1;
}

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 0;
    #[omp(parallel for)]
    for _ in 0..n {
        add(&mut x);
    }
    x
}

fn main() {
    assert_eq!(f(10), 10);
}
