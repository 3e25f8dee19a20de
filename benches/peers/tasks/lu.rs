//! LU factors of a matrix of blocks, most of which are absent (the right-looking algorithm): a task for each block of
//! a step. What is done to a block is the same in ours and in rayon's.

use ferromp::prelude::*;

use super::{
    measure,
    random::{Random, weighted_sum},
    rayon_pool,
    tile::{SIDE, add_product, rows, rows_mut},
};
use crate::case::Sample;

type Block = Box<[f64]>;
type Row = Vec<Option<Block>>;

/// `n` by `n` blocks, those on and beside the diagonal and about one in four of the others.
fn matrix(n: usize) -> Vec<Row> {
    let mut random = Random::new(11);
    let mut block = |i: usize, j: usize| {
        let present = random.next_u64().is_multiple_of(4) || i.abs_diff(j) <= 1;
        present.then(|| {
            let mut values: Block = (0..SIDE * SIDE).map(|_| random.next_f64()).collect();
            if i == j {
                // Dominant, so that no pivot is sought.
                values.iter_mut().step_by(SIDE + 1).for_each(|v| *v += (4 * n * SIDE) as f64);
            }
            values
        })
    };
    (0..n).map(|i| (0..n).map(|j| block(i, j)).collect()).collect()
}

/// A block's own factors. As in what follows, in the vectors of the processor, and with the multiply-adds that C
/// compilers make of this by themselves.
#[omp(fastmath)]
fn factor(block: &mut [f64]) {
    let block = rows_mut(block);
    #[omp(simd)]
    for k in 0..SIDE {
        let pivots = block[k];
        for i in k + 1..SIDE {
            block[i][k] /= pivots[k];
            let factor = block[i][k];
            for j in k + 1..SIDE {
                block[i][j] -= factor * pivots[j];
            }
        }
    }
}

/// A block to the right of the diagonal: L^-1 from the left.
#[omp(fastmath)]
fn solve_right(diagonal: &[f64], block: &mut [f64]) {
    let (diagonal, block) = (rows(diagonal), rows_mut(block));
    #[omp(simd)]
    for k in 0..SIDE {
        let above = block[k];
        for i in k + 1..SIDE {
            let factor = diagonal[i][k];
            for j in 0..SIDE {
                block[i][j] -= factor * above[j];
            }
        }
    }
}

/// A block below the diagonal: U^-1 from the right.
#[omp(fastmath)]
fn solve_below(diagonal: &[f64], block: &mut [f64]) {
    let (diagonal, block) = (rows(diagonal), rows_mut(block));
    #[omp(simd)]
    for i in 0..SIDE {
        for k in 0..SIDE {
            block[i][k] /= diagonal[k][k];
            let factor = block[i][k];
            for j in k + 1..SIDE {
                block[i][j] -= factor * diagonal[k][j];
            }
        }
    }
}

/// Any other block: less the product of the one to its left and the one above.
fn update(left: &[f64], above: &[f64], block: &mut [f64]) {
    add_product(-1.0, left, above, block);
}

fn present(block: &mut Option<Block>) -> &mut [f64] {
    // Negative zeros are written. Zeros would be the system's pages of zeros, which fault once for `update` to read them
    // and once more, with a call to the other processors, for it to write.
    block.get_or_insert_with(|| vec![-0.0; SIDE * SIDE].into())
}

#[omp]
fn decompose(rows: &mut [Row]) {
    for k in 0..rows.len() {
        let (upper, lower) = rows.split_at_mut(k + 1);
        let (before, right) = upper[k].split_at_mut(k + 1);
        let diagonal = before[k].as_mut().expect("a diagonal block");
        factor(diagonal);
        for block in right.iter_mut().flatten() {
            #[omp(task)]
            {
                solve_right(diagonal, block);
            }
        }
        for block in lower.iter_mut().filter_map(|row| row[k].as_mut()) {
            #[omp(task)]
            {
                solve_below(diagonal, block);
            }
        }
        omp!(taskwait);
        for row in lower {
            let (before, after) = row.split_at_mut(k + 1);
            let Some(left) = &before[k] else { continue };
            for (above, block) in right.iter().zip(after) {
                if let Some(above) = above {
                    #[omp(task)]
                    {
                        update(left, above, present(block));
                    }
                }
            }
        }
        omp!(taskwait);
    }
}

#[omp]
fn decompose_parallel(threads: usize, rows: &mut [Row]) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        decompose(rows);
    }
}

fn value(rows: &[Row]) -> f64 {
    weighted_sum(rows.iter().flatten().flatten().flatten())
}

pub(super) fn ours(threads: usize, size: usize) -> Sample {
    measure(|| matrix(size), |rows| decompose_parallel(threads, rows), |rows| value(rows))
}

fn decompose_rayon(rows: &mut [Row]) {
    for k in 0..rows.len() {
        let (upper, lower) = rows.split_at_mut(k + 1);
        let (before, right) = upper[k].split_at_mut(k + 1);
        let diagonal = before[k].as_mut().expect("a diagonal block");
        factor(diagonal);
        let diagonal = &*diagonal;
        rayon::scope(|scope| {
            for block in right.iter_mut().flatten() {
                scope.spawn(|_| solve_right(diagonal, block));
            }
            for block in lower.iter_mut().filter_map(|row| row[k].as_mut()) {
                scope.spawn(|_| solve_below(diagonal, block));
            }
        });
        rayon::scope(|scope| {
            for row in lower {
                let (before, after) = row.split_at_mut(k + 1);
                let Some(left) = &before[k] else { continue };
                for (above, block) in right.iter().zip(after) {
                    if let Some(above) = above {
                        scope.spawn(|_| update(left, above, present(block)));
                    }
                }
            }
        });
    }
}

pub(super) fn rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure(|| matrix(size), |rows| pool.install(|| decompose_rayon(rows)), |rows| value(rows))
}
