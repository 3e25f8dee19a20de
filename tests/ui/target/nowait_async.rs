#![forbid(unsafe_code)]
use ferromp::prelude::*;

#[omp]
async fn doubled(a: &mut [i32]) {
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..100 {
        a[i] *= 2;
    }
    std::future::ready(()).await;
    omp!(taskwait);
}

fn main() {
    let _ = doubled(&mut [0; 100]);
}
