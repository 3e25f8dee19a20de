//! A team of threads says hello.
//!
//! Look at `#[omp(parallel)]`: every thread of the team runs the block. `greetings` is written by all of them, so
//! it needs the reduction, and `seen` may be written because each thread touches only its own slot. Take the
//! clause away, or write `seen[0]`, and the program no longer compiles.

mod common;

use clap::Parser;
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "A team of threads says hello")]
struct Args {
    #[command(flatten)]
    threads: common::args::Threads,
}

/// How often each thread number greeted, and how many greetings there were in all.
#[omp]
fn greet(threads: usize) -> (Vec<usize>, usize) {
    let mut seen = vec![0; threads];
    let mut greetings = 0;
    #[omp(parallel num_threads(threads) reduction(+: greetings))]
    {
        let thread = omp_get_thread_num();
        println!("hello from thread {thread} of {}", omp_get_num_threads());
        seen[thread] += 1;
        greetings += 1;
    }
    (seen, greetings)
}

fn main() {
    let threads = Args::parse().threads.apply();
    let (seen, greetings) = greet(threads);

    assert!((1..=threads).contains(&greetings), "{greetings} greetings from a team of at most {threads}");
    let team = &seen[..greetings];
    assert!(team.iter().all(|&times| times == 1), "thread numbers 0..{greetings}, once each: {seen:?}");
    println!("threads heard, each once: {greetings}");
}
