//! `simd` belongs to a loop, which runs to its end.

use ferromp::prelude::*;

#[omp]
fn f(a: &[f64]) -> f64 {
    #[omp(simd)]
    {
        work(a[0]);
    }
    #[omp(simd)]
    for x in a {
        if *x < 0.0 {
            break;
        }
    }
    #[omp(simd)]
    for x in a {
        if *x < 0.0 {
            return *x;
        }
    }
    0.0
}

fn work(_: f64) {}

fn main() {}
