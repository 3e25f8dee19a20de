//! Every iteration updates one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> i32 {
    let mut x = 50;
    #[omp(parallel for)]
    for i in 0..n {
        x -= i;
    }
    x
}

fn main() {
    assert_eq!(f(10), 5);
}
