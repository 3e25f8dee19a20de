//! `fastmath` on a statement, and on a method of an item that is compiled as a whole.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [f64]) {
    #[omp(fastmath)]
    for i in 0..c.len() {
        c[i] = 1.0;
    }
}

struct S;

#[omp]
impl S {
    #[omp(fastmath)]
    fn g() {}
}

fn main() {
    f(&mut [0.0]);
    S::g();
}
