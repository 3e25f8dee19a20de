//! The fix: every thread writes the same elements.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32]) {
    #[omp(parallel)]
    {
        #[omp(for)]
        for i in 0..c.len() {
            c[i] += 1;
        }
    }
}

pub(crate) fn main() {
    let mut c = [0; 4];
    f(&mut c);
    assert_eq!(c, [1; 4]);
}
