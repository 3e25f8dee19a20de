//! Every iteration writes what a reference leads to.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, x: &mut usize) {
    #[omp(parallel for)]
    for i in 0..n {
        *x = i;
    }
}

fn main() {
    let mut x = 0;
    f(10, &mut x);
    assert_eq!(x, 9);
}
