//! The upper half of the Mandelbrot set, a row an iteration: the costly rows are all at one end.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Case, Group, Sample, in_pool};

const LIMIT: u32 = 1000;

pub(super) const DYNAMIC: Case = Case {
    name: "mandelbrot_dynamic",
    group: Group::Loops,
    size: 1200,
    quick: 240,
    rust: &[("ours", dynamic_ours), ("rayon", rayon)],
    c: &[""],
    // A contracted multiplication and addition moves a few points near the border.
    tolerance: 1e-3,
    targets: &[],
};

pub(super) const GUIDED: Case =
    Case { name: "mandelbrot_guided", rust: &[("ours", guided_ours), ("rayon", rayon)], ..DYNAMIC };

fn escape(cx: f64, cy: f64) -> u32 {
    let (mut x, mut y, mut count) = (0.0, 0.0, 0);
    while count < LIMIT && x * x + y * y <= 4.0 {
        (x, y) = (x * x - y * y + cx, 2.0 * x * y + cy);
        count += 1;
    }
    count
}

/// Of point (column, row).
fn iterations(width: usize, column: usize, row: usize) -> u32 {
    let step = 2.6 / width as f64;
    escape(-2.05 + (column as f64 + 0.5) * step, (row as f64 + 0.5) * step)
}

/// Half as high as broad.
type Draw = fn(usize, &mut [u32]);

#[omp]
fn draw_dynamic(width: usize, counts: &mut [u32]) {
    #[omp(parallel for schedule(dynamic))]
    for row in 0..width / 2 {
        for column in 0..width {
            counts[row * width + column] = iterations(width, column, row);
        }
    }
}

#[omp]
fn draw_guided(width: usize, counts: &mut [u32]) {
    #[omp(parallel for schedule(guided))]
    for row in 0..width / 2 {
        for column in 0..width {
            counts[row * width + column] = iterations(width, column, row);
        }
    }
}

/// One row at a time, as the others do it.
fn draw_rayon(width: usize, counts: &mut [u32]) {
    counts.par_chunks_mut(width).take(width / 2).with_max_len(1).enumerate().for_each(|(row, counts)| {
        for (column, count) in counts.iter_mut().enumerate() {
            *count = iterations(width, column, row);
        }
    });
}

fn timed(width: usize, draw: Draw) -> Sample {
    let mut counts = vec![0; width * (width / 2)];
    draw(width / 3, &mut counts);
    let sample = Sample::of(|| {
        draw(width, &mut counts);
        0.0
    });
    Sample { value: counts.iter().map(|&count| f64::from(count)).sum(), ..sample }
}

fn dynamic_ours(_threads: usize, width: usize) -> Sample {
    timed(width, draw_dynamic)
}

fn guided_ours(_threads: usize, width: usize) -> Sample {
    timed(width, draw_guided)
}

fn rayon(threads: usize, width: usize) -> Sample {
    in_pool(threads, || timed(width, draw_rayon))
}
