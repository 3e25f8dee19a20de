//! The fix: every iteration on the device writes one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) -> usize {
    let mut sum = 0;
    #[omp(target teams loop reduction(+: sum))]
    for i in 0..n {
        sum += i;
        let last = i;
        sum += last;
    }
    sum
}

pub(crate) fn main() {
    assert_eq!(f(4), 12);
}
