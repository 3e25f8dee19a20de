//! Three loops over what does not lie in one piece.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, c: &mut Vec<Vec<Vec<f64>>>) {
    #[omp(parallel for collapse(3))]
    for i in 0..n {
        for j in 0..n {
            for k in 0..n {
                c[i][j][k] = 1.0;
            }
        }
    }
}

fn main() {}
