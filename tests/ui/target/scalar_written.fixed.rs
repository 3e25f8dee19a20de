//! The fix: a value written on the device, and no word on what becomes of it.

use ferromp::prelude::*;

#[omp]
fn f(a: &[i32]) -> i32 {
    let mut first = 0;
    #[omp(target map(tofrom: first))]
    {
        first = a[0];
    }
    first
}

pub(crate) fn main() {
    assert_eq!(f(&[7, 8]), 7);
}
