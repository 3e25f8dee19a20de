//! Target loops beside the same work written directly on OpenCL, and beside the host's threads.
//!
//!     cargo bench --bench offload -- --quick
//!
//! The peers take turns, run by run. Each table has the median and the runs at either end, and the ratio of the median
//! time to the first row's: above 1 where the peer is slower. "Time over the goal's" is at most 1 where the project's
//! goal for such a device is reached; it decides nothing. The tables are Markdown, and go to `--out` with a CSV file.

mod case;
mod cases;
#[path = "../common/mod.rs"]
mod common;
mod first;
mod ours;
mod output;
mod raw;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use raw::Raw;

#[derive(Parser)]
#[command(about = "Target loops beside OpenCL by hand and host threads")]
struct Args {
    /// The device, by its number
    #[arg(long, default_value_t = 0)]
    device: usize,
    /// Runs of each peer
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// A tenth of the work where it grows with a size, five runs
    #[arg(long)]
    quick: bool,
    /// Only the cases whose names contain this
    only: Option<String>,
    /// Folder for `offload.md` and `offload.csv`; created when it does not exist
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// In a child process: measure its first target loop
    #[arg(long, hide = true)]
    first: Option<first::Way>,
    /// What `cargo bench` passes
    #[arg(long, hide = true)]
    bench: bool,
}

/// What the cases depend on.
struct Bench {
    device: usize,
    quick: bool,
    gpu: bool,
    /// The GPU that the goals of the project are about.
    h200: bool,
}

impl Bench {
    /// The number of iterations, of which a quick run does a tenth.
    fn size(&self, full: usize) -> usize {
        if self.quick { full / 10 } else { full }
    }
}

/// The device's name, and how many before it have the same.
fn named(device: usize) -> Result<(String, usize), String> {
    let devices = ferromp::devices();
    let Some(found) = devices.get(device) else {
        return Err(format!("there is no device {device}: {} were found", devices.len()));
    };
    let before = devices[..device].iter().filter(|other| other.name() == found.name()).count();
    Ok((found.name().to_owned(), before))
}

fn main() -> ExitCode {
    let start = Instant::now();
    let args = Args::parse();
    let done = match args.first {
        Some(way) => first::run(way, args.device, start),
        None => measure(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(args: &Args) -> Result<(), String> {
    if ferromp::devices().is_empty() {
        println!("no device: nothing to measure (`cargo run --example devices` says what to install)");
        return Ok(());
    }
    std::fs::create_dir_all(&args.out)
        .map_err(|error| format!("cannot create {}: {error}", args.out.display()))?;
    let (name, number) = named(args.device)?;
    let gpu = ferromp::devices()[args.device].kind() == ferromp::DeviceKind::Gpu;
    let bench = Bench { device: args.device, quick: args.quick, gpu, h200: name.contains("H200") };
    let runs = if args.quick { args.runs.min(5) } else { args.runs };
    let raw = Raw::new(&name, number)?;

    let mut text = format!("## Offload to {name}, {runs} runs each\n");
    print!("{text}");
    let mut outcomes = Vec::new();
    for (case, make) in cases::ALL {
        if args.only.as_ref().is_none_or(|only| case.contains(only.as_str())) {
            let outcome = make(&bench, &raw)?.measure(runs)?;
            let table = output::markdown(&outcome);
            print!("{table}");
            text.push_str(&table);
            outcomes.push(outcome);
        }
    }
    let write = |file: &str, text: &str| {
        let path = args.out.join(file);
        std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    write("offload.md", &text)?;
    write("offload.csv", &output::csv(&outcomes))
}
