#![forbid(unsafe_code)]
use ferromp::prelude::*;

#[omp]
fn main() {
    let mut a = vec![1; 100];
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..100 {
        a[i] += 1;
    }
    for _ in 0..2 {
        let mut b = vec![1; 100];
        #[omp(target teams loop nowait map(tofrom: b))]
        for i in 0..100 {
            b[i] += 1;
        }
        omp!(taskwait);
        assert_eq!(b[0], 2);
    }
    omp!(taskwait);
    assert_eq!(a[0], 2);
}
