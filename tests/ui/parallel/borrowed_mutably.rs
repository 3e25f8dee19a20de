//! A callee writes a variable of all threads.

use ferromp::prelude::*;

fn add(x: &mut i32) {
    *x += 1;
}

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(3))]
    {
        add(&mut x);
    }
    x
}

fn main() {
    assert_eq!(f(), 3);
}
