//! Elements of a thread's own, and loops of which one reads what another has written.

use ferromp::prelude::*;

#[test]
#[omp]
fn a_loop_reads_what_the_one_before_has_written() {
    let (mut a, mut b) = (vec![0, 10, 20, 30, 40, 50, 60, 70], vec![0; 8]);
    #[omp(target map(tofrom: a, b))]
    {
        #[omp(parallel num_threads(8))]
        {
            #[omp(for)]
            for i in 0..8 {
                a[i] += 1;
            }
            #[omp(for)]
            for i in 0..8 {
                b[i] += a[7 - i];
            }
        }
    }
    assert_eq!(a, [1, 11, 21, 31, 41, 51, 61, 71]);
    assert_eq!(b, [71, 61, 51, 41, 31, 21, 11, 1]);
}
