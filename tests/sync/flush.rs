//! `flush`: no wait, only order.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

/// The classic hand-over: data, flush, flag; flag, flush, data.
#[conformance]
fn flush_hands_over(threads: usize) -> bool {
    let (data, flag, wrong) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicUsize::new(0));
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() == 0 {
            data.store(42, Relaxed);
            omp!(flush);
            flag.store(true, Relaxed);
        } else {
            while !flag.load(Relaxed) {
                std::thread::yield_now();
            }
            omp!(flush);
            wrong.fetch_add(usize::from(data.load(Relaxed) != 42), Relaxed);
        }
    }
    wrong.into_inner() == 0
}

/// It waits for nobody: one thread alone may flush, anywhere.
#[conformance]
fn flush_does_not_wait(threads: usize) -> bool {
    let mut runs = 0;
    omp!(flush);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            omp!(flush);
            runs += 1;
        }
        #[omp(critical)]
        {
            omp!(flush);
            runs += 1;
        }
    }
    runs == threads + 1
}
