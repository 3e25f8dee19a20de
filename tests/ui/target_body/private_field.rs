//! A field that is private.

use ferromp::prelude::*;

struct S {
    x: f64,
}

#[omp]
fn f(n: usize, s: S, h: &mut [f64]) {
    #[omp(target teams loop private(s.x))]
    for i in 0..n {
        s.x = 1.0;
        h[i] = s.x;
    }
}

fn main() {}
