//! Blocks of data through a device, overlapped: while one block is computed, the next one is copied there and the one
//! before it comes back.
//!
//! Look at `overlapped`: it is `one_by_one` with the word `nowait`. Each block is a task that the host does not wait for
//! until `taskwait`. Then look at `out/async_pipeline.svg`, drawn from the times that the device took down. What a GPU
//! overlaps, a CPU shares: there the copies take the cores that the kernels need.
//!
//!     cargo run --release --example async_pipeline -- --blocks 8

#[path = "../common/mod.rs"]
mod common;
mod timeline;

use clap::Parser;
use common::Random;
use common::args::positive;
use common::picture::Out;
use common::timing::{report, timed};
use ferromp::prelude::*;
use ferromp::{DeviceEvent, DeviceKind};

#[derive(Parser)]
#[command(about = "Blocks of data through a device, overlapped")]
struct Args {
    /// Numbers in all
    #[arg(long, default_value_t = 1 << 23, value_parser = positive())]
    size: usize,
    /// Blocks that they go through the device in
    #[arg(long, default_value_t = 8, value_parser = positive())]
    blocks: usize,
    /// Steps of the map for each number: the kernel's work [default: 1024 on a GPU, otherwise 64]
    #[arg(long, value_parser = positive())]
    steps: Option<usize>,
    /// The device, by its number in `--example devices` [default: the default device]
    #[arg(long)]
    device: Option<usize>,
    #[command(flatten)]
    out: Out,
}

/// Where the logistic map takes `x` in that many steps. Chaos doubles every error: results that agree, agree in all bits.
#[omp(declare target)]
fn logistic(start: f32, steps: usize) -> f32 {
    let mut x = start;
    for _ in 0..steps {
        x = 3.9 * x * (1.0 - x);
    }
    x
}

/// Each block there, computed and back, before the next one starts.
#[omp]
fn one_by_one(data: &mut [f32], length: usize, steps: usize, device: usize) {
    for block in data.chunks_mut(length) {
        #[omp(target teams loop device(device) map(tofrom: block))]
        for i in 0..block.len() {
            block[i] = logistic(block[i], steps);
        }
    }
}

/// All blocks on their way at once.
#[omp]
fn overlapped(data: &mut [f32], length: usize, steps: usize, device: usize) {
    for block in data.chunks_mut(length) {
        #[omp(target teams loop nowait device(device) map(tofrom: block))]
        for i in 0..block.len() {
            block[i] = logistic(block[i], steps);
        }
    }
    omp!(taskwait);
}

#[omp]
fn on_the_host(data: &mut [f32], steps: usize) {
    #[omp(parallel for)]
    for i in 0..data.len() {
        data[i] = logistic(data[i], steps);
    }
}

type Way = fn(&mut [f32], usize, usize, usize);

fn main() {
    let args = Args::parse();
    let device = args.device.unwrap_or_else(omp_get_default_device);
    let start: Vec<f32> = Random::new(7).vector(args.size, 0.0, 1.0).iter().map(|&x| x as f32).collect();
    let length = args.size.div_ceil(args.blocks);

    println!("async_pipeline, {} numbers in {} blocks", args.size, args.size.div_ceil(length));
    let found = ferromp::devices().get(device);
    let gpu = found.is_some_and(|found| found.kind() == DeviceKind::Gpu);
    let steps = args.steps.unwrap_or(if gpu { 1024 } else { 64 });
    match found {
        Some(found) => println!("  device {device}: {}", found.name()),
        None => println!("  no device: the host's threads run the target loops"),
    }
    let mut expected = start.clone();
    let ((), host) = timed(|| on_the_host(&mut expected, steps));
    report("host threads", host, host);

    let mut timelines = Vec::new();
    let ways: [(&str, Way); 2] = [("one by one", one_by_one), ("overlapped", overlapped)];
    for (name, way) in ways {
        let run = || {
            let mut data = start.clone();
            let (((), seconds), events) = ferromp::record(|| timed(|| way(&mut data, length, steps, device)));
            assert!(data == expected, "{name}: not what the host computes");
            (seconds, events)
        };
        // The first run builds the kernel, and is not drawn.
        run();
        let (seconds, events): (f64, Vec<DeviceEvent>) = run();
        report(name, seconds, host);
        timelines.push((name, events));
    }
    timeline::write(&args.out, &timelines);
}
