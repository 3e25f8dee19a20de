//! A histogram, four ways: many iterations add to the same few counters, so the counters must be protected.
//!
//! Look at the times. An atomic update costs little as long as the threads meet rarely; a critical section makes them
//! queue for every value; counters of each thread's own need no protection and are added up at the end, which is what
//! a reduction does by itself. The loop without any of these does not compile.

mod common;

use clap::Parser;
use common::Random;
use common::args::{Threads, positive};
use common::timing::{best_of, report_rate};
use ferromp::prelude::*;

const BINS: usize = 256;
type Histogram = [u64; BINS];
type Way = fn(&[u8]) -> Histogram;

#[derive(Parser)]
#[command(about = "A histogram with atomic, critical, slots and a reduction")]
struct Args {
    /// Values to count
    #[arg(long, default_value_t = 1_000_000, value_parser = positive())]
    size: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 3, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
}

#[omp]
fn by_atomic(data: &[u8]) -> Histogram {
    let mut counts: Histogram = [0; BINS];
    #[omp(parallel for)]
    for i in 0..data.len() {
        let bin = usize::from(data[i]);
        #[omp(atomic)]
        counts[bin] += 1;
    }
    counts
}

#[omp]
fn by_critical(data: &[u8]) -> Histogram {
    let mut counts: Histogram = [0; BINS];
    #[omp(parallel for)]
    for i in 0..data.len() {
        let bin = usize::from(data[i]);
        #[omp(critical)]
        {
            counts[bin] += 1;
        }
    }
    counts
}

#[omp]
fn by_slots(data: &[u8]) -> Histogram {
    let mut slots: Vec<Histogram> = vec![[0; BINS]; omp_get_max_threads()];
    #[omp(parallel)]
    {
        let thread = omp_get_thread_num();
        let team = omp_get_num_threads();
        let share = thread * data.len() / team..(thread + 1) * data.len() / team;
        for &value in &data[share] {
            slots[thread][usize::from(value)] += 1;
        }
    }
    std::array::from_fn(|bin| slots.iter().map(|counts| counts[bin]).sum())
}

#[omp]
fn by_reduction(data: &[u8]) -> Histogram {
    let mut counts: Histogram = [0; BINS];
    #[omp(parallel for reduction(+: counts))]
    for i in 0..data.len() {
        counts[usize::from(data[i])] += 1;
    }
    counts
}

fn serial(data: &[u8]) -> Histogram {
    let mut counts: Histogram = [0; BINS];
    for &value in data {
        counts[usize::from(value)] += 1;
    }
    counts
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    // The sum of two dice: the middle bins are hit most, and contended most.
    let mut random = Random::new(6);
    let mut die = || random.next_u64() % 128;
    let data: Vec<u8> = (0..n).map(|_| (die() + die()) as u8).collect();
    // Counted another way: by the lengths of the runs of equal values.
    let mut sorted = data.clone();
    sorted.sort_unstable();
    let mut expected = [0; BINS];
    for run in sorted.chunk_by(|a, b| a == b) {
        expected[usize::from(run[0])] = run.len() as u64;
    }

    println!("histogram, {n} values in {BINS} bins, {threads} threads");
    let ways: [(&str, Way); 5] = [
        ("serial", serial),
        ("atomic", by_atomic),
        ("critical", by_critical),
        ("slots", by_slots),
        ("reduction", by_reduction),
    ];
    let mut reference = None;
    for (name, count) in ways {
        let (counts, seconds) = best_of(args.repeat, || count(&data));
        let reference = *reference.get_or_insert(seconds);
        report_rate(name, seconds, reference, n as f64 * 1e-6, "Mvalues/s");
        assert!(counts == expected, "{name} counts wrongly");
    }
    println!("  all count alike");
}
