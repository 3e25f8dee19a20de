//! An index without the loop variable, read.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32]) {
    #[omp(parallel for)]
    for i in 1..c.len() {
        c[i] += c[0];
    }
}

fn main() {
    let mut c = [3; 4];
    f(&mut c);
    assert_eq!(c, [3, 6, 6, 6]);
}
