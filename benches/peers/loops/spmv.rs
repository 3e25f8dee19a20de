//! A sparse matrix in compressed rows times a vector.

use ferromp::prelude::*;
use rayon::prelude::*;

use super::next_random;
use crate::case::{Against, Case, Group, Sample, in_pool, target};

const SWEEPS: usize = 10;
const HALF_BAND: usize = 8;

pub(super) const BANDED: Case = Case {
    name: "spmv_banded",
    group: Group::Loops,
    size: 500_000,
    quick: 20_000,
    rust: &[("ours", banded_ours), ("rayon", banded_rayon)],
    c: &[""],
    tolerance: 1e-12,
    targets: &[target(2, Against::C(""), 1.02), target(16, Against::C(""), 1.02)],
};

pub(super) const POWER_LAW: Case =
    Case { name: "spmv_power_law", rust: &[("ours", power_law_ours), ("rayon", power_law_rayon)], ..BANDED };

struct Matrix {
    /// Where each row starts, and where the last one ends.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

/// Entry `k` of a row is `entry(row, k, state)`, with a state of the row's own.
fn matrix(
    n: usize,
    length: impl Fn(usize) -> usize,
    entry: impl Fn(usize, usize, &mut u64) -> usize,
    value: impl Fn(usize, usize) -> f64,
) -> Matrix {
    let mut matrix = Matrix { starts: vec![0], columns: Vec::new(), values: Vec::new() };
    for row in 0..n {
        let mut state = row as u64;
        for k in 0..length(row) {
            matrix.values.push(value(k, matrix.columns.len()));
            matrix.columns.push(entry(row, k, &mut state) as u32);
        }
        matrix.starts.push(matrix.columns.len());
    }
    matrix
}

fn banded(n: usize) -> Matrix {
    let column = |row, k, _: &mut u64| (row + k + n - HALF_BAND) % n;
    matrix(n, |_| 2 * HALF_BAND + 1, column, |k, _| (k + 1) as f64)
}

/// The row of rank r has n / 2 / r entries more than the least; ranks are spread over the matrix.
fn power_law(n: usize) -> Matrix {
    let length = |row| 4 + n / 2 / (row * 48271 % n + 1);
    let column = |_, _, state: &mut u64| (next_random(state) % n as u64) as usize;
    matrix(n, length, column, |_, at| (at % 10 + 1) as f64)
}

/// `y = m x`
type Multiply = fn(&Matrix, &[f64], &mut [f64]);

#[omp]
fn multiply_static(m: &Matrix, x: &[f64], y: &mut [f64]) {
    #[omp(parallel for)]
    for row in 0..y.len() {
        let mut sum = 0.0;
        for at in m.starts[row]..m.starts[row + 1] {
            sum += m.values[at] * x[m.columns[at] as usize];
        }
        y[row] = sum;
    }
}

#[omp]
fn multiply_dynamic(m: &Matrix, x: &[f64], y: &mut [f64]) {
    #[omp(parallel for schedule(dynamic, 64))]
    for row in 0..y.len() {
        let mut sum = 0.0;
        for at in m.starts[row]..m.starts[row + 1] {
            sum += m.values[at] * x[m.columns[at] as usize];
        }
        y[row] = sum;
    }
}

fn par_multiply(m: &Matrix, x: &[f64], y: &mut [f64]) {
    y.par_iter_mut().zip(m.starts.par_windows(2)).for_each(|(y, ends)| {
        let row = ends[0]..ends[1];
        let terms = m.values[row.clone()].iter().zip(&m.columns[row]);
        *y = terms.map(|(value, &column)| value * x[column as usize]).sum();
    });
}

fn timed(m: &Matrix, multiply: Multiply) -> Sample {
    let n = m.starts.len() - 1;
    let x: Vec<f64> = (0..n).map(|i| (i % 100) as f64).collect();
    let mut y = vec![0.0; n];
    multiply(m, &x, &mut y);
    let sample = Sample::of(|| {
        for _ in 0..SWEEPS {
            multiply(m, &x, &mut y);
        }
        0.0
    });
    Sample { value: y.iter().sum(), ..sample }
}

fn banded_ours(_threads: usize, n: usize) -> Sample {
    timed(&banded(n), multiply_static)
}

fn banded_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(&banded(n), par_multiply))
}

fn power_law_ours(_threads: usize, n: usize) -> Sample {
    timed(&power_law(n), multiply_dynamic)
}

fn power_law_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(&power_law(n), par_multiply))
}
