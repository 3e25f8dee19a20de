//! Loop, SPMD, task, target: four patterns of parallel programming compared on pi, beside the serial loop and rayon.
//!
//! Look at `pi.rs` first: the patterns themselves. This program runs each of them with 1, 2, 4 ... threads, prints the
//! best times with speed-up, efficiency and the serial fraction after Karp and Flatt (CACM 33, 1990), and writes the
//! same as a CSV file and a speed-up plot (SVG and PNG). Target has the threads of its device, whatever the team's size:
//! it is run once, and its speed-up is that over the serial loop. It fails when a result is not pi.
//!
//!     cargo run --release --example patterns -- --threads 1,2,4 --repeat 10

#[path = "../common/mod.rs"]
mod common;
mod figure;
mod measure;
mod pi;
mod table;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use common::args::positive;
use common::picture::Out;
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "Loop, SPMD, task and target patterns compared on pi")]
pub(crate) struct Args {
    /// Steps of the midpoint rule
    #[arg(long, default_value_t = 100_000_000, value_parser = positive())]
    steps: usize,
    /// Team sizes; 1 is always measured, for speed-up refers to it [default: powers of two up to the usable CPUs,
    /// and at least 1,2,4]
    #[arg(long, value_delimiter = ',', value_parser = positive())]
    threads: Vec<usize>,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 5, value_parser = positive())]
    repeat: usize,
    /// Only these patterns; with target, serial too [default: all]
    #[arg(long, value_delimiter = ',')]
    only: Vec<Pattern>,
    /// The device of target, by its number in `--example devices` [default: the default device]
    #[arg(long)]
    device: Option<usize>,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pattern {
    Serial,
    Loop,
    Spmd,
    Task,
    Target,
    Rayon,
}

impl Pattern {
    /// Whether the size of the team makes a difference.
    fn has_team(self) -> bool {
        !matches!(self, Self::Serial | Self::Target)
    }

    /// How tables and plots call it.
    fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Loop => "loop",
            Self::Spmd => "SPMD",
            Self::Task => "task",
            Self::Target => "target",
            Self::Rayon => "rayon",
        }
    }
}

/// The team sizes to measure, in ascending order, 1 among them.
fn team_sizes(asked: &[usize], usable: usize) -> Vec<usize> {
    let mut sizes = vec![1];
    if asked.is_empty() {
        let powers = std::iter::successors(Some(2_usize), |size| size.checked_mul(2));
        sizes.extend(powers.take_while(|&size| size <= usable.max(4)));
        sizes.push(usable);
    } else {
        sizes.extend(asked);
    }
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn main() -> ExitCode {
    let args = Args::parse();
    let usable = omp_get_num_procs();
    let sizes = team_sizes(&args.threads, usable);
    let patterns: Vec<Pattern> = Pattern::value_variants()
        .iter()
        .copied()
        .filter(|pattern| {
            // Target's speed-up is over the serial loop.
            let wanted = |pattern| args.only.is_empty() || args.only.contains(pattern);
            wanted(pattern) || *pattern == Pattern::Serial && wanted(&Pattern::Target)
        })
        .collect();

    // Before the work, so that a folder that cannot be written costs no measurement.
    if let Err(error) = args.out.file("") {
        eprintln!("cannot create {error}");
        return ExitCode::FAILURE;
    }
    let runs = measure::measure(&args, &sizes, &patterns, usable);
    table::print(&args, &sizes, &patterns, &runs, usable);
    let wrong: Vec<_> = runs.iter().filter(|run| !pi::is_pi(run.value, args.steps)).collect();
    for run in &wrong {
        let (name, threads, value) = (run.pattern.name(), run.threads, run.value);
        eprintln!("wrong: {name} with {threads} threads gives {value}");
    }
    let written = table::write_csv(&args, &runs).and_then(|()| figure::write(&args.out, args.steps, &runs));
    if let Err(error) = &written {
        eprintln!("cannot write the results: {error}");
    }
    if wrong.is_empty() && written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
