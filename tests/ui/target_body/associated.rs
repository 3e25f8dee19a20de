//! Functions of a type.

use ferromp::prelude::*;

struct P;
impl P {
    fn len(x: f64) -> f64 {
        x
    }
}

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = P::len(1.0);
    }
}

fn main() {}
