//! `lastprivate`: the value of the sequentially last iteration.

use conformance::conformance;
use ferromp::prelude::*;

#[conformance]
fn lastprivate_for(threads: usize) -> bool {
    let n = 50;
    let mut a = vec![0; n];
    let mut last = 0;
    #[crossed(
        omp(parallel for num_threads(threads) lastprivate(last)),
        omp(parallel for num_threads(threads) firstprivate(last))
    )]
    for i in 0..n {
        last = i + 1;
        a[i] = last;
    }
    last == n && a.iter().enumerate().all(|(i, a)| *a == i + 1)
}

/// With a step the last iteration is not the end of the range.
#[conformance]
fn lastprivate_non_one_step(threads: usize) -> bool {
    let mut last = 0;
    #[crossed(
        omp(parallel for num_threads(threads) lastprivate(last)),
        omp(parallel for num_threads(threads) firstprivate(last))
    )]
    for i in (4..26).step_by(3) {
        last = i + 1;
    }
    last == 26
}

/// Backwards the last iteration is the smallest.
#[conformance]
fn lastprivate_backwards(threads: usize) -> bool {
    let mut last = -1;
    #[omp(parallel for num_threads(threads) lastprivate(last) schedule(dynamic, 3))]
    for i in (-20..=20).rev().step_by(3) {
        last = i;
    }
    last == -19
}

/// Whatever the schedule.
#[conformance]
fn lastprivate_schedules(threads: usize) -> bool {
    let (mut a, mut b, mut c, mut d) = (0, 0, 0, 0);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for lastprivate(a) schedule(dynamic))]
        for i in 0..100 {
            a = i;
        }
        #[omp(for lastprivate(b) schedule(guided))]
        for i in 0..101 {
            b = i;
        }
        #[omp(for lastprivate(c) schedule(static, 7))]
        for i in 0..102 {
            c = i;
        }
        #[omp(for lastprivate(d) schedule(static))]
        for i in 0..103 {
            d = i;
        }
    }
    (a, b, c, d) == (99, 100, 101, 102)
}

/// In a region everybody sees the value behind the loop.
#[conformance]
fn lastprivate_is_seen_by_all(threads: usize) -> bool {
    let mut last = 0;
    let mut seen = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for lastprivate(last))]
        for i in 0..10 {
            last = i * i;
        }
        let me = omp_get_thread_num();
        seen[me] = last;
    }
    seen.iter().all(|seen| *seen == 81)
}

/// Several variables, values that own memory, a `continue` in the last iteration.
#[conformance]
fn lastprivate_of_owners(threads: usize) -> bool {
    let (mut name, mut list) = (String::new(), Vec::new());
    #[omp(parallel for num_threads(threads) lastprivate(name, list))]
    for i in 0..=20 {
        name = i.to_string();
        list = vec![i; 3];
        if i == 20 {
            continue;
        }
    }
    name == "20" && list == [20, 20, 20]
}

/// Collapsed, the last iteration is the last of all loops.
#[conformance]
fn lastprivate_collapse(threads: usize) -> bool {
    let mut last = (0, 0);
    #[omp(parallel for num_threads(threads) collapse(2) lastprivate(last))]
    for i in 0..7 {
        for j in (0..9).step_by(2) {
            last = (i, j);
        }
    }
    last == (6, 8)
}

/// No iterations: the variable keeps its value.
#[conformance]
fn lastprivate_of_nothing(threads: usize) -> bool {
    let mut last = 5;
    #[omp(parallel for num_threads(threads) lastprivate(last))]
    for i in 0..0 {
        last = i;
    }
    last == 5
}
