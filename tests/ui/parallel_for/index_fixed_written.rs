//! An index without the loop variable, written.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32], n: usize) {
    #[omp(parallel for)]
    for _ in 0..n {
        c[0] += 1;
    }
}

fn main() {
    let mut c = [0; 4];
    f(&mut c, 10);
    assert_eq!(c[0], 10);
}
