//! In a `simd` loop stand `atomic`, `simd` and `loop`, and no other construct.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(simd)]
    for i in 0..4 {
        #[omp(critical)]
        {
            a[i] += 1.0;
        }
    }
    #[omp(parallel for simd)]
    for i in 0..4 {
        #[omp(parallel)]
        {
            work(i);
        }
        #[omp(task)]
        {
            work(i);
        }
    }
    #[omp(parallel)]
    {
        #[omp(simd)]
        for i in 0..4 {
            work(i);
            omp!(barrier);
        }
    }
    #[omp(target)]
    {
        #[omp(simd)]
        for i in 0..4 {
            a[i] += 1.0;
        }
    }
}

fn work(_: usize) {}

fn main() {}
