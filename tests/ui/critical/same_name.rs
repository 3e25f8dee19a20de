//! A critical construct inside of itself.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(critical(a))]
    {
        #[omp(critical(b))]
        {
            #[omp(critical(a))]
            {}
        }
    }
    #[omp(critical)]
    {
        #[omp(critical)]
        {}
    }
}

fn main() {}
