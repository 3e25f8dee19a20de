//! The fix: every task of a loop writes elements of one array.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    #[omp(single)]
    for (i, x) in c.iter_mut().enumerate() {
        #[omp(task)]
        {
            *x = i;
        }
    }
}

pub(crate) fn main() {
    let mut c = [9; 3];
    f(&mut c);
    assert_eq!(c, [0, 1, 2]);
}
