//! The updates are atomic.

use ferromp::prelude::*;

#[omp]
fn count(bins: &mut [u32], of: &[usize]) {
    #[omp(target teams loop)]
    for i in 0..of.len() {
        #[omp(atomic)]
        {
            bins[of[i]] += 1;
        }
    }
}

pub(crate) fn main() {
    let mut bins = [0; 3];
    count(&mut bins, &[0, 2, 2]);
    assert_eq!(bins, [1, 0, 2]);
}
