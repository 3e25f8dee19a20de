//! The product of two small matrices, the leaf of what computes with blocks: the same in ours and in rayon's, and as C's.
//! Its sums stay in registers, which compilers do not find out by themselves.

use ferromp::prelude::*;

/// The side of the matrices.
pub(super) const SIDE: usize = 64;
/// Rows of a tile of sums.
const ROWS: usize = 4;

pub(super) fn rows(matrix: &[f64]) -> &[[f64; SIDE]] {
    matrix.as_chunks().0
}

pub(super) fn rows_mut(matrix: &mut [f64]) -> &mut [[f64; SIDE]] {
    matrix.as_chunks_mut().0
}

/// `c += factor * a * b`.
pub(super) fn add_product(factor: f64, a: &[f64], b: &[f64], c: &mut [f64]) {
    // Eight registers hold either: AVX-512 has 32 of them, AVX2 has 16 of half the length.
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        return tiles::<16>(factor, a, b, c);
    }
    tiles::<8>(factor, a, b, c);
}

/// In the vectors of the processor, and with the multiply-adds that C compilers make of this by themselves.
#[omp(fastmath)]
fn tiles<const COLUMNS: usize>(factor: f64, a: &[f64], b: &[f64], c: &mut [f64]) {
    let (a, b, c) = (rows(a), rows(b), rows_mut(c));
    #[omp(simd)]
    for i in (0..SIDE).step_by(ROWS) {
        for j in (0..SIDE).step_by(COLUMNS) {
            let mut sums = [[0.0; COLUMNS]; ROWS];
            for k in 0..SIDE {
                for r in 0..ROWS {
                    for s in 0..COLUMNS {
                        sums[r][s] += a[i + r][k] * b[k][j + s];
                    }
                }
            }
            for r in 0..ROWS {
                for s in 0..COLUMNS {
                    c[i + r][j + s] += factor * sums[r][s];
                }
            }
        }
    }
}
