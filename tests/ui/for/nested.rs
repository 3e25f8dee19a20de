//! Worksharing closely nested in worksharing.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        #[omp(for)]
        for _ in 0..3 {
            #[omp(for)]
            for _ in 0..3 {}
        }
        #[omp(for)]
        for _ in 0..3 {
            #[omp(single)]
            {}
        }
        #[omp(task)]
        {
            #[omp(masked)]
            {}
        }
        #[omp(critical)]
        {
            #[omp(for)]
            for _ in 0..3 {}
        }
    }
}

fn main() {}
