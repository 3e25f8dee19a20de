//! DRB197: both halves of the double buffer are one array in safe Rust: which one is read is not
//! known.

use ferromp::prelude::*;

#[omp]
fn kernel(u: &mut [Vec<f64>; 2], c: f64) {
    let mut p = 0;
    for _ in 0..10 {
        let n = u[0].len();
        #[omp(parallel for)]
        for i in 1..n - 1 {
            u[1 - p][i] = u[p][i] + c * (u[p][i - 1] + u[p][i + 1] - 2.0 * u[p][i]);
        }
        p = 1 - p;
    }
}

fn main() {
    kernel(&mut [vec![0.0; 10], vec![0.0; 10]], 0.1);
}
