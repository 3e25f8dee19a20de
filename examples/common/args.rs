//! Command-line arguments that several examples take.

use clap::builder::RangedU64ValueParser;
use ferromp::prelude::*;

/// A size or count that must not be zero: `#[arg(value_parser = positive())]`.
pub(crate) fn positive() -> RangedU64ValueParser<usize> {
    at_least(1)
}

/// A size or count with a lower bound.
pub(crate) fn at_least(least: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(least..)
}

/// `--device`, for the examples that can also run on an OpenCL device.
#[derive(clap::Args)]
pub(crate) struct Device {
    /// Run on a device, too: the one with this number in `--example devices`, or the default device
    #[arg(long, value_name = "N", num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "absent, without a number, with one")]
    device: Option<Option<usize>>,
}

impl Device {
    /// The number of the device, if one was asked for; says which one that is. Ends the program where others exist,
    /// but not this one; where there is none, target loops run on the host.
    pub(crate) fn announce(&self) -> Option<usize> {
        let number = self.device?.unwrap_or_else(omp_get_default_device);
        let there = omp_get_num_devices();
        if there == 0 {
            println!("  no device: the host's threads run the target loops");
        } else if let Some(device) = ferromp::devices().get(number) {
            println!("  device {number}: {}", device.name());
        } else {
            eprintln!("there is no device {number}: the devices are 0 to {}", there - 1);
            std::process::exit(2);
        }
        Some(number)
    }
}

/// `--threads`, for the examples that run with one team size.
#[derive(clap::Args)]
pub(crate) struct Threads {
    /// Threads in the team [default: what `OMP_NUM_THREADS` says, or one a CPU]
    #[arg(long, value_parser = positive())]
    threads: Option<usize>,
}

impl Threads {
    /// Sets the size of the teams that follow and returns it.
    pub(crate) fn apply(&self) -> usize {
        if let Some(threads) = self.threads {
            omp_set_num_threads(threads);
        }
        omp_get_max_threads()
    }
}
