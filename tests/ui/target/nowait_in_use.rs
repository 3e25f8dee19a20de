#![forbid(unsafe_code)]
use ferromp::prelude::*;

#[omp]
fn main() {
    let mut a = vec![1; 100];
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..100 {
        a[i] += 1;
    }
    let first = a[0];
    omp!(taskwait);
    assert_eq!(first, a[0]);
}
