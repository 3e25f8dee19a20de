//! Indices that leave what belongs to the iteration, and spellings that do not.

use ferromp::prelude::*;

use super::{panics, panics_with};
use crate::compare;

#[omp]
fn row_before(b: &mut [f64], n: usize, m: usize) {
    #[omp(parallel for num_threads(3))]
    for i in 1..n {
        for j in 0..m {
            b[i * m + j - 1] = b[i * m + j];
        }
    }
}

/// The flat form of 014 and 015: from `j = 0`, the index leads to the row before. Within the row it is `j - 1`, which
/// overflows where overflow is checked.
#[test]
fn drb014_drb015_out_of_bounds() {
    let text = panics(|| row_before(&mut [0.0; 100], 10, 10));
    assert!(text.contains("belongs to another iteration") || text.contains("overflow"), "{text}");
}

#[omp]
fn rows_overlap(a: &mut [usize], k: usize) {
    #[omp(parallel for num_threads(3))]
    for i in 0..6 {
        for j in 0..2 * k {
            a[i * k + j] += 1;
        }
    }
}

#[test]
fn an_inner_loop_that_leaves_its_row() {
    panics_with("belongs to another iteration: this one owns a[", || rows_overlap(&mut [0; 100], 4));
}

#[omp]
fn shapes_of_rows(threads: usize, a: &mut [usize], n: usize, m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..m {
            a[i * m + m - 1 - j] += i;
            a[j + m * i] += j;
            a[m * (i + 1) - 1 - j] += 1;
            a[(i + 1) * m + j - m] += 1;
        }
        a[i * m + m - 1] += 7;
    }
}

#[test]
fn a_row_in_many_spellings() {
    let run = |threads| {
        let mut a = [0; 15];
        shapes_of_rows(threads, &mut a, 3, 5);
        a
    };
    compare(run, || std::array::from_fn(|k| k / 5 + k % 5 + 2 + 7 * usize::from(k % 5 == 4)));
}

#[omp]
fn row_after_row(a: &mut [usize], n: usize, rows: usize) {
    #[omp(parallel for num_threads(1))]
    for i in (0..4).step_by(2) {
        for k in 0..rows {
            for j in 0..n {
                a[i * n + k * n + j] += 10 * (i + k) + j;
            }
        }
    }
}

/// The second row is not the iteration's, and above all is not the first.
#[test]
fn a_multiple_of_the_row_that_the_iteration_counts() {
    let mut a = [0; 16];
    row_after_row(&mut a, 4, 1);
    assert_eq!(a, [0, 1, 2, 3, 0, 0, 0, 0, 20, 21, 22, 23, 0, 0, 0, 0]);
    panics_with("belongs to another iteration", || row_after_row(&mut [0; 16], 4, 2));
}

#[omp]
fn index_by_name(threads: usize, a: &mut [usize], b: &mut [usize], n: usize, m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..m {
            let row = i * m;
            let k = row + j;
            a[k] = k;
        }
        let last = n - 1 - i;
        b[last] = i;
    }
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for)]
        for i in 0..n {
            let k: usize = i;
            b[k] += 1;
        }
    }
}

#[test]
fn an_index_that_has_a_name() {
    let run = |threads| {
        let (mut a, mut b) = ([0; 15], [0; 3]);
        index_by_name(threads, &mut a, &mut b, 3, 5);
        (a, b)
    };
    compare(run, || (std::array::from_fn(|k| k), [3, 2, 1]));
}

#[omp]
fn literal_rows(a: &mut [usize]) {
    #[omp(parallel for num_threads(1))]
    for i in 0..2 {
        for j in 0..4 {
            a[4 * i + 4 + j] = 1;
        }
    }
}

#[test]
fn a_row_further_on() {
    panics_with("belongs to another", || literal_rows(&mut [0; 12]));
}

#[omp]
fn width_changes(threads: usize, a: &mut [usize], n: usize) {
    #[omp(parallel for num_threads(threads) firstprivate(n))]
    for i in 0..4 {
        for j in 0..2 {
            a[i * n + j] += 1;
        }
        n = 2;
        for j in 0..2 {
            a[i * n + j] += 1;
        }
        n = 4;
    }
}

#[test]
fn a_row_length_that_changes_in_the_loop() {
    let (mut a, mut expected) = ([0; 16], [0; 16]);
    width_changes(1, &mut a, 4);
    for k in (0..4).flat_map(|i| [4 * i, 4 * i + 1, 2 * i, 2 * i + 1]) {
        expected[k] += 1;
    }
    assert_eq!(a, expected);
    panics_with("belongs to another thread", || width_changes(4, &mut [0; 16], 4));
}

#[omp]
fn stride(a: &mut [usize], k: usize) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8usize {
        a[k * i] = i;
    }
}

#[test]
fn a_stride_known_at_run_time() {
    let mut a = [9; 8];
    stride(&mut a, 1);
    assert_eq!(a, [0, 1, 2, 3, 4, 5, 6, 7]);
    panics_with("two iterations own one element", || stride(&mut [0; 8], 0));
    panics_with("index out of bounds: the len is 8", || stride(&mut [0; 8], 1 << 62));
}

const ZERO: usize = 0;

#[omp]
fn zero_stride(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        a[ZERO * i] = i;
    }
}

#[test]
fn a_constant_that_is_zero() {
    panics_with("two iterations own one element", || zero_stride(&mut [0; 8]));
}

#[omp]
fn cast_to_u8(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..512usize {
        a[i as u8 as usize] = 1;
    }
}

#[test]
fn a_cast_that_wraps() {
    panics_with("belongs to another thread", || cast_to_u8(&mut [0; 512]));
}

#[omp]
fn narrow_arithmetic(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..120i8 {
        a[(2 * i) as usize] = 1;
    }
}

/// `2 * i` overflows: a panic where overflow is checked, otherwise an element of another.
#[test]
fn an_index_that_overflows() {
    panics(|| narrow_arithmetic(&mut [0; 400]));
}

#[omp]
fn coefficient_changes(a: &mut [usize]) {
    #[omp(parallel num_threads(4))]
    {
        let mut k = 1;
        #[omp(for)]
        for i in 0..8 {
            a[i * k] = i;
            k = 0;
        }
    }
}

#[test]
fn a_coefficient_that_the_loop_changes() {
    panics_with("`a[0]` belongs to another thread", || coefficient_changes(&mut [0; 8]));
}
