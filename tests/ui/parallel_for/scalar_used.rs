//! A second counter, used as an index.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    let mut j = 0;
    #[omp(parallel for)]
    for i in 0..a.len() {
        a[i] = j;
        j += 1;
    }
}

fn main() {
    let mut a = [0; 4];
    f(&mut a);
    assert_eq!(a, [0, 1, 2, 3]);
}
