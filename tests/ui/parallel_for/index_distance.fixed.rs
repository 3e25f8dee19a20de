//! The fix: the next iteration's element.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32]) {
    let old = c.to_vec();
    #[omp(parallel for)]
    for i in 0..c.len() - 1 {
        c[i] = old[i + 1];
    }
}

pub(crate) fn main() {
    let mut c = [1, 2, 3, 4];
    f(&mut c);
    assert_eq!(c, [2, 3, 4, 4]);
}
