//! A condition of compilation.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        #[cfg(test)]
        let k = 1.0;
        y[i] = 1.0;
    }
}

fn main() {}
