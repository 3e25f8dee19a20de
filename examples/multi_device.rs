//! One loop over all devices: each gets a share of the numbers, and all work at the same time.
//!
//! Look at `on_all`: `device(number)` chooses, `nowait` lets the host go on to the next device, and `taskwait` waits for
//! all. With one device, try `--partition 2`, which makes two of a CPU's cores. The last column is what each device's
//! kernel took: where devices differ, their shares should, too.

mod common;

use std::time::Duration;

use clap::Parser;
use common::Random;
use common::args::positive;
use common::timing::{report, timed};
use ferromp::prelude::*;
use ferromp::{DeviceEvent, DeviceEventKind};

#[derive(Parser)]
#[command(about = "One loop over all devices")]
struct Args {
    /// Numbers in all
    #[arg(long, default_value_t = 1 << 22, value_parser = positive())]
    size: usize,
    /// Steps of the map for each number
    #[arg(long, default_value_t = 256, value_parser = positive())]
    steps: usize,
    /// Divide the default device into this many, where it can be
    #[arg(long, value_name = "PARTS", value_parser = positive())]
    partition: Option<usize>,
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

/// Equal shares, one for each device.
#[omp]
fn on_all(data: &mut [f32], steps: usize, devices: &[usize]) {
    let share = data.len().div_ceil(devices.len());
    for (block, &number) in data.chunks_mut(share).zip(devices) {
        #[omp(target teams loop nowait device(number) map(tofrom: block))]
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

/// The numbers of the devices to use: all, or the parts of one. Without any it is the host's.
fn device_numbers(partition: Option<usize>) -> Vec<usize> {
    let there = omp_get_num_devices();
    if there == 0 {
        println!("  no device: the host's threads run the target loops");
        return vec![omp_get_initial_device()];
    }
    let Some(parts) = partition else {
        return (0..there).collect();
    };
    let whole = &ferromp::devices()[omp_get_default_device()];
    match whole.partition(&vec![whole.compute_units() / parts; parts]) {
        Ok(parts) => parts.iter().map(|part| part.number()).collect(),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    }
}

/// How long the kernels of one device ran.
fn kernel_time(events: &[DeviceEvent], device: usize) -> Duration {
    let of_device = |event: &&DeviceEvent| event.device == device && event.kind == DeviceEventKind::Kernel;
    events.iter().filter(of_device).map(|event| event.end.saturating_sub(event.start)).sum()
}

fn main() {
    let args = Args::parse();
    println!("multi_device, {} numbers, {} steps each", args.size, args.steps);
    let devices = device_numbers(args.partition);
    let start: Vec<f32> = Random::new(8).vector(args.size, 0.0, 1.0).iter().map(|&x| x as f32).collect();
    let mut expected = start.clone();
    let ((), host) = timed(|| on_the_host(&mut expected, args.steps));

    let run = |devices: &[usize]| {
        let mut data = start.clone();
        // The first run builds the kernels.
        on_all(&mut data, args.steps, devices);
        data.copy_from_slice(&start);
        let (((), seconds), events) = ferromp::record(|| timed(|| on_all(&mut data, args.steps, devices)));
        assert!(data == expected, "devices {devices:?} do not compute what the host does");
        (seconds, events)
    };
    let (alone, _) = run(&devices[..1]);
    let (together, events) = run(&devices);
    report("host threads", host, alone);
    report("one device", alone, alone);
    report(&format!("devices together: {}", devices.len()), together, alone);

    println!("\n  {:<8}{:>12}{:>14}", "device", "numbers", "kernel, ms");
    let share = args.size.div_ceil(devices.len());
    for (block, &device) in start.chunks(share).zip(&devices) {
        let kernel = kernel_time(&events, device).as_secs_f64() * 1e3;
        println!("  {device:<8}{:>12}{kernel:>14.3}", block.len());
    }
}
