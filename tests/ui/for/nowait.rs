//! A loop that nobody waits for.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32], n: usize) -> i32 {
    let mut x = 0;
    #[omp(parallel)]
    {
        #[omp(for nowait)]
        for i in 0..n {
            c[i] = 1;
        }
        #[omp(single)]
        {
            x = c[n - 1];
        }
    }
    x
}

fn main() {
    assert_eq!(f(&mut [0; 9], 9), 1);
}
