//! Pi by the loop pattern: this library beside rayon, C OpenMP and PyOMP.
//!
//!     cargo bench --bench pi -- --threads 1,2 --quick
//!
//! The peers take turns, run by run, so that whatever else the machine does meets all of them alike. Every run starts
//! with a tenth of the work that is not measured, which starts the threads. What is printed is each peer's median
//! with the shortest and longest run, and the ratio of its median to ours: above 1 where the peer is slower. A peer
//! that the machine lacks is named and left out. A wrong result is an error.

mod c;
#[path = "../common/mod.rs"]
mod common;
mod peer;
mod python;
mod rust;

use std::process::ExitCode;

use clap::Parser;
use common::{Spread, is_pi, take_turns};
use peer::{Peer, Sample};

#[derive(Parser)]
#[command(about = "Pi by loop: this library, rayon, C OpenMP, PyOMP")]
struct Args {
    /// Steps of the midpoint rule
    #[arg(long, default_value_t = 100_000_000, value_parser = clap::value_parser!(u64).range(1..=u64::from(u32::MAX)))]
    steps: u64,
    /// Team sizes [default: 1 and the number of usable CPUs]
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..))]
    threads: Vec<u16>,
    /// Runs of each peer
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// A tenth of the steps, five runs
    #[arg(long)]
    quick: bool,
    /// The Python with PyOMP in it
    #[arg(long, default_value = "python3")]
    python: String,
    /// What `cargo bench` passes
    #[arg(long, hide = true)]
    bench: bool,
}

fn team_sizes(asked: &[u16]) -> Vec<usize> {
    let mut sizes: Vec<usize> = asked.iter().map(|&size| size.into()).collect();
    if sizes.is_empty() {
        sizes = vec![1, std::thread::available_parallelism().map_or(1, usize::from)];
    }
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn main() -> ExitCode {
    let mut args = Args::parse();
    if args.quick {
        args.steps = (args.steps / 10).max(1);
        args.runs = args.runs.min(5);
    }
    let steps = usize::try_from(args.steps).expect("the range of the argument fits");

    let mut peers = rust::peers();
    for found in c::peers().into_iter().chain([python::peer(&args.python)]) {
        match found {
            Ok(peer) => peers.push(peer),
            Err(missing) => println!("missing: {missing}"),
        }
    }
    println!("pi, {steps} steps, {} runs each, in milliseconds", args.runs);
    for threads in team_sizes(&args.threads) {
        let measured = measure(&mut peers, threads, steps, args.runs);
        match measured {
            Ok(samples) => print(threads, &peers, &samples),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn measure(
    peers: &mut [Box<dyn Peer>],
    threads: usize,
    steps: usize,
    runs: u32,
) -> Result<Vec<Spread>, String> {
    take_turns(peers, runs, |peer| {
        let Sample { seconds, value } = peer.run(threads, steps)?;
        if is_pi(value, steps) {
            Ok(seconds)
        } else {
            Err(format!("{} gives {value}, which is not pi", peer.name()))
        }
    })
}

/// One table; our own row is the first.
fn print(threads: usize, peers: &[Box<dyn Peer>], samples: &[Spread]) {
    println!("\nthreads: {threads}");
    println!("{:<24}{:>10}{:>10}{:>10}{:>10}", "", "median", "min", "max", "ratio");
    let ours = samples[0].median;
    for (peer, &Spread { median, min, max, .. }) in peers.iter().zip(samples) {
        let [m, lo, hi] = [median, min, max].map(|seconds| seconds * 1e3);
        println!("{:<24}{m:>10.2}{lo:>10.2}{hi:>10.2}{:>10.2}", peer.name(), median / ours);
    }
}
