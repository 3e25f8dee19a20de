//! A statement that is none of the forms.

use ferromp::prelude::*;

#[omp]
fn f() {
    let mut x = 0;
    let mut v = 0;
    #[omp(atomic)]
    drop(x);
    #[omp(atomic read)]
    v = x + 1;
    #[omp(atomic write)]
    x += 1;
    #[omp(atomic capture)]
    x += 1;
    drop((v, x));
}

fn main() {}
