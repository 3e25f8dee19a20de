//! The fix: a method changes a variable of all threads.

use ferromp::prelude::*;

#[omp]
fn f() -> Vec<i32> {
    let mut v = Vec::new();
    #[omp(parallel num_threads(3))]
    {
        #[omp(critical)]
        v.push(1);
    }
    v
}

pub(crate) fn main() {
    assert_eq!(f(), [1; 3]);
}
