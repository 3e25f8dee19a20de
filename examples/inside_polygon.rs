//! Which pixels of a picture lie inside a polygon: a mask of 1024 x 1024 pixels and a star of 24 vertices.
//!
//! Look at the four functions `mask_*`: the serial loop, the same on all cores, the same on a GPU with the kernel
//! translated from the loop, and with a kernel written by hand, whose loop remains as what it means and as what runs
//! where there is no device. All masks must agree, pixel by pixel.

mod common;

use std::f64::consts::TAU;

use clap::Parser;
use common::args::{Threads, at_least, positive};
use common::check_close;
use common::picture::{Out, write_picture};
use common::timing::best_of;
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
    /// The device, by its number in `--example devices` [default: the default device]
    #[arg(long)]
    device: Option<usize>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    out: Out,
}

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct Point {
    x: f64,
    y: f64,
}

/// A star in the unit square, its tips and notches at alternating radii.
fn star(vertices: usize) -> Vec<Point> {
    let corner = |k: usize| {
        let radius = if k.is_multiple_of(2) { 0.46 } else { 0.24 };
        let (sin, cos) = (TAU * k as f64 / vertices as f64).sin_cos();
        Point { x: 0.5 + radius * cos, y: 0.5 + radius * sin }
    };
    (0..vertices).map(corner).collect()
}

/// Even-odd rule: a ray from the point to the right crosses the outline an odd number of times.
#[omp(declare target)]
fn inside(polygon: &[Point], x: f64, y: f64) -> bool {
    let mut odd = false;
    let mut previous = polygon[polygon.len() - 1];
    for k in 0..polygon.len() {
        let corner = polygon[k];
        if (previous.y > y) != (corner.y > y) {
            let along = (y - previous.y) / (corner.y - previous.y);
            if x < previous.x + along * (corner.x - previous.x) {
                odd = !odd;
            }
        }
        previous = corner;
    }
    odd
}

/// The middle of pixel `k` of `size` in the unit interval.
#[omp(declare target)]
fn centre(k: usize, size: usize) -> f64 {
    (k as f64 + 0.5) / size as f64
}

fn mask_serial(size: usize, polygon: &[Point], mask: &mut [bool]) {
    for (at, pixel) in mask.iter_mut().enumerate() {
        *pixel = inside(polygon, centre(at % size, size), centre(at / size, size));
    }
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

#[omp]
fn mask_target(size: usize, polygon: &[Point], mask: &mut [bool], device: usize) {
    #[omp(target teams loop collapse(2) device(device) map(to: polygon) map(from: mask))]
    for y in 0..size {
        for x in 0..size {
            mask[y * size + x] = inside(polygon, centre(x, size), centre(y, size));
        }
    }
}

#[omp]
fn mask_by_hand(size: usize, polygon: &[Point], mask: &mut [bool], device: usize) {
    let vertices = polygon.len();
    #[omp(target teams loop collapse(2) device(device) map(to: polygon) map(from: mask)
        unsafe(kernel("kernels/inside_polygon.cl", inside_polygon(polygon, vertices, mask, size))))]
    for y in 0..size {
        for x in 0..size {
            mask[y * size + x] = inside(polygon, centre(x, size), centre(y, size));
        }
    }
}

/// The polygon's sides.
fn sides(polygon: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    polygon.iter().copied().zip(polygon.iter().copied().cycle().skip(1))
}

/// The area that a polygon without crossings encloses (the shoelace formula).
fn area(polygon: &[Point]) -> f64 {
    sides(polygon).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
}

fn outline_length(polygon: &[Point]) -> f64 {
    sides(polygon).map(|(a, b)| (b.x - a.x).hypot(b.y - a.y)).sum()
}

/// How far a point is from a side.
fn distance((a, b): (Point, Point), x: f64, y: f64) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy);
    let along = along.clamp(0.0, 1.0);
    (x - a.x - along * dx).hypot(y - a.y - along * dy)
}

/// The mask as a picture, and the outline with its corners as another.
fn write_pictures(out: &Out, size: usize, polygon: &[Point], mask: &[bool]) {
    const PAPER: [u8; 3] = [245, 245, 245];
    const INK: [u8; 3] = [0, 114, 178];
    let colour = |x: usize, y: usize| if mask[y * size + x] { INK } else { PAPER };
    write_picture(out, "inside_polygon.png", (size, size), colour);

    // Lines and dots that are as thick in a small picture as in a large one, with soft edges of a pixel.
    let pixels = size as f64;
    let (line, dot) = (pixels / 512.0, pixels / 128.0);
    let outline = |x: usize, y: usize| {
        let (x, y) = (centre(x, size), centre(y, size));
        let side = sides(polygon).map(|side| distance(side, x, y)).fold(f64::INFINITY, f64::min);
        let corner = polygon.iter().map(|p| (x - p.x).hypot(y - p.y)).fold(f64::INFINITY, f64::min);
        let ink = (line + 0.5 - side * pixels).max(dot + 0.5 - corner * pixels).clamp(0.0, 1.0);
        std::array::from_fn(|c| (f64::from(PAPER[c]) * (1.0 - ink) + f64::from(INK[c]) * ink).round() as u8)
    };
    write_picture(out, "polygon.png", (size, size), outline);
}

type Mask<'a> = (&'a str, Box<dyn Fn(&[Point], &mut [bool])>);

fn main() {
    let args = Args::parse();
    let (size, threads) = (args.size, args.threads.apply());
    let polygon = star(args.vertices);
    let device = args.device.unwrap_or_else(omp_get_default_device);
    let on = match ferromp::devices().get(device) {
        Some(found) => format!("device {device}: {}", found.name()),
        None => "no device: the host's threads run the target loops".to_owned(),
    };
    let methods: [Mask; 4] = [
        ("serial", Box::new(move |polygon, mask| mask_serial(size, polygon, mask))),
        ("parallel for", Box::new(move |polygon, mask| mask_parallel(size, polygon, mask))),
        ("target teams loop", Box::new(move |polygon, mask| mask_target(size, polygon, mask, device))),
        (
            "kernels/inside_polygon.cl",
            Box::new(move |polygon, mask| mask_by_hand(size, polygon, mask, device)),
        ),
    ];

    println!("inside_polygon, {size} x {size} pixels, {} vertices, {threads} threads", polygon.len());
    println!("{on}\n");
    println!("{:<28}{:>12}{:>10}", "method", "seconds", "speed-up");
    let mut masks = Vec::new();
    let mut serial = None;
    for (name, method) in methods {
        let mut mask = vec![false; size * size];
        // The first run is not counted: it starts the threads, and builds the kernel.
        method(&polygon, &mut mask);
        let ((), seconds) = best_of(args.repeat, || method(&polygon, &mut mask));
        let serial = *serial.get_or_insert(seconds);
        println!("{name:<28}{seconds:>12.6}{:>10.2}", serial / seconds);
        masks.push((name, mask));
    }
    println!();

    let expected = &masks[0].1;
    for (name, mask) in &masks {
        let differing = mask.iter().zip(expected).filter(|(a, b)| a != b).count();
        assert_eq!(differing, 0, "pixels in which `{name}` differs from the serial loop");
    }
    let covered = expected.iter().filter(|&&pixel| pixel).count() as f64 / (size * size) as f64;
    // Only pixels on the outline can be counted wrongly.
    let tolerance = outline_length(&polygon) / size as f64;
    check_close("covered area", covered, area(&polygon), tolerance);
    println!("  all {} masks agree", masks.len());
    println!("  covers {:.3} % of the picture, the polygon {:.3} %", covered * 100.0, area(&polygon) * 100.0);
    write_pictures(&args.out, size, &polygon, expected);
}
