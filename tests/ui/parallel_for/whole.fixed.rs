//! The fix: the array as a whole, beside its elements.

use ferromp::prelude::*;

fn sum(c: &[i32]) -> i32 {
    c.iter().sum()
}

#[omp]
fn f(c: &mut [i32]) {
    let total = sum(c);
    #[omp(parallel for)]
    for i in 0..c.len() {
        c[i] = total;
    }
}

pub(crate) fn main() {
    let mut c = [1; 4];
    f(&mut c);
    assert_eq!(c, [4; 4]);
}
