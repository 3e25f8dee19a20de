//! Each team has a thread with that number, so its element is that of several threads.

use ferromp::prelude::*;

#[omp]
fn main() {
    let mut sums = vec![0; 1024];
    #[omp(target teams distribute parallel for)]
    for i in 0..64 {
        let thread = omp_get_thread_num();
        sums[thread] += i;
    }
    #[omp(target loop)]
    for i in 0..64 {
        sums[omp_get_thread_num()] += i;
    }
    #[omp(teams loop)]
    for i in 0..64 {
        sums[omp_get_thread_num()] += i;
    }
}
