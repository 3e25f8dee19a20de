//! Quicksort with a task for each half.
//!
//! Look at the recursion: `split_at_mut` gives each half its own `&mut`, so the task and its sibling cannot meet,
//! and `taskwait` ends the borrow. Sort the same half twice and it does not compile. Short pieces are sorted at
//! once, since a task costs more than sorting a few hundred numbers.

mod common;

use clap::Parser;
use common::Random;
use common::args::{Threads, positive};
use common::timing::{best_of, report};
use ferromp::prelude::*;

/// Pieces up to this length make no further tasks.
const CUT_OFF: usize = 4096;

#[derive(Parser)]
#[command(about = "Quicksort with tasks")]
struct Args {
    /// Numbers to sort
    #[arg(long, default_value_t = 2_000_000, value_parser = positive())]
    size: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 3, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
}

/// Splits `v`, of two or more values, in two parts, neither empty, so that no value of the first part is larger than
/// any of the second; returns where the second begins (Hoare's partition around the median of three).
fn partition(v: &mut [u64]) -> usize {
    let last = v.len() - 1;
    let mut three = [v[0], v[last / 2], v[last]];
    three.sort_unstable();
    let pivot = three[1];
    let (mut low, mut high) = (0, last);
    loop {
        while v[low] < pivot {
            low += 1;
        }
        while v[high] > pivot {
            high -= 1;
        }
        if low >= high {
            // Equal pivots may meet in one place, which then opens the second part unless that is all of it.
            return low.max(1);
        }
        v.swap(low, high);
        low += 1;
        high -= 1;
    }
}

#[omp]
fn quicksort(v: &mut [u64]) {
    if v.len() <= CUT_OFF {
        quicksort_serial(v);
    } else {
        let middle = partition(v);
        let (low, high) = v.split_at_mut(middle);
        #[omp(task)]
        {
            quicksort(low);
        }
        quicksort(high);
        omp!(taskwait);
    }
}

/// Insertion sort for the shortest pieces.
fn quicksort_serial(v: &mut [u64]) {
    if v.len() > 24 {
        let middle = partition(v);
        let (low, high) = v.split_at_mut(middle);
        quicksort_serial(low);
        quicksort_serial(high);
    } else {
        for end in 1..v.len() {
            let mut at = end;
            while at > 0 && v[at - 1] > v[at] {
                v.swap(at - 1, at);
                at -= 1;
            }
        }
    }
}

/// One thread begins; the others, waiting at the end of `single`, take the tasks that appear.
#[omp]
fn sort_parallel(mut v: Vec<u64>) -> Vec<u64> {
    #[omp(parallel)]
    #[omp(single)]
    {
        quicksort(&mut v);
    }
    v
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    let mut random = Random::new(5);
    // Few different values in one half, so that equal ones occur.
    let numbers: Vec<u64> =
        (0..n).map(|i| if i % 2 == 0 { random.next_u64() } else { random.next_u64() >> 54 }).collect();
    let run = |sort: fn(&mut [u64])| {
        let mut v = numbers.clone();
        sort(&mut v);
        v
    };

    let (expected, std) = best_of(args.repeat, || run(<[u64]>::sort_unstable));
    let (by_serial, serial) = best_of(args.repeat, || run(quicksort_serial));
    let (by_tasks, parallel) = best_of(args.repeat, || sort_parallel(numbers.clone()));

    println!("quicksort, {n} numbers, {threads} threads");
    report("slice::sort_unstable", std, serial);
    report("quicksort", serial, serial);
    report("quicksort with tasks", parallel, serial);
    assert!(by_serial == expected, "quicksort and the standard library differ");
    assert!(by_tasks == expected, "quicksort with tasks and the standard library differ");
}
