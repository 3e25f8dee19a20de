//! The Mandelbrot set, a loop whose iterations differ a thousandfold in cost: what a schedule is for.
//!
//! Look at the last column, the busiest thread's time over the mean: `static` deals out equal numbers of rows, not
//! equal work, and the thread with the dark rows keeps all others waiting. `dynamic` and `guided` hand out rows as
//! threads come for them.
//!
//! `--device` adds the loop on a GPU, where the points are many more than the threads, and even each other out.

mod common;

use clap::Parser;
use common::args::{Device, Threads, at_least, positive};
use common::check_close;
use common::picture::{Out, heat, write_picture};
use common::timing::timed;
use ferromp::prelude::*;

/// The picture's left end and breadth in the complex plane. It is half as high and rises from the real axis: the
/// upper half of the set, so that the costly rows are all at one end.
const LEFT: f64 = -2.05;
const BREADTH: f64 = 2.6;

#[derive(Parser)]
#[command(about = "The Mandelbrot set with each schedule")]
struct Args {
    /// Pixels along the breadth of the picture, which is half as high
    #[arg(long, default_value_t = 768, value_parser = at_least(2))]
    size: usize,
    /// Iterations after which a point counts as inside the set
    #[arg(long, default_value_t = 1000, value_parser = positive())]
    limit: usize,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    device: Device,
    #[command(flatten)]
    out: Out,
}

/// What is computed: the pixels of the picture, with `limit` iterations at most.
#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct View {
    width: usize,
    height: usize,
    limit: usize,
}

/// The breadth of a pixel in the complex plane.
#[omp(declare target)]
fn step(view: View) -> f64 {
    BREADTH / view.width as f64
}

/// Iterations of z -> z^2 + c, from 0, until |z| > 2.
#[omp(declare target)]
fn escape(view: View, x: usize, y: usize) -> usize {
    let size = step(view);
    let (re, im) = (LEFT + (x as f64 + 0.5) * size, (y as f64 + 0.5) * size);
    let (mut a, mut b) = (0.0, 0.0);
    let mut count = 0;
    while count < view.limit && a * a + b * b <= 4.0 {
        let real = a * a - b * b + re;
        b = 2.0 * a * b + im;
        a = real;
        count += 1;
    }
    count
}

/// A picture, and the seconds that each thread worked on it.
type Run = (Vec<usize>, Vec<f64>);
type Draw = fn(View) -> Run;

#[omp]
fn draw_static(view: View) -> Run {
    let View { width, height, .. } = view;
    let mut image = vec![0; width * height];
    let mut busy = vec![0.0; omp_get_max_threads()];
    #[omp(parallel)]
    {
        let thread = omp_get_thread_num();
        let start = omp_get_wtime();
        #[omp(for schedule(static) nowait)]
        for y in 0..height {
            for x in 0..width {
                image[y * width + x] = escape(view, x, y);
            }
        }
        busy[thread] = omp_get_wtime() - start;
    }
    (image, busy)
}

#[omp]
fn draw_interleaved(view: View) -> Run {
    let View { width, height, .. } = view;
    let mut image = vec![0; width * height];
    let mut busy = vec![0.0; omp_get_max_threads()];
    #[omp(parallel)]
    {
        let thread = omp_get_thread_num();
        let start = omp_get_wtime();
        #[omp(for schedule(static, 1) nowait)]
        for y in 0..height {
            for x in 0..width {
                image[y * width + x] = escape(view, x, y);
            }
        }
        busy[thread] = omp_get_wtime() - start;
    }
    (image, busy)
}

#[omp]
fn draw_dynamic(view: View) -> Run {
    let View { width, height, .. } = view;
    let mut image = vec![0; width * height];
    let mut busy = vec![0.0; omp_get_max_threads()];
    #[omp(parallel)]
    {
        let thread = omp_get_thread_num();
        let start = omp_get_wtime();
        #[omp(for schedule(dynamic) nowait)]
        for y in 0..height {
            for x in 0..width {
                image[y * width + x] = escape(view, x, y);
            }
        }
        busy[thread] = omp_get_wtime() - start;
    }
    (image, busy)
}

#[omp]
fn draw_guided(view: View) -> Run {
    let View { width, height, .. } = view;
    let mut image = vec![0; width * height];
    let mut busy = vec![0.0; omp_get_max_threads()];
    #[omp(parallel)]
    {
        let thread = omp_get_thread_num();
        let start = omp_get_wtime();
        #[omp(for schedule(guided) nowait)]
        for y in 0..height {
            for x in 0..width {
                image[y * width + x] = escape(view, x, y);
            }
        }
        busy[thread] = omp_get_wtime() - start;
    }
    (image, busy)
}

/// A pixel an iteration, on a device.
#[omp]
fn draw_on_device(view: View, device: usize) -> Vec<usize> {
    let View { width, height, .. } = view;
    let mut image = vec![0; width * height];
    #[omp(target teams loop collapse(2) device(device) map(from: image))]
    for y in 0..height {
        for x in 0..width {
            image[y * width + x] = escape(view, x, y);
        }
    }
    image
}

fn draw_serial(view: View) -> Run {
    let pixel = |at: usize| escape(view, at % view.width, at / view.width);
    let (image, seconds) = timed(|| (0..view.width * view.height).map(pixel).collect());
    (image, vec![seconds])
}

/// The busiest thread's time over the mean of all that took part.
fn imbalance(busy: &[f64]) -> f64 {
    let team = busy.iter().filter(|&&seconds| seconds > 0.0).count();
    let largest = busy.iter().copied().fold(0.0, f64::max);
    largest * team as f64 / busy.iter().sum::<f64>()
}

/// The set's area is 1.50659 (Fisher and Hill, 1993, by counting pixels) and the picture shows half of it. Pixels on
/// the border and points that would escape later make the count differ.
fn check_area(view: View, image: &[usize]) {
    let inside = image.iter().filter(|&&count| count == view.limit).count() as f64;
    let area = 2.0 * inside * step(view).powi(2);
    check_close("area of the set", area, 1.50659, 4.0 * step(view) + 10.0 / view.limit as f64);
    println!("  area of the set {area:.4}, known to be 1.5066");
}

fn main() {
    let args = Args::parse();
    let view = View { width: args.size, height: args.size / 2, limit: args.limit };
    let threads = args.threads.apply();

    println!("mandelbrot, {} x {} pixels, {threads} threads", view.width, view.height);
    let ((expected, _), serial) = timed(|| draw_serial(view));
    println!("  {:<22} {:>10.3} ms", "serial", serial * 1e3);
    let schedules: [(&str, Draw); 4] = [
        ("schedule(static)", draw_static),
        ("schedule(static, 1)", draw_interleaved),
        ("schedule(dynamic)", draw_dynamic),
        ("schedule(guided)", draw_guided),
    ];
    for (name, draw) in schedules {
        let ((image, busy), seconds) = timed(|| draw(view));
        let (speed_up, uneven) = (serial / seconds, imbalance(&busy));
        println!("  {name:<22} {:>10.3} ms   {speed_up:>6.2} x   busiest/mean {uneven:.2}", seconds * 1e3);
        assert!(image == expected, "{name} draws another picture");
    }
    check_area(view, &expected);
    if let Some(device) = args.device.announce() {
        // The first loop of a program on a device builds its kernel.
        let (image, first) = timed(|| draw_on_device(view, device));
        let (_, seconds) = timed(|| draw_on_device(view, device));
        let (name, speed_up) = ("target teams loop", serial / seconds);
        println!("  {name:<22} {:>10.3} ms   {speed_up:>6.2} x   first {:.3} ms", seconds * 1e3, first * 1e3);
        assert!(image == expected, "the device draws another picture");
    }

    let shade = |count: usize| (count as f64).ln() / (view.limit as f64).ln();
    // The imaginary axis points up.
    let colour = |x: usize, y: usize| match expected[(view.height - 1 - y) * view.width + x] {
        count if count == view.limit => [0, 0, 0],
        count => heat(shade(count)),
    };
    write_picture(&args.out, "mandelbrot.png", (view.width, view.height), colour);
}
