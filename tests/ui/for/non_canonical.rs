//! A loop whose iterations nobody can count.

use ferromp::prelude::*;

#[omp]
fn f(mut a: bool) {
    #[omp(parallel for)]
    while a {
        a = false;
    }
}

fn main() {}
