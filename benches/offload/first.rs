//! What the first target loop of a program costs: finding the device and building a kernel, in a process of its own.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use clap::ValueEnum;

use crate::common::is_pi;
use crate::raw::{self, Raw};
use crate::{named, ours};

/// Few, for the loop itself is not what is measured.
const STEPS: usize = 1000;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    Ferromp,
    Raw,
}

/// The seconds that this program prints as a child.
pub(crate) fn in_child(program: &Path, way: Way, device: usize) -> Result<f64, String> {
    let way = way.to_possible_value().expect("every way has a name");
    let output = Command::new(program)
        .args(["--first", way.get_name(), "--device", &device.to_string()])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| format!("first use: {}", String::from_utf8_lossy(&output.stderr)))
}

/// In the child: seconds since `start`, printed.
pub(crate) fn run(way: Way, device: usize, start: Instant) -> Result<(), String> {
    let value = match way {
        Way::Ferromp => ours::pi(STEPS, device),
        Way::Raw => {
            let (name, number) = named(device)?;
            raw::pi(&Raw::new(&name, number)?, STEPS)?()?
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    if !is_pi(value, STEPS) {
        return Err(format!("{value} is not pi"));
    }
    println!("{seconds}");
    Ok(())
}
