//! Counts the nodes of a tree that is found while it is searched, and whose subtrees differ in size beyond all
//! measure: a task for each node (after Olivier et al., "UTS: An Unbalanced Tree Search Benchmark", LCPC 2006,
//! binomial trees).

use ferromp::prelude::*;
use rayon::prelude::*;

use super::{measure_count, random::mix, rayon_pool};
use crate::case::Sample;

/// The children of a node that has any.
const CHILDREN: usize = 8;
/// How many nodes of 2^32 have children: a subtree has a hundred nodes in the mean.
const FERTILE: u64 = (0.12375 * (1_u64 << 32) as f64) as u64;

fn is_fertile(node: u64) -> bool {
    node >> 32 < FERTILE
}

fn child(node: u64, i: usize) -> u64 {
    mix(node.wrapping_add(0x9E37_79B9_7F4A_7C15 * (i as u64 + 1)))
}

#[omp]
fn search(node: u64) -> u64 {
    if !is_fertile(node) {
        return 1;
    }
    let mut counts = [0; CHILDREN];
    for (i, count) in counts.iter_mut().enumerate() {
        #[omp(task)]
        {
            *count = search(child(node, i));
        }
    }
    omp!(taskwait);
    1 + counts.iter().sum::<u64>()
}

/// The root has `children`.
#[omp]
fn search_parallel(threads: usize, children: usize) -> u64 {
    let mut counts = vec![0; children];
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for (i, count) in counts.iter_mut().enumerate() {
            #[omp(task)]
            {
                *count = search(child(1, i));
            }
        }
    }
    1 + counts.iter().sum::<u64>()
}

pub(super) fn ours(threads: usize, size: usize) -> Sample {
    measure_count(|| search_parallel(threads, size))
}

fn search_rayon(node: u64) -> u64 {
    if !is_fertile(node) {
        return 1;
    }
    1 + (0..CHILDREN).into_par_iter().map(|i| search_rayon(child(node, i))).sum::<u64>()
}

pub(super) fn rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure_count(|| {
        1 + pool.install(|| (0..size).into_par_iter().map(|i| search_rayon(child(1, i))).sum::<u64>())
    })
}
