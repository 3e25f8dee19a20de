//! `for simd` takes no condition, and `if` of `parallel for simd` is that of `parallel`.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(parallel)]
    {
        #[omp(for simd if(true))]
        for i in 0..4 {
            a[i] += 1.0;
        }
    }
}

fn main() {}
