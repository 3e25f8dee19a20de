//! A statement beside the league in its `target`.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64], n: usize) {
    #[omp(target)]
    {
        let half = n / 2;
        #[omp(teams distribute)]
        for i in 0..half {
            a[i] = 1.0;
        }
    }
}

fn main() {}
