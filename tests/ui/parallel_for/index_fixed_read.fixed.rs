//! The fix: an index without the loop variable, read.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32]) {
    let first = c[0];
    #[omp(parallel for)]
    for i in 1..c.len() {
        c[i] += first;
    }
}

pub(crate) fn main() {
    let mut c = [3; 4];
    f(&mut c);
    assert_eq!(c, [3, 6, 6, 6]);
}
