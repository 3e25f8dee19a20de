//! Scalars: reductions, last values, counters by `atomic`.

use ferromp::prelude::*;

use crate::compare;

#[omp]
fn last_private(threads: usize) -> usize {
    let mut x = 0;
    #[omp(parallel for lastprivate(x) num_threads(threads))]
    for i in 0..100 {
        x = i;
    }
    x
}

#[test]
fn drb059_lastprivate() {
    compare(last_private, || 99);
}

#[omp]
fn pi(threads: usize, steps: u32) -> f64 {
    let width = 1.0 / f64::from(steps);
    let x = 0.0;
    let mut pi = 0.0;
    #[omp(parallel for reduction(+: pi) private(x) num_threads(threads))]
    for i in 0..steps {
        x = (f64::from(i) + 0.5) * width;
        pi += 1.0 / (x * x + 1.0);
    }
    assert!(x < width, "the original is another variable");
    pi * 4.0 * width
}

#[test]
fn drb065_pireduction() {
    let alone = pi(1, 100_000);
    assert!((alone - std::f64::consts::PI).abs() < 1e-9);
    compare(|threads| pi(threads, 100_000).to_bits(), || alone.to_bits());
}

/// By value, the callee has its own.
fn by_value(mut q: i32) -> i32 {
    q += 1;
    q
}

#[omp]
fn argument_by_value(threads: usize) -> i32 {
    let i = 0;
    #[omp(parallel num_threads(threads))]
    {
        assert_eq!(by_value(i), 1);
    }
    i
}

#[test]
fn drb081_drb083_func_arg() {
    compare(argument_by_value, || 0);
}

#[omp]
fn region_reduction(threads: usize) -> i32 {
    let i = 0;
    let mut sum = 0;
    #[omp(parallel reduction(+: sum) private(i) num_threads(threads))]
    {
        i = 1;
        sum += i;
    }
    sum + i
}

#[test]
fn drb076_flush() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(region_reduction(threads), i32::try_from(threads).unwrap());
    }
}

#[omp]
fn atomic(threads: usize) -> usize {
    let mut a = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(atomic)]
        a += 1;
    }
    a
}

#[test]
fn drb108_atomic() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(atomic(threads), threads);
    }
}

#[omp]
fn reductions(threads: usize) -> i32 {
    let mut var = 0;
    let mut sum1 = 0;
    let mut sum2 = 0;
    #[omp(parallel reduction(+: var) num_threads(threads))]
    {
        #[omp(for schedule(static) reduction(+: sum1))]
        for i in 0..5 {
            sum1 += i;
        }
        #[omp(for schedule(static) reduction(+: sum2))]
        for i in 0..5 {
            sum2 += i;
        }
        var = sum1 + sum2;
    }
    var
}

#[test]
fn drb121_reduction() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(reductions(threads), 20 * i32::try_from(threads).unwrap());
    }
}

/// 145 reduces, 146 and 147 update atomically, on a device there.
#[omp]
fn device_counters(threads: usize) -> (i32, i32, i32) {
    let mut reduced = 0;
    let mut counted = 0;
    let mut both = 0;
    #[omp(parallel for reduction(+: reduced) num_threads(threads))]
    for _ in 0..100 {
        reduced += 1;
    }
    #[omp(parallel for num_threads(threads))]
    for _ in 0..100 {
        #[omp(atomic update)]
        counted += 1;
        #[omp(atomic)]
        both += 1;
        #[omp(atomic)]
        both -= 2;
    }
    (reduced, counted, both)
}

#[test]
fn drb145_drb146_drb147_counters() {
    compare(device_counters, || (100, 100, -100));
}

/// 162 and 163: an array is reduced element by element.
#[omp]
fn array_reduction(threads: usize) -> ([i32; 16], Vec<i64>) {
    let mut var = [0; 16];
    let mut long = vec![0; 40];
    #[omp(parallel for reduction(+: var, long) num_threads(threads))]
    for _ in 0..100 {
        for i in 0..16 {
            var[i] += 1;
        }
        for i in 0..40 {
            long[i] += i as i64;
        }
    }
    (var, long)
}

#[test]
fn drb162_drb163_array_reduction() {
    compare(array_reduction, || ([100; 16], (0..40).map(|i| 100 * i).collect()));
}
