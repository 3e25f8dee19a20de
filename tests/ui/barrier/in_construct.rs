//! A barrier that not all threads reach.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        #[omp(single)]
        {
            omp!(barrier);
        }
        #[omp(masked)]
        {
            omp!(barrier);
        }
        #[omp(critical)]
        {
            omp!(barrier);
        }
        #[omp(for)]
        for _ in 0..3 {
            omp!(barrier);
        }
    }
}

fn main() {}
