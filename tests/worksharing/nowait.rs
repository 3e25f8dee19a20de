//! `nowait` on loops.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;

use crate::common::patience;

/// Two loops over different arrays need no barrier between them.
#[conformance]
fn nowait_result(threads: usize) -> bool {
    let (n, m) = (50, 70);
    let (a, z) = (vec![1.0; n], vec![16.0_f64; m]);
    let (mut b, mut y) = (vec![0.0; n], vec![0.0; m]);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for nowait)]
        for i in 1..n {
            b[i] = f64::midpoint(a[i], a[i - 1]);
        }
        #[omp(for nowait)]
        for i in 0..m {
            y[i] = z[i].sqrt();
        }
    }
    b[1..] == a[1..] && y == vec![4.0; m]
}

/// A thread that is done goes on: here it must, for the others to end their loop.
#[conformance]
fn for_nowait(threads: usize) -> bool {
    let (gone_on, stuck, patience) = (AtomicUsize::new(0), AtomicUsize::new(0), patience());
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(for nowait schedule(static, 1)), omp(for schedule(static, 1)))]
        for i in 0..threads {
            let mut rounds = 0;
            // The thread of iteration 0 waits for all others.
            while i == 0 && gone_on.load(Relaxed) < threads - 1 && rounds < patience {
                std::thread::yield_now();
                rounds += 1;
            }
            stuck.fetch_add(usize::from(i == 0 && gone_on.load(Relaxed) < threads - 1), Relaxed);
        }
        gone_on.fetch_add(1, Relaxed);
    }
    stuck.into_inner() == 0
}

/// Static loops over one range: each thread meets its own elements again, so no barrier is needed.
#[conformance]
fn nowait_static_same_range(threads: usize) -> bool {
    let mut a = vec![1; 101];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for schedule(static) nowait)]
        for i in 0..101 {
            a[i] += i;
        }
        #[omp(for schedule(static))]
        for i in 0..101 {
            a[i] *= 2;
        }
    }
    a.iter().enumerate().all(|(i, a)| *a == 2 * (i + 1))
}

/// Many constructs in flight at once.
#[conformance]
fn nowait_chain(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        for _ in 0..200 {
            #[crossed(omp(for nowait schedule(dynamic)))]
            for _ in 0..3 {
                runs.fetch_add(1, Relaxed);
            }
        }
    }
    runs.into_inner() == 600
}
