//! Heat in a square plate: the temperature settles by Jacobi's iteration, each point to the mean of its neighbours.
//!
//! Look at `sweep`: it reads `old` anywhere and writes `new` only in its own row, and the largest change is a `max`
//! reduction. The two grids are exchanged between the parallel loops, by one thread. A sweep takes microseconds, so
//! this example also feels what starting a parallel loop costs.
//!
//! `--device` adds the same on a GPU. Look at `settle_on_device`: `target data` keeps both grids there for all sweeps,
//! and the loops in it find them; only the change comes back after each.

mod common;

use std::f64::consts::PI;

use clap::Parser;
use common::args::{Device, Threads, at_least};
use common::picture::{Out, heat, write_picture};
use common::timing::{report, timed};
use common::{check_close, max_difference};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "Heat in a square plate by Jacobi's iteration")]
struct Args {
    /// Points along each side of the plate; the work grows with the fourth power
    #[arg(long, default_value_t = 96, value_parser = at_least(3))]
    size: usize,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    device: Device,
    #[command(flatten)]
    out: Out,
}

/// One sweep over the inner points of an n x n grid; the largest change of a point.
#[omp]
fn sweep(n: usize, old: &[f64], new: &mut [f64]) -> f64 {
    let mut change = 0.0_f64;
    #[omp(parallel for reduction(max: change))]
    for i in 1..n - 1 {
        for j in 1..n - 1 {
            let above = old[(i - 1) * n + j];
            let below = old[(i + 1) * n + j];
            let value = 0.25 * (above + below + old[i * n + j - 1] + old[i * n + j + 1]);
            change = change.max((value - old[i * n + j]).abs());
            new[i * n + j] = value;
        }
    }
    change
}

fn sweep_serial(n: usize, old: &[f64], new: &mut [f64]) -> f64 {
    let mut change = 0.0_f64;
    for at in (1..n - 1).flat_map(|i| i * n + 1..i * n + n - 1) {
        new[at] = 0.25 * (old[at - n] + old[at + n] + old[at - 1] + old[at + 1]);
        change = change.max((new[at] - old[at]).abs());
    }
    change
}

/// [`sweep`] on a device, where the grids may be already.
#[omp]
fn sweep_on_device(n: usize, old: &[f64], new: &mut [f64], device: usize) -> f64 {
    let mut change = 0.0_f64;
    #[omp(target teams loop collapse(2) device(device) map(to: old) map(tofrom: new) reduction(max: change))]
    for i in 1..n - 1 {
        for j in 1..n - 1 {
            let above = old[(i - 1) * n + j];
            let below = old[(i + 1) * n + j];
            let value = 0.25 * (above + below + old[i * n + j - 1] + old[i * n + j + 1]);
            change = change.max((value - old[i * n + j]).abs());
            new[i * n + j] = value;
        }
    }
    change
}

/// A cold plate whose last row is heated as half a sine wave.
fn heated_plate(n: usize) -> Vec<f64> {
    let mut plate = vec![0.0; n * n];
    for (j, point) in plate[n * (n - 1)..].iter_mut().enumerate() {
        *point = (PI * j as f64 / (n - 1) as f64).sin();
    }
    plate
}

/// Sweeps until no point changes by more than `limit`; the plate and the number of sweeps.
fn settle(n: usize, limit: f64, sweep: fn(usize, &[f64], &mut [f64]) -> f64) -> (Vec<f64>, usize) {
    let mut old = heated_plate(n);
    let mut new = old.clone();
    let mut sweeps = 1;
    while sweep(n, &old, &mut new) > limit {
        std::mem::swap(&mut old, &mut new);
        sweeps += 1;
    }
    (new, sweeps)
}

/// [`settle`] on a device. The grids take turns by name: what is mapped stays in its place.
#[omp]
fn settle_on_device(n: usize, limit: f64, device: usize) -> (Vec<f64>, usize) {
    let mut even = heated_plate(n);
    let mut odd = even.clone();
    let mut sweeps = 0;
    #[omp(target data device(device) map(tofrom: even, odd))]
    {
        loop {
            sweeps += 1;
            if sweep_on_device(n, &even, &mut odd, device) <= limit {
                break;
            }
            sweeps += 1;
            if sweep_on_device(n, &odd, &mut even, device) <= limit {
                break;
            }
        }
    }
    (if sweeps % 2 == 1 { odd } else { even }, sweeps)
}

/// Where the iteration ends, in closed form: sin(pi j h) sinh(mu i) / sinh(mu (n - 1)) with cosh(mu) = 2 - cos(pi h)
/// makes every inner point the mean of its neighbours.
fn exact(n: usize) -> Vec<f64> {
    let h = 1.0 / (n - 1) as f64;
    let mu = (2.0 - (PI * h).cos()).acosh();
    let at = |i: usize, j: usize| (PI * j as f64 * h).sin() * (mu * i as f64).sinh() / (mu / h).sinh();
    (0..n * n).map(|k| at(k / n, k % n)).collect()
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    let h = 1.0 / (n - 1) as f64;
    let limit = 1e-6 * h * h;

    let ((expected, sweeps), serial) = timed(|| settle(n, limit, sweep_serial));
    let ((plate, parallel_sweeps), parallel) = timed(|| settle(n, limit, sweep));

    println!("jacobi, {n} x {n} points, {sweeps} sweeps, {threads} threads");
    report("serial", serial, serial);
    report("parallel for", parallel, serial);

    assert_eq!(parallel_sweeps, sweeps, "both versions do the same arithmetic");
    assert!(plate == expected, "the two plates differ");
    if let Some(device) = args.device.announce() {
        let ((plate, device_sweeps), offloaded) = timed(|| settle_on_device(n, limit, device));
        report("target data, loops", offloaded, serial);
        assert_eq!(device_sweeps, sweeps, "the device does the same arithmetic");
        assert!(plate == expected, "the device's plate differs");
    }
    // What is left when a sweep changes less than the limit: the changes to come shrink by 1 - cos(pi h) a sweep.
    let left = limit / (1.0 - (PI * h).cos());
    check_close("distance from the exact plate", max_difference(&plate, &exact(n)), 0.0, 2.0 * left + 1e-12);
    println!("  within {:.1e} of the exact temperatures", max_difference(&plate, &exact(n)));

    let zoom = 480_usize.div_ceil(n);
    // The heated row is the last one: on top in the picture.
    let colour = |x: usize, y: usize| heat(plate[(n - 1 - y / zoom) * n + x / zoom]);
    write_picture(&args.out, "jacobi.png", (n * zoom, n * zoom), colour);
}
