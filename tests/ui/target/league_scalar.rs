//! Every team writes one variable.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) -> (i32, i32) {
    let (mut sum, mut first) = (0, 0);
    #[omp(target teams map(tofrom: sum, first))]
    {
        sum += n;
        first = n;
    }
    (sum, first)
}

fn main() {}
