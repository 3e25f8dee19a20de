//! Which pixels of a picture lie inside a polygon: a mask of 1024 x 1024 pixels and a star of 24 vertices.
//!
//! Look at the parallel loop: it is the serial one with a line above it. Every pixel is independent, each row
//! costs about the same, and the polygon is shared by all threads because nothing writes it.

mod common;

use std::f64::consts::TAU;

use clap::Parser;
use common::args::{Threads, at_least, positive};
use common::check_close;
use common::picture::{Out, write_picture};
use common::timing::{best_of, report_rate};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "A mask of the pixels inside a polygon")]
struct Args {
    /// Pixels along each side of the mask
    #[arg(long, default_value_t = 1024, value_parser = positive())]
    size: usize,
    /// Vertices of the star
    #[arg(long, default_value_t = 24, value_parser = at_least(4))]
    vertices: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 3, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    out: Out,
}

type Point = (f64, f64);

/// A star in the unit square, its tips and notches at alternating radii.
fn star(vertices: usize) -> Vec<Point> {
    let corner = |k: usize| {
        let radius = if k.is_multiple_of(2) { 0.46 } else { 0.24 };
        let (sin, cos) = (TAU * k as f64 / vertices as f64).sin_cos();
        (0.5 + radius * cos, 0.5 + radius * sin)
    };
    (0..vertices).map(corner).collect()
}

/// Even-odd rule: a ray from the point to the right crosses the outline an odd number of times.
fn inside(polygon: &[Point], x: f64, y: f64) -> bool {
    let mut inside = false;
    let mut previous = polygon[polygon.len() - 1];
    for &corner in polygon {
        let ((x0, y0), (x1, y1)) = (previous, corner);
        if (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) {
            inside = !inside;
        }
        previous = corner;
    }
    inside
}

/// The middle of pixel `k` of `size` in the unit interval.
fn centre(k: usize, size: usize) -> f64 {
    (k as f64 + 0.5) / size as f64
}

#[omp]
fn mask_parallel(size: usize, polygon: &[Point], mask: &mut [bool]) {
    #[omp(parallel for)]
    for y in 0..size {
        for x in 0..size {
            mask[y * size + x] = inside(polygon, centre(x, size), centre(y, size));
        }
    }
}

fn mask_serial(size: usize, polygon: &[Point], mask: &mut [bool]) {
    for (at, pixel) in mask.iter_mut().enumerate() {
        *pixel = inside(polygon, centre(at % size, size), centre(at / size, size));
    }
}

/// The area that a polygon without crossings encloses (the shoelace formula).
fn area(polygon: &[Point]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    let twice: f64 = polygon.iter().zip(next).map(|((x0, y0), (x1, y1))| x0 * y1 - x1 * y0).sum();
    twice.abs() / 2.0
}

fn outline_length(polygon: &[Point]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    polygon.iter().zip(next).map(|((x0, y0), (x1, y1))| (x1 - x0).hypot(y1 - y0)).sum()
}

fn main() {
    let args = Args::parse();
    let (size, threads) = (args.size, args.threads.apply());
    let polygon = star(args.vertices);
    let (mut expected, mut mask) = (vec![false; size * size], vec![false; size * size]);

    let ((), serial) = best_of(args.repeat, || mask_serial(size, &polygon, &mut expected));
    let ((), parallel) = best_of(args.repeat, || mask_parallel(size, &polygon, &mut mask));

    println!("inside_polygon, {size} x {size} pixels, {} vertices, {threads} threads", polygon.len());
    let megapixels = (size * size) as f64 * 1e-6;
    report_rate("serial", serial, serial, megapixels, "Mpixel/s");
    report_rate("parallel for", parallel, serial, megapixels, "Mpixel/s");

    assert!(mask == expected, "the two masks differ");
    let covered = mask.iter().filter(|&&pixel| pixel).count() as f64 / (size * size) as f64;
    // Only pixels on the outline can be counted wrongly.
    let tolerance = outline_length(&polygon) / size as f64;
    check_close("covered area", covered, area(&polygon), tolerance);
    println!("  covers {:.3} % of the picture, the polygon {:.3} %", covered * 100.0, area(&polygon) * 100.0);

    let colour = |x: usize, y: usize| if mask[y * size + x] { [0, 114, 178] } else { [245, 245, 245] };
    write_picture(&args.out, "inside_polygon.png", (size, size), colour);
}
