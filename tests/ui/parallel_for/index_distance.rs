//! The next iteration's element.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32]) {
    #[omp(parallel for)]
    for i in 0..c.len() - 1 {
        c[i] = c[i + 1];
    }
}

fn main() {
    let mut c = [1, 2, 3, 4];
    f(&mut c);
    assert_eq!(c, [2, 3, 4, 4]);
}
