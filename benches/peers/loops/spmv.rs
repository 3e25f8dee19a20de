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

/// Where the entries of a row are, and what they are.
#[derive(Clone, Copy)]
struct Form {
    length: fn(n: usize, row: usize) -> usize,
    /// The column of entry `k`, with a state of the row's own.
    column: fn(n: usize, row: usize, k: usize, state: &mut u64) -> usize,
    /// The value of entry `k`, which is number `at` of the matrix.
    value: fn(k: usize, at: usize) -> f64,
}

const BANDED_FORM: Form = Form {
    length: |_, _| 2 * HALF_BAND + 1,
    column: |n, row, k, _| (row + k + n - HALF_BAND) % n,
    value: |k, _| (k + 1) as f64,
};

/// The row of rank r has n / 2 / r entries more than the least; ranks are spread over the matrix.
const POWER_LAW_FORM: Form = Form {
    length: |n, row| 4 + n / 2 / (row * 48271 % n + 1),
    column: |n, _, _, state| (next_random(state) % n as u64) as usize,
    value: |_, at| (at % 10 + 1) as f64,
};

impl Matrix {
    /// With room for its entries that is not touched yet.
    fn sized(n: usize, form: Form) -> Self {
        let mut starts = vec![0; n + 1];
        for row in 0..n {
            starts[row + 1] = starts[row] + (form.length)(n, row);
        }
        let entries = starts[n];
        Self { starts, columns: vec![0; entries], values: vec![0.0; entries] }
    }

    /// The entries of each row, and where they start.
    fn rows(&mut self) -> Vec<Row<'_>> {
        let (mut columns, mut values) = (&mut self.columns[..], &mut self.values[..]);
        let mut rows = Vec::with_capacity(self.starts.len() - 1);
        for ends in self.starts.windows(2) {
            let (of_row, later) = columns.split_at_mut(ends[1] - ends[0]);
            columns = later;
            let (values_of_row, later) = values.split_at_mut(ends[1] - ends[0]);
            values = later;
            rows.push(Row { start: ends[0], columns: of_row, values: values_of_row });
        }
        rows
    }
}

struct Row<'m> {
    start: usize,
    columns: &'m mut [u32],
    values: &'m mut [f64],
}

impl Row<'_> {
    fn fill(&mut self, n: usize, row: usize, form: Form) {
        let mut state = row as u64;
        for (k, (column, value)) in self.columns.iter_mut().zip(&mut *self.values).enumerate() {
            *column = (form.column)(n, row, k, &mut state) as u32;
            *value = (form.value)(k, self.start + k);
        }
    }
}

/// The operands of a product and its result: each page is first touched by the thread that will use it.
struct Operands {
    m: Matrix,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Operands {
    fn sized(n: usize, form: Form) -> Self {
        Self { m: Matrix::sized(n, form), x: vec![0.0; n], y: vec![0.0; n] }
    }
}

#[omp]
fn fill_vectors(x: &mut [f64], y: &mut [f64]) {
    #[omp(parallel for)]
    for i in 0..x.len() {
        x[i] = (i % 100) as f64;
        y[i] = 0.0;
    }
}

#[omp]
fn banded(n: usize) -> Operands {
    let mut all = Operands::sized(n, BANDED_FORM);
    let mut rows = all.m.rows();
    #[omp(parallel for)]
    for (row, entries) in rows.iter_mut().enumerate() {
        entries.fill(n, row, BANDED_FORM);
    }
    fill_vectors(&mut all.x, &mut all.y);
    all
}

#[omp]
fn power_law(n: usize) -> Operands {
    let mut all = Operands::sized(n, POWER_LAW_FORM);
    let mut rows = all.m.rows();
    #[omp(parallel for schedule(dynamic, 64))]
    for (row, entries) in rows.iter_mut().enumerate() {
        entries.fill(n, row, POWER_LAW_FORM);
    }
    fill_vectors(&mut all.x, &mut all.y);
    all
}

fn par_operands(n: usize, form: Form) -> Operands {
    let mut all = Operands::sized(n, form);
    all.m.rows().par_iter_mut().enumerate().for_each(|(row, entries)| entries.fill(n, row, form));
    all.x.par_iter_mut().zip(&mut all.y).enumerate().for_each(|(i, (x, y))| {
        *x = (i % 100) as f64;
        *y = 0.0;
    });
    all
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

fn timed(Operands { m, x, mut y }: Operands, multiply: Multiply) -> Sample {
    multiply(&m, &x, &mut y);
    let sample = Sample::of(|| {
        for _ in 0..SWEEPS {
            multiply(&m, &x, &mut y);
        }
        0.0
    });
    Sample { value: y.iter().sum(), ..sample }
}

fn banded_ours(_threads: usize, n: usize) -> Sample {
    timed(banded(n), multiply_static)
}

fn banded_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(par_operands(n, BANDED_FORM), par_multiply))
}

fn power_law_ours(_threads: usize, n: usize) -> Sample {
    timed(power_law(n), multiply_dynamic)
}

fn power_law_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(par_operands(n, POWER_LAW_FORM), par_multiply))
}
