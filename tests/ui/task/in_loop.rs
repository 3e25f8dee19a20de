//! Every task of a loop writes one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(3))]
    #[omp(single)]
    for i in 0..4 {
        #[omp(task)]
        {
            x += i;
        }
    }
    x
}

fn main() {
    assert_eq!(f(), 6);
}
