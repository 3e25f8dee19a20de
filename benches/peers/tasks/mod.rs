//! Programs made of tasks: ours as a user writes it, safe and with `#[omp]`; rayon's and chili's as theirs would.

mod fib;
mod lu;
mod queens;
mod random;
mod sort;
mod strassen;
mod tile;
mod tree;

use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::case::{Against, Case, Group, Run, Sample, Target, target};

pub(crate) const CASES: &[Case] = &[
    Case {
        targets: &[
            target(2, Against::C(""), 0.10),
            target(16, Against::C(""), 0.10),
            target(2, Against::Rust("rayon"), 1.0),
            target(16, Against::Rust("rayon"), 1.0),
            target(2, Against::Rust("chili"), 2.0),
            target(16, Against::Rust("chili"), 2.0),
        ],
        ..case("fib", 30, 22, &[("ours", fib::ours), ("rayon", fib::rayon), ("chili", fib::chili)])
    },
    Case {
        targets: &[target(2, Against::C(""), 0.10), target(16, Against::C(""), 0.10)],
        ..case("nqueens", 12, 9, &[("ours", queens::ours), ("rayon", queens::rayon)])
    },
    Case {
        targets: AHEAD,
        ..case("quicksort", 1 << 23, 1 << 19, &[("ours", sort::quick_ours), ("rayon", sort::quick_rayon)])
    },
    Case {
        targets: AHEAD,
        ..case("mergesort", 1 << 23, 1 << 19, &[("ours", sort::merge_ours), ("rayon", sort::merge_rayon)])
    },
    Case {
        targets: AHEAD,
        tolerance: 1e-9,
        ..case("strassen", 1024, 256, &[("ours", strassen::ours), ("rayon", strassen::rayon)])
    },
    Case {
        targets: AHEAD,
        tolerance: 1e-9,
        ..case("sparse_lu", 32, 12, &[("ours", lu::ours), ("rayon", lu::rayon)])
    },
    case("tree_search", 8000, 800, &[("ours", tree::ours), ("rayon", tree::rayon)]),
];

const AHEAD: &[Target] = &[target(2, Against::All, 1.0), target(16, Against::All, 1.0)];

const fn case(name: &'static str, size: usize, quick: usize, rust: &'static [(&'static str, Run)]) -> Case {
    Case { name, group: Group::Tasks, size, quick, rust, c: &[""], tolerance: 0.0, targets: &[] }
}

/// Runs `run` twice, first as a warm-up, each time on what `prepare` makes; the second run is measured. `value` says
/// what the peers must agree in.
fn measure<T>(prepare: impl Fn() -> T, mut run: impl FnMut(&mut T), value: impl Fn(&T) -> f64) -> Sample {
    // Both exist throughout, as the C peers have theirs: what is made or freed between the runs would take from the heap
    // what the first run has left there for the second, which would have to ask the system again.
    let (mut warm, mut data) = (prepare(), prepare());
    run(&mut warm);
    let start = Instant::now();
    run(&mut data);
    let seconds = start.elapsed().as_secs_f64();
    Sample { seconds, value: value(&data) }
}

/// As `measure`, for what computes a number from nothing.
fn measure_count(mut run: impl FnMut() -> u64) -> Sample {
    measure(|| 0, |count| *count = run(), |&count| count as f64)
}

fn rayon_pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("rayon's threads")
}
