//! The fix: a second variable in the index.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32], n: usize, m: usize) {
    #[omp(parallel for)]
    for i in 0..n {
        for j in 0..m {
            c[i * m + j] += 1;
        }
    }
}

pub(crate) fn main() {
    let mut c = [0; 6];
    f(&mut c, 2, 3);
    assert_eq!(c, [1; 6]);
}
