//! The `omp_*` routines.

use crate::context;

/// The number of the calling thread in its team, from 0.
pub fn omp_get_thread_num() -> usize {
    context::with(|c| c.thread_num)
}

/// The number of threads in the current team.
pub fn omp_get_num_threads() -> usize {
    context::with(|c| c.team().size)
}
