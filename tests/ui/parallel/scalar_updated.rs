//! Every thread updates one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> usize {
    let mut x = 0;
    #[omp(parallel num_threads(3))]
    {
        x += 1;
    }
    x
}

fn main() {
    assert_eq!(f(), 3);
}
