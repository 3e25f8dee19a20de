//! In how many ways `n` queens stand on a board of `n * n` and none attacks another: a task for each queen placed.
//! Rows, columns and diagonals are bits of words (Richards 1997), so that a task has next to nothing to do.

use ferromp::prelude::*;
use rayon::prelude::*;

use super::{measure_count, rayon_pool};
use crate::case::Sample;

const MOST: usize = 16;

/// The queens of the rows so far.
#[derive(Clone, Copy)]
struct Board {
    all: u32,
    columns: u32,
    left: u32,
    right: u32,
}

impl Board {
    fn empty(n: usize) -> Self {
        assert!(n <= MOST);
        Self { all: (1 << n) - 1, columns: 0, left: 0, right: 0 }
    }

    #[inline]
    fn is_full(self) -> bool {
        self.columns == self.all
    }

    /// The boards with a queen more in the next row.
    #[inline]
    fn next(self) -> impl Iterator<Item = Self> {
        let mut free = self.all & !(self.columns | self.left | self.right);
        std::iter::from_fn(move || {
            let bit = free & free.wrapping_neg();
            free ^= bit;
            let next = Self {
                all: self.all,
                columns: self.columns | bit,
                left: (self.left | bit) << 1,
                right: (self.right | bit) >> 1,
            };
            (bit != 0).then_some(next)
        })
    }
}

#[omp]
fn count(board: Board) -> u64 {
    if board.is_full() {
        return 1;
    }
    let mut counts = [0; MOST];
    for (next, count_of_next) in board.next().zip(&mut counts) {
        #[omp(task)]
        {
            *count_of_next = count(next);
        }
    }
    omp!(taskwait);
    counts.iter().sum()
}

#[omp]
fn count_parallel(threads: usize, n: usize) -> u64 {
    let mut result = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        result = count(Board::empty(n));
    }
    result
}

pub(super) fn ours(threads: usize, size: usize) -> Sample {
    measure_count(|| count_parallel(threads, size))
}

fn count_rayon(board: Board) -> u64 {
    if board.is_full() {
        return 1;
    }
    let mut boards = [board; MOST];
    let mut n = 0;
    for (next, slot) in board.next().zip(&mut boards) {
        *slot = next;
        n += 1;
    }
    boards[..n].par_iter().map(|&next| count_rayon(next)).sum()
}

pub(super) fn rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure_count(|| pool.install(|| count_rayon(Board::empty(size))))
}
