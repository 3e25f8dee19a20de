//! `?` out of a construct.

use ferromp::prelude::*;

#[omp]
fn f(a: &[Option<i32>]) -> Option<i32> {
    #[omp(parallel for)]
    for i in 0..3usize {
        let _ = a[i]?;
    }
    None
}

fn main() {}
