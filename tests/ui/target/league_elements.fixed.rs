//! The fix: every team writes every element.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    #[omp(target teams)]
    {
        #[omp(distribute parallel for)]
        for i in 0..a.len() {
            a[i] = 1;
        }
    }
}

pub(crate) fn main() {
    let mut a = [0; 10];
    f(&mut a);
    assert_eq!(a, [1; 10]);
}
