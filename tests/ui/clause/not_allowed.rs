//! A clause that the directive does not have.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel schedule(static))]
    {}
    #[omp(parallel)]
    {
        #[omp(master filter(1))]
        {}
        omp!(taskwait if(true));
        #[omp(single final(true))]
        {}
    }
}

fn main() {}
