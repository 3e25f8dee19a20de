//! A condition for another directive.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) {
    #[omp(parallel if(task: n > 3))]
    {}
}

fn main() {}
