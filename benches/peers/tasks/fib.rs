//! Fibonacci's numbers with a task for each call and nothing else to do: what a task costs.

use std::num::NonZero;

use ferromp::prelude::*;

use super::{measure_count, rayon_pool};
use crate::case::Sample;

#[omp]
fn fib(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (mut a, mut b) = (0, 0);
    #[omp(task shared(a))]
    {
        a = fib(n - 1);
    }
    #[omp(task shared(b))]
    {
        b = fib(n - 2);
    }
    omp!(taskwait);
    a + b
}

#[omp]
fn fib_parallel(threads: usize, n: u64) -> u64 {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = fib(n);
    }
    result
}

pub(super) fn ours(threads: usize, size: usize) -> Sample {
    measure_count(|| fib_parallel(threads, size as u64))
}

fn fib_join(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = rayon::join(|| fib_join(n - 1), || fib_join(n - 2));
    a + b
}

pub(super) fn rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure_count(|| pool.install(|| fib_join(size as u64)))
}

fn fib_chili(scope: &mut chili::Scope<'_>, n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = scope.join(|s| fib_chili(s, n - 1), |s| fib_chili(s, n - 2));
    a + b
}

pub(super) fn chili(threads: usize, size: usize) -> Sample {
    let config = chili::Config { thread_count: NonZero::new(threads), ..chili::Config::default() };
    let pool = chili::ThreadPool::with_config(config);
    measure_count(|| fib_chili(&mut pool.scope(), size as u64))
}
