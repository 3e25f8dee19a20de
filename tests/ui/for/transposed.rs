//! The loops in another order than the indices.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [Vec<i32>], n: usize) {
    #[omp(parallel)]
    {
        #[omp(for collapse(2))]
        for i in 0..n {
            for j in 0..n {
                c[j][i] += 1;
            }
        }
    }
}

fn main() {
    let mut c = vec![vec![0; 3]; 3];
    f(&mut c, 3);
    assert_eq!(c, vec![vec![1; 3]; 3]);
}
