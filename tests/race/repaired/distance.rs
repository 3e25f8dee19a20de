//! The same array at a distance: read from a copy, or turn the loops.

use ferromp::prelude::*;

use crate::{compare, grid, ramp};

#[omp]
fn antidep(threads: usize, a: &mut [f64]) {
    let old = a.to_vec();
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() - 1 {
        a[i] = old[i + 1] + 1.0;
    }
}

/// 001 and 002, 026: only the order of the read before the write matters, which a copy keeps.
#[test]
fn drb001_drb002_antidep() {
    let run = |threads| {
        let mut a = ramp(1000);
        antidep(threads, &mut a);
        a
    };
    compare(run, || {
        let mut a = ramp(1000);
        for i in 0..999 {
            a[i] = a[i + 1] + 1.0;
        }
        a
    });
}

#[omp]
fn antidep_rows(threads: usize, a: &mut [Vec<f64>]) {
    let old = a.to_vec();
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() - 1 {
        for j in 0..old[i].len() {
            a[i][j] += old[i + 1][j];
        }
    }
}

#[test]
fn drb003_drb004_antidep_rows() {
    let run = |threads| {
        let mut a = grid(20, 20);
        antidep_rows(threads, &mut a);
        a
    };
    compare(run, || {
        let mut a = grid(20, 20);
        for i in 0..19 {
            for j in 0..20 {
                a[i][j] += a[i + 1][j];
            }
        }
        a
    });
}

/// A chain has no parallel loop; what its elements are made of has.
#[omp]
fn truedep(threads: usize, start: f64, a: &mut [f64]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = start + i as f64;
    }
}

#[test]
fn drb029_drb030_drb114_truedep() {
    let run = |threads| {
        let mut a = ramp(100);
        truedep(threads, a[0], &mut a);
        a
    };
    compare(run, || {
        let mut a = ramp(100);
        for i in 0..99 {
            a[i + 1] = a[i] + 1.0;
        }
        a
    });
}

/// The dependence goes from row to row: the rows run one after the other, the columns in parallel.
#[omp]
fn truedep_first_dimension(threads: usize, b: &mut [Vec<f64>]) {
    for i in 1..b.len() {
        let above = b[i - 1].clone();
        let row = &mut b[i];
        #[omp(parallel for num_threads(threads))]
        for j in 1..row.len() {
            row[j] = above[j - 1];
        }
    }
}

fn shifted_diagonally() -> Vec<Vec<f64>> {
    let mut b = grid(12, 15);
    for i in 1..12 {
        for j in 1..15 {
            b[i][j] = b[i - 1][j - 1];
        }
    }
    b
}

#[test]
fn drb031_truedep_first_dimension() {
    let run = |threads| {
        let mut b = grid(12, 15);
        truedep_first_dimension(threads, &mut b);
        b
    };
    compare(run, shifted_diagonally);
}

#[omp]
fn truedep_first_dimension_flat(threads: usize, b: &mut [f64], n: usize, m: usize) {
    for i in 1..n {
        let (above, below) = b.split_at_mut(i * m);
        #[omp(parallel for num_threads(threads))]
        for j in 1..m {
            below[j] = above[(i - 1) * m + j - 1];
        }
    }
}

#[test]
fn drb032_truedep_first_dimension_var() {
    let run = |threads| {
        let mut b = grid(12, 15).concat();
        truedep_first_dimension_flat(threads, &mut b, 12, 15);
        b
    };
    compare(run, || shifted_diagonally().concat());
}

/// The dependence goes along the row: the rows run in parallel.
#[omp]
fn truedep_second_dimension(threads: usize, b: &mut [Vec<f64>], m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..b.len() {
        for j in 1..m {
            b[i][j] = b[i][j - 1];
        }
    }
}

#[test]
fn drb037_drb038_truedep_second_dimension() {
    let run = |threads| {
        let mut b = grid(12, 15);
        truedep_second_dimension(threads, &mut b, 15);
        b
    };
    compare(run, || (0..12).map(|i| vec![f64::from(i * 15); 15]).collect());
}

/// 115 is a running sum: each element sums up for itself.
#[omp]
fn running_sum(threads: usize, a: &mut [f64], b: &[f64]) {
    let start = a[0];
    #[omp(parallel for num_threads(threads) schedule(guided))]
    for i in 0..a.len() {
        let mut sum = start;
        for j in 0..i {
            sum += b[j];
        }
        a[i] = sum;
    }
}

#[test]
fn drb115_for_truedep() {
    let b = ramp(100);
    let run = |threads| {
        let mut a = vec![2.0; 100];
        running_sum(threads, &mut a, &b);
        a
    };
    compare(run, || {
        let mut a = vec![2.0; 100];
        for i in 0..99 {
            a[i + 1] = a[i] + b[i];
        }
        a
    });
}

/// Elements 64 apart form chains, and the chains are independent: the loop over them is parallel.
#[omp]
fn load_store(threads: usize, a: &mut [f64], b: &[f64]) {
    let len = a.len();
    let mut chains = vec![Vec::new(); 64];
    #[omp(parallel for num_threads(threads) schedule(dynamic, 4))]
    for k in 0..64 {
        let mut value = a[k];
        for i in (k..len).step_by(64) {
            chains[k].push(value);
            value += b[i];
        }
    }
    for (i, element) in a.iter_mut().enumerate() {
        *element = chains[i % 64][i / 64];
    }
}

#[test]
fn drb207_loadstore() {
    let b = ramp(300);
    let run = |threads| {
        let mut a = ramp(300);
        load_store(threads, &mut a, &b);
        a
    };
    compare(run, || {
        let mut a = ramp(300);
        for i in 0..300 - 64 {
            a[i + 64] = a[i] + b[i];
        }
        a
    });
}
