//! Fibonacci's numbers by the slowest of all recursions, with a task for each call: a measure of what a task costs.
//!
//! Look at `shared(a)` and `taskwait`: the tasks write variables of the function that made them, and those may be
//! read only after the wait. Move the sum above it and the function no longer compiles. `--cut-off 0` makes every
//! call a task.

mod common;

use clap::Parser;
use common::args::Threads;
use common::timing::{report, report_rate, timed};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "Fibonacci's numbers with tasks")]
struct Args {
    /// Which of Fibonacci's numbers
    #[arg(long, default_value_t = 34, value_parser = clap::value_parser!(u64).range(..=60))]
    size: u64,
    /// Calls for this number and those before it make no tasks
    #[arg(long, default_value_t = 12)]
    cut_off: u64,
    #[command(flatten)]
    threads: Threads,
}

#[omp]
fn fib(n: u64, cut_off: u64) -> u64 {
    if n < 2 || n <= cut_off {
        fib_serial(n)
    } else {
        let (mut a, mut b) = (0, 0);
        #[omp(task shared(a))]
        {
            a = fib(n - 1, cut_off);
        }
        #[omp(task shared(b))]
        {
            b = fib(n - 2, cut_off);
        }
        omp!(taskwait);
        a + b
    }
}

fn fib_serial(n: u64) -> u64 {
    if n < 2 { n } else { fib_serial(n - 1) + fib_serial(n - 2) }
}

#[omp]
fn fib_parallel(n: u64, cut_off: u64) -> u64 {
    let mut result = 0;
    #[omp(parallel)]
    #[omp(single)]
    {
        result = fib(n, cut_off);
    }
    result
}

/// The numbers one after the other, by addition alone.
fn fib_by_addition(n: u64) -> u64 {
    (0..n).fold((0, 1), |(a, b), _| (b, a + b)).0
}

/// Tasks that `fib` makes: two for each call above the cut-off.
fn tasks(n: u64, cut_off: u64) -> u64 {
    if n < 2 || n <= cut_off {
        return 0;
    }
    // calls(k) = 1 + calls(k - 1) + calls(k - 2), none up to the cut-off.
    let first = cut_off.max(1) + 1;
    2 * (first..=n).fold((0, 0), |(before, last), _| (last, 1 + before + last)).1
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());

    let (by_calls, serial) = timed(|| fib_serial(n));
    let (by_tasks, parallel) = timed(|| fib_parallel(n, args.cut_off));

    println!("fib({n}), tasks above fib({}), {threads} threads", args.cut_off);
    report("serial", serial, serial);
    report_rate("tasks", parallel, serial, tasks(n, args.cut_off) as f64 * 1e-6, "Mtasks/s");
    assert_eq!(by_calls, fib_by_addition(n), "the serial recursion");
    assert_eq!(by_tasks, fib_by_addition(n), "the recursion with tasks");
    println!("  fib({n}) = {by_tasks}");
}
