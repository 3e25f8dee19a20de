//! Loops that are compiled for each instruction set, over whatever their arrays and numbers are.

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::panic_text;

struct Grid {
    cells: Vec<f64>,
    old: Box<[f64]>,
    width: usize,
    factor: f32,
}

impl Grid {
    #[omp]
    fn step(&mut self, threads: usize) {
        #[omp(parallel for num_threads(threads))]
        for i in 0..self.cells.len() / self.width {
            for j in 1..self.width {
                self.cells[i * self.width + j] += self.old[i * self.width + j - 1] * f64::from(self.factor);
            }
        }
    }
}

#[conformance]
fn fields_are_read_in_the_loop(threads: usize) -> bool {
    let old: Box<[f64]> = (0..60).map(f64::from).collect();
    let mut grid = Grid { cells: vec![1.0; 60], old, width: 10, factor: 2.0 };
    grid.step(threads);
    (0..60).all(|at| grid.cells[at] == if at % 10 == 0 { 1.0 } else { 1.0 + 2.0 * (at - 1) as f64 })
}

#[conformance]
fn every_kind_of_array(threads: usize) -> bool {
    let (vector, array, nested) = (vec![1; 40], [2; 40], vec![[3, 4]; 40]);
    let slice: &[i32] = &vector;
    let boxed: Box<[i32]> = vector.clone().into();
    let (reference, deque) = (&vector, std::collections::VecDeque::from(vector.clone()));
    let mut sums = vec![0; 40];
    #[omp(parallel for num_threads(threads))]
    for i in 0..40 {
        sums[i] = vector[i]
            + array[i]
            + nested[i][1]
            + slice[i]
            + boxed[i]
            + reference[i]
            + (*reference)[i]
            + deque[i];
    }
    sums == [12; 40]
}

/// Numbers whose type only the loop decides, and names that mean something else inside.
#[conformance]
fn scalars_and_shadows(threads: usize) -> bool {
    let (half, three, on, pair) = (0.5, 3, true, (1.5, 7_usize));
    let text = String::from("four");
    let mut out = [0.0_f32; 33];
    #[omp(parallel for num_threads(threads))]
    for i in 0..33 {
        let outer = half;
        let half = if on { pair.0 } else { 0.0 };
        let scaled: f32 = [1.0, 2.0].iter().map(|x| x * outer).sum();
        out[i] = half * scaled + (three + pair.1 + text.len()) as f32;
    }
    out == [16.25; 33]
}

/// In a region the arrays that are written elsewhere are open as references.
#[conformance]
fn in_a_region(threads: usize) -> bool {
    let (mut a, mut b) = (vec![1.0; 50], vec![0.0; 50]);
    let shift = 3.0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for)]
        for i in 0..50 {
            a[i] += shift;
        }
        #[omp(for schedule(dynamic, 3))]
        for i in 0..50 {
            b[i] = a[49 - i] * shift + a[i];
        }
    }
    b == [16.0; 50]
}

#[conformance]
fn items_and_reductions(threads: usize) -> bool {
    let rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    let weights = vec![1, 10, 100];
    let (mut total, mut doubled) = (0, vec![1, 2, 3, 4]);
    #[omp(parallel for reduction(+: total) num_threads(threads))]
    for i in 0..3 {
        for j in 0..3 {
            total += rows[i][j] * weights[j];
        }
    }
    #[omp(parallel for num_threads(threads))]
    for x in doubled.iter_mut() {
        *x = *x * weights[1] + 1;
    }
    total == 1962 && doubled == [11, 21, 31, 41]
}

/// The index that is out of bounds, its array and nothing else.
#[test]
fn an_index_out_of_bounds_panics_as_ever() {
    #[omp]
    fn add(a: &Vec<f64>, c: &mut [f64]) {
        #[omp(parallel for num_threads(1))]
        for i in 0..c.len() {
            c[i] += a[i] * 2.0;
        }
    }
    let mut c = [1.0; 30];
    let message = panic_text(|| add(&vec![1.0; 20], &mut c));
    assert_eq!(message, "index out of bounds: the len is 20 but the index is 20");
    assert!(c[..20].iter().all(|x| *x == 3.0) && c[20..].iter().all(|x| *x == 1.0));
}
