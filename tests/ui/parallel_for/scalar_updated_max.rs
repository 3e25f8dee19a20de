//! Every iteration updates one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 0;
    #[omp(parallel for)]
    for i in 0..n {
        x = x.max(i);
    }
    x
}

fn main() {
    assert_eq!(f(10), 9);
}
