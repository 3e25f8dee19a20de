//! The fix: a second counter, used as an index.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    #[omp(parallel for)]
    for i in 0..a.len() {
        let j = i as i32;
        a[i] = j;
    }
}

pub(crate) fn main() {
    let mut a = [0; 4];
    f(&mut a);
    assert_eq!(a, [0, 1, 2, 3]);
}
