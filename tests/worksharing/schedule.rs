//! `schedule`: which thread runs which iterations.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{Witness, linger, panics_with, patience};

/// A chunk from a literal.
#[conformance]
fn avg_sched_const(threads: usize) -> bool {
    let a = vec![1.0; 100];
    let mut b = vec![0.0; a.len()];
    let mut owner = vec![0; a.len()];
    #[crossed(
        omp(parallel for num_threads(threads) schedule(static, 4)),
        omp(parallel for num_threads(threads) schedule(static, 5))
    )]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i], a[i - 1]);
        owner[i] = omp_get_thread_num();
    }
    let right = (1..a.len()).all(|i| owner[i] == (i - 1) / 4 % threads);
    right && b[0] == 0.0 && b[1..] == a[1..]
}

/// Chunk and team size from variables.
#[conformance]
fn avg_sched_var(threads: usize) -> bool {
    let a = vec![1.0; 100];
    let chunk = 4_u8;
    let mut b = vec![0.0; a.len()];
    let mut owner = vec![0; a.len()];
    #[crossed(
        omp(parallel for num_threads(threads) schedule(static, chunk)),
        omp(parallel for num_threads(threads) schedule(static, chunk + 1))
    )]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i], a[i - 1]);
        owner[i] = omp_get_thread_num();
    }
    let right = (1..a.len()).all(|i| owner[i] == (i - 1) / 4 % threads);
    right && b[0] == 0.0 && b[1..] == a[1..]
}

/// `static`: one run of consecutive iterations a thread, all as long as they can be, in thread order.
#[conformance]
fn static_distribution(threads: usize) -> bool {
    let each = 3;
    let mut owner = vec![usize::MAX; each * threads];
    #[crossed(
        omp(parallel for num_threads(threads) schedule(static)),
        omp(parallel for num_threads(threads) schedule(static, 1))
    )]
    for i in 0..each * threads {
        owner[i] = omp_get_thread_num();
    }
    owner.iter().enumerate().all(|(i, owner)| *owner == i / each)
}

/// Where the threads do not divide the loop evenly, no thread has two iterations more than another.
#[conformance]
fn static_distribution_uneven(threads: usize) -> bool {
    let mut owner = vec![usize::MAX; 5 * threads + threads / 2];
    #[omp(parallel for num_threads(threads) schedule(static))]
    for i in 0..owner.len() {
        owner[i] = omp_get_thread_num();
    }
    let sizes: Vec<usize> = (0..threads).map(|t| owner.iter().filter(|o| **o == t).count()).collect();
    owner.is_sorted() && sizes.iter().all(|size| (5..=6).contains(size))
}

/// `static, chunk`: chunks go round the team, the last may be shorter.
#[conformance]
fn static_chunk_distribution(threads: usize) -> bool {
    let (each, chunk) = (7, 3);
    let mut owner = vec![usize::MAX; each * threads];
    #[crossed(
        omp(parallel for num_threads(threads) schedule(static, chunk)),
        omp(parallel for num_threads(threads) schedule(static, chunk - 1))
    )]
    for i in 0..each * threads {
        owner[i] = omp_get_thread_num();
    }
    owner.iter().enumerate().all(|(i, owner)| *owner == i / chunk % threads)
}

/// Two static loops over the same range in one region give each thread the same iterations.
#[conformance]
fn static_consistency(threads: usize) -> bool {
    let n = 7 * threads + 5;
    let (mut first, mut second) = (vec![0; n], vec![1; n]);
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads + 1)))]
    {
        #[omp(for schedule(static))]
        for i in 0..n {
            first[i] = omp_get_thread_num();
        }
        #[omp(for schedule(static))]
        for i in 0..n {
            second[i] = omp_get_thread_num();
        }
    }
    first == second && first.iter().max() == Some(&(threads - 1))
}

/// Whether, while thread 0 is held up in its first iteration, the others do all the rest.
///
/// Only a schedule that decides while the loop runs can do that.
macro_rules! others_take_over {
    ($threads:ident, $n:ident, $done:ident, $held:ident, $patience:ident) => {
        if omp_get_thread_num() == 0 && $held.fetch_add(1, Relaxed) == 0 && $threads > 1 {
            // The thread goes on when it is alone with the rest, or when nobody comes.
            let before = $done.load(Relaxed);
            let mut rounds = 0;
            while $done.load(Relaxed) + 1 < $n && rounds < $patience {
                std::thread::yield_now();
                rounds += 1;
            }
            $held.fetch_add(usize::from($done.load(Relaxed) + 1 == $n || before + 1 == $n) * 1000, Relaxed);
        }
        $done.fetch_add(1, Relaxed);
    };
}

/// `dynamic`: a thread that is held up has one chunk, and the others have the rest.
#[conformance]
fn dynamic_distribution(threads: usize) -> bool {
    let n = 4 * threads;
    let mut owner = vec![usize::MAX; n];
    let (done, held, patience) = (AtomicUsize::new(0), AtomicUsize::new(0), patience());
    #[crossed(
        omp(parallel for num_threads(threads) schedule(dynamic)),
        omp(parallel for num_threads(threads) schedule(static))
    )]
    for i in 0..n {
        others_take_over!(threads, n, done, held, patience);
        owner[i] = omp_get_thread_num();
    }
    let of_first = owner.iter().filter(|owner| **owner == 0).count();
    done.into_inner() == n && (threads == 1 || of_first <= 1)
}

/// `guided`: chunks shrink, and none but the last is shorter than the one asked for.
#[conformance]
fn guided_distribution(threads: usize) -> bool {
    let (n, chunk) = (16 * threads, 3);
    let mut order = vec![(0, 0); n];
    let clock = AtomicUsize::new(0);
    #[crossed(
        omp(parallel for num_threads(threads) schedule(guided, chunk)),
        omp(parallel for num_threads(threads) schedule(static, 1))
    )]
    for i in 0..n {
        order[i] = (omp_get_thread_num(), clock.fetch_add(1, Relaxed));
        // Nobody runs two chunks in a row while another thread is ready: runs of one thread are chunks.
        linger(|| clock.load(Relaxed) > order[i].1 + 1);
    }
    let mut runs: Vec<usize> = order.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect();
    runs.pop();
    runs.iter().all(|run| *run >= chunk) && clock.into_inner() == n
}

/// Every schedule runs every iteration once.
#[conformance]
fn every_schedule_is_complete(threads: usize) -> bool {
    let n = 97;
    let chunk = 5;
    let mut runs = vec![[0_u8; 9]; n];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for schedule(static))]
        for i in 0..n {
            runs[i][0] += 1;
        }
        #[omp(for schedule(static, chunk))]
        for i in 0..n {
            runs[i][1] += 1;
        }
        #[omp(for schedule(dynamic))]
        for i in 0..n {
            runs[i][2] += 1;
        }
        #[omp(for schedule(dynamic, chunk))]
        for i in 0..n {
            runs[i][3] += 1;
        }
        #[omp(for schedule(guided))]
        for i in 0..n {
            runs[i][4] += 1;
        }
        #[omp(for schedule(guided, chunk))]
        for i in 0..n {
            runs[i][5] += 1;
        }
        #[omp(for schedule(auto))]
        for i in 0..n {
            runs[i][6] += 1;
        }
        #[omp(for schedule(runtime))]
        for i in 0..n {
            runs[i][7] += 1;
        }
        #[omp(for schedule(dynamic, 1000))]
        for i in 0..n {
            runs[i][8] += 1;
        }
    }
    runs.iter().all(|runs| *runs == [1; 9])
}

#[omp]
fn with_chunk(chunk: i32, which: u8) {
    #[omp(parallel num_threads(2))]
    {
        match which {
            0 =>
            {
                #[omp(for schedule(static, chunk))]
                for _ in 0..10 {}
            }
            1 =>
            {
                #[omp(for schedule(dynamic, chunk))]
                for _ in 0..10 {}
            }
            _ =>
            {
                #[omp(for schedule(guided, chunk))]
                for _ in 0..10 {}
            }
        }
    }
}

/// A chunk of nothing would never end.
#[test]
fn chunk_zero_or_negative() {
    for (which, kind) in ["static", "dynamic", "guided"].iter().enumerate() {
        for chunk in [0, -2] {
            let text = format!("schedule({kind}, ");
            panics_with(&[&text, "at least one iteration"], || with_chunk(chunk, which as u8));
        }
        with_chunk(1, which as u8);
    }
}

/// A loop that a `static` schedule divides needs no more threads than it has iterations.
#[conformance]
fn more_threads_than_iterations(threads: usize) -> bool {
    let team = Witness::default();
    #[omp(parallel for num_threads(threads) schedule(static, 1))]
    for _ in 0..2 {
        team.note();
    }
    team.count() == 2 && team.saw_team_of(threads)
}
