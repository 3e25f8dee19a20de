//! A variable in no clause.

use ferromp::prelude::*;

#[omp]
fn f(n: usize) {
    #[omp(parallel default(none))]
    {
        println!("{}", n);
    }
}

fn main() {}
