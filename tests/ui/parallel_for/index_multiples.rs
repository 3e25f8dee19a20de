//! Different multiples of the loop variable.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32], n: usize) {
    #[omp(parallel for)]
    for i in 0..n {
        c[2 * i + 1] = c[i];
    }
}

fn main() {
    let mut c = [1, 2, 3, 4];
    f(&mut c, 2);
    assert_eq!(c, [1, 1, 3, 2]);
}
