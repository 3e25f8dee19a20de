//! What rustc stops in the racy kernels, and what safe Rust has in its place.

use std::{
    mem,
    sync::atomic::{AtomicI32, Ordering},
};

use ferromp::prelude::*;

use crate::{compare, ramp};

static COUNTER: AtomicI32 = AtomicI32::new(0);

fn count() {
    // A counter orders nothing.
    COUNTER.fetch_add(1, Ordering::Relaxed);
}

#[omp]
fn global_counter(threads: usize) {
    #[omp(parallel num_threads(threads))]
    count();
}

/// The one test that uses the counter.
#[test]
fn drb082_drb086_drb087_drb088_global() {
    let mut expected = 0;
    for threads in [1, 2, 3, 8] {
        global_counter(threads);
        expected += i32::try_from(threads).unwrap();
        assert_eq!(COUNTER.load(Ordering::Relaxed), expected);
    }
}

/// 084 and 092: the partial sums are the region's own variables.
#[omp]
fn partial_sums(threads: usize) -> i64 {
    let mut sum = 0;
    #[omp(parallel num_threads(threads))]
    {
        let mut partial = 0;
        #[omp(for)]
        for i in 1..=1000 {
            partial += i;
        }
        #[omp(critical)]
        {
            sum += partial;
        }
    }
    sum
}

#[test]
fn drb084_drb092_threadprivate_missing() {
    compare(partial_sums, || 500_500);
}

#[omp]
fn behind_a_reference(threads: usize, counter: &mut i32) {
    #[omp(parallel num_threads(threads))]
    {
        #[omp(atomic)]
        *counter += 1;
    }
}

#[test]
fn drb089_dynamic_storage() {
    for threads in [1, 2, 3, 8] {
        let mut counter = 5;
        behind_a_reference(threads, &mut counter);
        assert_eq!(counter, 5 + i32::try_from(threads).unwrap());
    }
}

#[omp]
fn automatic_local(threads: usize, a: &mut [usize]) {
    #[omp(parallel num_threads(threads))]
    {
        let mut tmp = 0;
        #[omp(for)]
        for i in 0..a.len() {
            tmp = a[i] + i;
            a[i] = tmp;
        }
    }
}

#[test]
fn drb090_static_local() {
    let run = |threads| {
        let mut a = vec![1; 100];
        automatic_local(threads, &mut a);
        a
    };
    compare(run, || (1..=100).collect());
}

fn diffuse(u1: &[f64], u2: &mut [f64]) {
    for i in 1..u1.len() - 1 {
        u2[i] = u1[i] + 0.1 * (u1[i - 1] + u1[i + 1] - 2.0 * u1[i]);
    }
}

#[omp]
fn both_swapped<'a>(threads: usize, mut u1: &'a mut [f64], mut u2: &'a mut [f64]) -> f64 {
    for _ in 0..10 {
        let n = u1.len();
        #[omp(parallel for num_threads(threads))]
        for i in 1..n - 1 {
            u2[i] = u1[i] + 0.1 * (u1[i - 1] + u1[i + 1] - 2.0 * u1[i]);
        }
        mem::swap(&mut u1, &mut u2);
    }
    u1.iter().sum()
}

#[test]
fn drb195_swapped_once() {
    let run = |threads| both_swapped(threads, &mut ramp(50), &mut ramp(50));
    compare(run, || {
        let (mut u1, mut u2) = (ramp(50), ramp(50));
        for _ in 0..10 {
            diffuse(&u1, &mut u2);
            mem::swap(&mut u1, &mut u2);
        }
        u1.iter().sum()
    });
}

#[omp]
fn double_buffer(threads: usize, u: &mut [Vec<f64>; 2]) {
    let [even, odd] = u;
    let n = even.len();
    #[omp(parallel num_threads(threads))]
    for _ in 0..5 {
        #[omp(for)]
        for i in 1..n - 1 {
            odd[i] = even[i] + 0.1 * (even[i - 1] + even[i + 1] - 2.0 * even[i]);
        }
        #[omp(for)]
        for i in 1..n - 1 {
            even[i] = odd[i] + 0.1 * (odd[i - 1] + odd[i + 1] - 2.0 * odd[i]);
        }
    }
}

#[test]
fn drb197_double_buffer() {
    let run = |threads| {
        let mut u = [ramp(50), ramp(50)];
        double_buffer(threads, &mut u);
        u
    };
    compare(run, || {
        let mut u = [ramp(50), ramp(50)];
        for _ in 0..5 {
            let [even, odd] = &mut u;
            diffuse(even, odd);
            diffuse(odd, even);
        }
        u
    });
}
