//! Elements of a thread's own, and loops of which one reads what another has written.

use ferromp::prelude::*;

use crate::common::panics_with;

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

/// `a[thread * k + j]` for `j` below `columns`.
#[omp]
fn rows(a: &mut [i32], k: usize, columns: usize) {
    #[omp(target parallel num_threads(8))]
    {
        let thread = omp_get_thread_num();
        for j in 0..columns {
            a[thread * k + j] += 1;
        }
    }
}

#[test]
fn a_thread_has_a_row() {
    let mut a = vec![0; 24];
    rows(&mut a, 3, 3);
    assert_eq!(a, [1; 24]);
}

#[test]
fn a_thread_stays_in_its_row() {
    let (mut a, mut b) = (vec![0; 24], vec![0; 24]);
    panics_with(&["a"], || rows(&mut a, 2, 3));
    panics_with(&["a"], || rows(&mut b, 0, 3));
}

#[test]
#[omp]
fn a_row_in_a_loop_and_by_a_name() {
    let (mut a, n) = (vec![0; 32], 4);
    #[omp(target parallel for num_threads(8))]
    for i in 0..64 {
        let start = omp_get_thread_num();
        let at = start * n + 1;
        a[at + 2] += i;
    }
    assert_eq!(a.iter().sum::<i32>(), 63 * 32);
    assert!(a.chunks(4).all(|row| row[..3] == [0; 3]));
}

#[test]
#[omp]
fn rows_in_a_region_of_a_block() {
    let (mut a, n) = (vec![0; 32], 4);
    let mut threads = 0;
    #[omp(target map(tofrom: a, threads))]
    {
        threads = 1;
        #[omp(parallel num_threads(8))]
        {
            let (_, thread) = (omp_get_team_num(), omp_get_thread_num());
            for j in 0..n {
                a[n * thread + n - 1 - j] += j;
            }
        }
    }
    assert_eq!(threads, 1);
    assert_eq!(a, [3, 2, 1, 0].repeat(8));
}
