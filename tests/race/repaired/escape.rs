//! A shared variable that goes to a callee as `&mut`: the whole use is guarded, or each thread has its own.

use ferromp::prelude::*;

use crate::{compare, ramp};

fn set(q: &mut i32) {
    *q = 1;
}

fn add(q: &mut i32) {
    *q += 1;
}

#[omp]
fn private_argument(threads: usize) -> usize {
    let i = 0;
    let mut sum = 0;
    #[omp(parallel reduction(+: sum) firstprivate(i) num_threads(threads))]
    {
        set(&mut i);
        sum += usize::try_from(i).unwrap();
    }
    assert_eq!(i, 0);
    sum
}

#[test]
fn drb074_flush() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(private_argument(threads), threads);
    }
}

#[omp]
fn guarded_argument(threads: usize) -> i32 {
    let mut i = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(critical)]
    add(&mut i);
    i
}

#[test]
fn drb080_argument() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(guarded_argument(threads), i32::try_from(threads).unwrap());
    }
}

/// Test and change under one lock. The kernel's cells have distinct scores, or the best would depend on the order.
#[omp]
fn best_position(threads: usize, h: &[f64]) -> usize {
    let mut best = 0;
    #[omp(parallel for num_threads(threads) schedule(static, 3))]
    for i in 0..h.len() {
        #[omp(critical)]
        {
            if h[i] > h[best] {
                best = i;
            }
        }
    }
    best
}

#[test]
fn drb181_smith_waterman() {
    let mut h = ramp(100);
    h.swap(31, 99);
    compare(|threads| best_position(threads, &h), || 31);
}
