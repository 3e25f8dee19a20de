//! An iteration reads what another has written.

use ferromp::prelude::*;

#[omp]
fn f(a: &[i32]) -> i32 {
    let mut x = 0;
    #[omp(parallel for)]
    for i in 0..a.len() {
        if a[i] > x {
            x = a[i];
        }
    }
    x
}

fn main() {
    assert_eq!(f(&[1, 5, 3]), 5);
}
