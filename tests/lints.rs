//! Every construct in a crate that forbids `unsafe` and denies clippy's pedantic lints: the generated code is clean.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all, clippy::pedantic)]

use std::sync::atomic::{AtomicUsize, Ordering};

use ferromp::prelude::*;

#[omp]
fn loops(n: usize, scale: f64, x: &[f64], y: &mut [f64]) -> (f64, f64, usize) {
    let (mut sum, mut largest, mut last) = (0.0, f64::NEG_INFINITY, 0);
    #[omp(parallel for num_threads(4) if(n > 1) schedule(dynamic, 16) proc_bind(close))]
    for i in 0..n {
        y[i] += scale * x[i];
    }
    #[omp(parallel for default(none) shared(y, n) reduction(+: sum) reduction(max: largest) order(reproducible))]
    for i in 0..n {
        sum += y[i];
        largest = largest.max(y[i]);
    }
    #[omp(parallel for lastprivate(last) firstprivate(n) schedule(guided))]
    for i in (0..n).rev().step_by(3) {
        last = i + n;
    }
    (sum, largest, last)
}

#[omp]
fn rows(n: usize, x: &[f64], y: &mut [f64], columns: &[usize]) -> f64 {
    #[omp(parallel for num_threads(2))]
    for i in 0..n {
        for j in 0..n {
            y[i * n + j] = 0.5;
        }
        for j in 1..n {
            y[i * n + j] += x[j - 1];
        }
    }
    let mut sum = 0.0;
    #[omp(parallel for num_threads(2) reduction(+: sum))]
    for i in 0..n {
        for j in (i * n)..=(i * n + n - 1) {
            sum += y[j] * x[columns[i]];
        }
    }
    #[omp(parallel for num_threads(2))]
    for i in 0..n {
        y[i] = x[columns[i]];
    }
    sum
}

#[omp]
fn collapsed(rows: usize, columns: usize) -> Vec<Vec<usize>> {
    let mut cells = vec![vec![0; columns]; rows];
    #[omp(parallel for collapse(2) schedule(static))]
    for i in 0..rows {
        for j in 0..columns {
            cells[i][j] = i * j;
        }
    }
    cells
}

#[omp]
fn region(n: usize) -> (usize, usize, Vec<usize>, usize) {
    let mut count = 0;
    let mut found = Vec::new();
    let mut slots = [0; 4];
    let mut hits = 0;
    let scratch = 0;
    #[omp(parallel num_threads(4) private(scratch))]
    {
        scratch = omp_get_thread_num();
        let base = #[omp(single)]
        {
            40
        };
        let me = omp_get_thread_num();
        slots[me] = base + scratch;
        #[omp(for nowait schedule(static))]
        for i in 0..n {
            #[omp(critical(found))]
            {
                found.push(i);
            }
        }
        #[omp(atomic)]
        count += 1;
        let old = #[omp(atomic read)]
        count;
        assert!(old >= 1);
        omp!(barrier);
        #[omp(masked)]
        {
            hits += 1;
        }
        omp!(flush);
        let mut seed = me;
        #[omp(single copyprivate(seed))]
        {
            seed += 100;
        }
        assert!(seed >= 100);
    }
    found.sort_unstable();
    (count, slots.iter().sum(), found, hits)
}

#[omp]
fn fib(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (mut a, mut b) = (0, 0);
    #[omp(task shared(a) if(n > 5))]
    {
        a = fib(n - 1);
    }
    #[omp(task shared(b) final(n < 3))]
    {
        b = fib(n - 2);
    }
    omp!(taskwait);
    a + b
}

#[omp]
fn tasks(threads: usize) -> (u64, usize) {
    let mut result = 0;
    let done = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = fib(10);
        for i in 0..10 {
            #[omp(task final(i > 7) if(i > 2))]
            {
                done.fetch_add(i, Ordering::Relaxed);
            }
        }
    }
    (result, done.into_inner())
}

struct Grid {
    cells: Vec<u32>,
    total: u32,
}

#[omp]
impl Grid {
    fn fill(&mut self) {
        #[omp(parallel for reduction(+: self.total))]
        for i in 0..self.cells.len() {
            self.cells[i] = 2;
            self.total += self.cells[i];
        }
    }
}

#[omp]
fn orphan(values: &[u32]) -> u32 {
    let mut sum = 0;
    #[omp(for reduction(+: sum))]
    for i in 0..values.len() {
        sum += values[i];
    }
    sum
}

/// Each construct as the last statement of its block.
#[omp]
mod last {
    use ferromp::prelude::*;

    pub(super) fn single() {
        #[omp(single)]
        {
            omp_get_thread_num();
        }
    }

    pub(super) fn masked() {
        #[omp(masked)]
        {
            omp_get_thread_num();
        }
    }

    pub(super) fn critical(count: &mut usize) {
        #[omp(critical(last))]
        {
            *count += 1;
        }
    }

    pub(super) fn barrier() {
        omp!(barrier);
    }

    pub(super) fn region() {
        #[omp(parallel num_threads(2))]
        {
            single();
            #[omp(for)]
            for _ in 0..2 {
                let _ = omp_get_thread_num();
            }
        }
    }

    pub(super) fn task() {
        #[omp(task)]
        {
            omp_get_thread_num();
        }
    }

    pub(super) fn copied(mut seed: usize) {
        let mut check = || seed += 1;
        check();
        #[omp(single copyprivate(seed))]
        {
            seed += 1;
        }
        assert!(seed > 2);
        #[omp(single nowait)]
        {
            omp_get_thread_num();
        }
    }

    pub(super) fn looped(values: &mut [usize]) {
        #[omp(parallel for num_threads(2))]
        for i in 0..values.len() {
            values[i] += 1;
        }
    }
}

#[test]
fn last_statements() {
    let mut count = 0;
    last::critical(&mut count);
    last::looped(std::slice::from_mut(&mut count));
    last::single();
    last::masked();
    last::barrier();
    last::region();
    last::task();
    last::copied(1);
    assert_eq!(count, 2);
}

#[test]
fn the_constructs_work() {
    let mut y = vec![1.0; 100];
    let (sum, largest, last) = loops(100, 2.0, &[1.0; 100], &mut y);
    assert!((sum - 300.0).abs() < 1e-12 && (largest - 3.0).abs() < 1e-12);
    assert_eq!(last, 100);
    let mut y = [0.0; 4];
    assert!((rows(2, &[1.0, 2.0], &mut y, &[1, 0]) - 6.0).abs() < 1e-12);
    assert!((y[0] - 2.0).abs() < 1e-12 && (y[3] - 1.5).abs() < 1e-12);
    assert_eq!(collapsed(3, 3)[2], [0, 2, 4]);
    assert_eq!(region(5), (4, 166, vec![0, 1, 2, 3, 4], 1));
    assert_eq!(tasks(3), (55, 45));
    let mut grid = Grid { cells: vec![0; 10], total: 1 };
    grid.fill();
    assert_eq!((grid.total, orphan(&grid.cells)), (21, 20));
}
