//! Heat in a square plate: sweeps over an n x n grid, without and with the largest change of a point.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Against, Case, Group, Sample, Target, in_pool, target};

const SWEEPS: usize = 10;
const TARGETS: &[Target] = &[target(2, Against::C(""), 1.02), target(16, Against::C(""), 1.02)];

pub(super) const JACOBI: Case = Case {
    name: "jacobi",
    group: Group::Loops,
    size: 4096,
    quick: 512,
    rust: &[("ours", plain_ours), ("rayon", plain_rayon)],
    c: &[""],
    tolerance: 1e-12,
    targets: TARGETS,
};

pub(super) const JACOBI_CHANGE: Case =
    Case { name: "jacobi_change", rust: &[("ours", change_ours), ("rayon", change_rayon)], ..JACOBI };

/// From the old grid to the new one; the largest change, or nought where it is not asked for.
type Sweep = fn(usize, &[f64], &mut [f64]) -> f64;

#[omp]
fn sweep(n: usize, old: &[f64], new: &mut [f64]) -> f64 {
    #[omp(parallel for)]
    for i in 1..n - 1 {
        for j in 1..n - 1 {
            new[i * n + j] = 0.25
                * (old[(i - 1) * n + j] + old[(i + 1) * n + j] + old[i * n + j - 1] + old[i * n + j + 1]);
        }
    }
    0.0
}

#[omp]
fn sweep_change(n: usize, old: &[f64], new: &mut [f64]) -> f64 {
    let mut change = 0.0_f64;
    #[omp(parallel for reduction(max: change))]
    for i in 1..n - 1 {
        for j in 1..n - 1 {
            let value = 0.25
                * (old[(i - 1) * n + j] + old[(i + 1) * n + j] + old[i * n + j - 1] + old[i * n + j + 1]);
            change = change.max((value - old[i * n + j]).abs());
            new[i * n + j] = value;
        }
    }
    change
}

/// The rows of the new grid that change, each with the old row above, itself and the one below.
fn rows<'a>(
    n: usize,
    old: &'a [f64],
    new: &'a mut [f64],
) -> impl IndexedParallelIterator<Item = (&'a mut [f64], [&'a [f64]; 3])> {
    new[n..n * (n - 1)].par_chunks_mut(n).enumerate().map(move |(above, row)| {
        let at = |row: usize| &old[row * n..][..n];
        (row, [at(above), at(above + 1), at(above + 2)])
    })
}

fn par_sweep(n: usize, old: &[f64], new: &mut [f64]) -> f64 {
    rows(n, old, new).for_each(|(row, [above, here, below])| {
        for j in 1..n - 1 {
            row[j] = 0.25 * (above[j] + below[j] + here[j - 1] + here[j + 1]);
        }
    });
    0.0
}

fn par_sweep_change(n: usize, old: &[f64], new: &mut [f64]) -> f64 {
    let change_of = |(row, [above, here, below]): (&mut [f64], [&[f64]; 3])| {
        let mut change = 0.0_f64;
        for j in 1..n - 1 {
            row[j] = 0.25 * (above[j] + below[j] + here[j - 1] + here[j + 1]);
            change = change.max((row[j] - here[j]).abs());
        }
        change
    };
    rows(n, old, new).map(change_of).reduce(|| 0.0, f64::max)
}

/// The first value of point (i, j).
fn heat(n: usize, i: usize, j: usize) -> f64 {
    if i == n - 1 { (j % 100) as f64 } else { 0.0 }
}

#[omp]
fn plates(n: usize) -> [Vec<f64>; 2] {
    let (mut old, mut new) = (vec![0.0; n * n], vec![0.0; n * n]);
    #[omp(parallel for)]
    for i in 0..n {
        for j in 0..n {
            old[i * n + j] = heat(n, i, j);
            new[i * n + j] = heat(n, i, j);
        }
    }
    [old, new]
}

fn par_plates(n: usize) -> [Vec<f64>; 2] {
    [(); 2].map(|()| {
        let mut plate = vec![0.0; n * n];
        plate.par_chunks_mut(n).enumerate().for_each(|(i, row)| {
            for (j, point) in row.iter_mut().enumerate() {
                *point = heat(n, i, j);
            }
        });
        plate
    })
}

fn timed(n: usize, [mut old, mut new]: [Vec<f64>; 2], sweep: Sweep) -> Sample {
    sweep(n, &old, &mut new);
    let sample = Sample::of(|| {
        let mut change = 0.0;
        for _ in 0..SWEEPS {
            std::mem::swap(&mut old, &mut new);
            change += sweep(n, &old, &mut new);
        }
        change
    });
    Sample { value: new.iter().sum::<f64>() + sample.value, ..sample }
}

fn plain_ours(_threads: usize, n: usize) -> Sample {
    timed(n, plates(n), sweep)
}

fn plain_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(n, par_plates(n), par_sweep))
}

fn change_ours(_threads: usize, n: usize) -> Sample {
    timed(n, plates(n), sweep_change)
}

fn change_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(n, par_plates(n), par_sweep_change))
}
