//! Indices: unequal coefficients, from a table, or without the loop variable.

use ferromp::prelude::*;

use crate::{compare, ramp};

#[omp]
fn linear(threads: usize, a: &mut [f64], len: usize) {
    let old = a.to_vec();
    #[omp(parallel for num_threads(threads))]
    for i in 0..len / 2 {
        a[2 * i + 1] = old[i] + 1.0;
    }
}

/// What is read was written by an earlier iteration or by none: the order of the serial loop is another result.
#[test]
fn drb033_drb034_linear() {
    let run = |threads| {
        let mut a = ramp(200);
        linear(threads, &mut a, 200);
        a
    };
    compare(run, || {
        let old = ramp(200);
        (0..200).map(|i| if i % 2 == 1 { old[i / 2] + 1.0 } else { old[i] }).collect()
    });
}

#[omp]
fn gather(threads: usize, a: &mut [f64], b: &[f64], len: usize) {
    let old = a.to_vec();
    #[omp(parallel for schedule(dynamic, 64) num_threads(threads))]
    for i in 0..len {
        a[i + 64] = old[i * 2] + b[i];
    }
}

#[test]
fn drb204_gather() {
    let b = ramp(200);
    let run = |threads| {
        let mut a = ramp(400);
        gather(threads, &mut a, &b, 200);
        a
    };
    compare(run, || {
        let (old, mut a) = (ramp(400), ramp(400));
        for i in 0..200 {
            a[i + 64] = old[i * 2] + b[i];
        }
        a
    });
}

#[omp]
fn scatter(threads: usize, a: &mut [f64], b: &[f64], len: usize) {
    let old = a.to_vec();
    #[omp(parallel for schedule(dynamic, 64) num_threads(threads))]
    for i in 0..len {
        a[i * 2] = old[i + 64] + b[i];
    }
}

#[test]
fn drb206_scatter() {
    let b = ramp(200);
    let run = |threads| {
        let mut a = ramp(400);
        scatter(threads, &mut a, &b, 200);
        a
    };
    compare(run, || {
        let (old, mut a) = (ramp(400), ramp(400));
        for i in 0..200 {
            a[i * 2] = old[i + 64] + b[i];
        }
        a
    });
}

#[omp]
fn indirect(threads: usize, table: &[usize], a: &mut [f64], b: &mut [f64]) {
    #[omp(parallel for num_threads(threads) schedule(static, 1))]
    for i in 0..table.len() {
        let index = table[i];
        #[omp(atomic)]
        a[index] += 1.0;
        #[omp(atomic)]
        b[index + 2] += 3.0;
    }
}

/// Sums of small integers are exact in any order.
#[test]
fn drb005_to_drb008_indirect() {
    let table: Vec<usize> = (0..180).map(|i| i * 7 % 50).collect();
    let run = |threads| {
        let (mut a, mut b) = (vec![0.0; 60], vec![0.0; 60]);
        indirect(threads, &table, &mut a, &mut b);
        (a, b)
    };
    compare(run, || {
        let (mut a, mut b) = (vec![0.0; 60], vec![0.0; 60]);
        for index in &table {
            a[*index] += 1.0;
            b[*index + 2] += 3.0;
        }
        (a, b)
    });
}

#[omp]
fn once(threads: usize, a: &mut [f64]) {
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            a[50] *= 2.0;
        }
    }
}

#[test]
fn drb116_teams() {
    let run = |threads| {
        let mut a = ramp(100);
        once(threads, &mut a);
        a[50]
    };
    compare(run, || 52.0);
}

#[omp]
fn array_reduction(threads: usize) -> [i32; 16] {
    let mut var = [1; 16];
    #[omp(parallel for reduction(+: var) num_threads(threads))]
    for k in 0..100 {
        for i in 0..16 {
            var[i] += k % 3;
        }
    }
    var
}

#[test]
fn drb161_drb164_no_lock() {
    compare(array_reduction, || [100; 16]);
}

#[omp]
fn line_of_results(threads: usize, r: &[Vec<f64>]) -> Vec<f64> {
    let n = r.len();
    let mut sums = vec![0.0; n];
    #[omp(parallel for default(shared) num_threads(threads))]
    for i in 1..n - 1 {
        let mut line = vec![0.0; n];
        for k in 0..n {
            line[k] = r[i - 1][k] + r[i + 1][k];
        }
        sums[i] = line.iter().sum();
    }
    sums
}

#[test]
fn drb169_missing_sync_write() {
    let r = crate::grid(8, 8);
    let row = |i: usize| r[i].iter().sum::<f64>();
    compare(
        |threads| line_of_results(threads, &r),
        || (0..8).map(|i| if (1..7).contains(&i) { row(i - 1) + row(i + 1) } else { 0.0 }).collect(),
    );
}

/// The work array is declared where it is used: one for each thread, and each block is one iteration.
#[omp]
fn work_array(threads: usize, blocks: &mut [[f64; 10]; 4]) {
    #[omp(parallel num_threads(threads))]
    {
        let mut work = [0.0; 10];
        #[omp(for)]
        for b in 0..4 {
            for i in 1..9 {
                work[i] = (blocks[b][i - 1] + blocks[b][i] + blocks[b][i + 1]) / 3.0;
            }
            for i in 1..9 {
                blocks[b][i] = work[i];
            }
        }
    }
}

#[test]
fn drb180_work_array() {
    let start = [[3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0]; 4];
    let run = |threads| {
        let mut blocks = start;
        work_array(threads, &mut blocks);
        blocks
    };
    compare(run, || {
        let mut blocks = start;
        for (block, old) in blocks.iter_mut().zip(&start) {
            for i in 1..9 {
                block[i] = (old[i - 1] + old[i] + old[i + 1]) / 3.0;
            }
        }
        blocks
    });
}
