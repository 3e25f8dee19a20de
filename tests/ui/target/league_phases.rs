//! One team reads what another has written.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32], b: &mut [i32], n: usize) {
    #[omp(target teams)]
    {
        #[omp(distribute parallel for)]
        for i in 0..n {
            a[i] = 1;
        }
        #[omp(distribute parallel for)]
        for i in 0..n {
            b[i] = a[n - 1 - i];
        }
    }
}

fn main() {}
