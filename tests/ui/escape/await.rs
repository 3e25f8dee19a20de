//! `.await` in a construct.

use ferromp::prelude::*;

#[omp]
async fn f() {
    #[omp(parallel)]
    {
        std::future::ready(1).await;
    }
}

fn main() {}
