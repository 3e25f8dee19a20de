//! A missing barrier: written, or implied by a construct that has one.

use ferromp::prelude::*;

use crate::compare;

#[omp]
fn without_nowait(threads: usize, a: &mut [i32], b: i32) -> i32 {
    let mut error = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for)]
        for i in 0..a.len() {
            a[i] = b + a[i] * 5;
        }
        #[omp(single)]
        {
            error = a[9] + 1;
        }
    }
    error
}

#[test]
fn drb013_nowait() {
    let run = |threads| {
        let mut a: Vec<i32> = (0..1000).collect();
        without_nowait(threads, &mut a, 5)
    };
    compare(run, || 51);
}

#[omp]
fn single_waits(threads: usize) -> usize {
    let mut init = 0;
    let mut found = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            init = 10;
        }
        let local = init;
        #[omp(atomic)]
        found += local;
    }
    found
}

#[test]
fn drb124_master() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(single_waits(threads), 10 * threads);
    }
}

#[omp]
fn barrier_after_master(threads: usize) -> i32 {
    let mut a = 7;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(master)]
        {
            a = 0;
        }
        omp!(barrier);
        #[omp(for reduction(+: a))]
        for i in 0..10 {
            a += i;
        }
    }
    a
}

#[test]
fn drb140_reduction_barrier() {
    compare(barrier_after_master, || 45);
}

#[omp]
fn barriers_of_loops(threads: usize, a: i64, b: &mut [i64], c: &[i64], temp: &mut [i64]) {
    #[omp(parallel num_threads(threads))]
    for _ in 0..10 {
        #[omp(for)]
        for i in 0..16 {
            temp[i] = b[i] + c[i];
        }
        #[omp(for)]
        for i in (0..16).rev() {
            b[i] = temp[i] * a;
        }
    }
}

#[test]
fn drb160_no_barrier() {
    let c: Vec<i64> = (0..16).collect();
    let run = |threads| {
        let (mut b, mut temp) = (vec![1; 16], vec![0; 16]);
        barriers_of_loops(threads, 2, &mut b, &c, &mut temp);
        b
    };
    compare(run, || c.iter().map(|c| (0..10).fold(1, |b, _| (b + c) * 2)).collect());
}
