//! Inner loops over consecutive elements: the copy that takes them beforehand, and the loop as it was written where they
//! are not all there.

use std::{
    collections::{HashMap, VecDeque},
    ops::{Deref, Index},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::panic_text;

/// A stencil whose inner loop the test chooses.
#[omp]
fn stencil(n: usize, old: &[f64], new: &mut [f64], columns: std::ops::Range<usize>, threads: usize) {
    let (from, to) = (columns.start, columns.end);
    #[omp(parallel for num_threads(threads))]
    for i in 1..new.len() / n - 1 {
        for j in from..to {
            new[i * n + j] =
                old[(i - 1) * n + j] + old[(i + 1) * n + j] + old[i * n + j - 1] * old[i * n + j + 1];
        }
    }
}

#[conformance]
fn the_same_bits_as_the_serial_loop(threads: usize) -> bool {
    let n = 37;
    let old: Vec<f64> = (0..n * n).map(|at| 1.0 / (at + 3) as f64).collect();
    let mut new = vec![0.0; n * n];
    stencil(n, &old, &mut new, 1..n - 1, threads);
    (0..n * n).all(|at| {
        let (i, j) = (at / n, at % n);
        let inner = (1..n - 1).contains(&i) && (1..n - 1).contains(&j);
        let sum = if inner { old[at - n] + old[at + n] + old[at - 1] * old[at + 1] } else { 0.0 };
        new[at].to_bits() == sum.to_bits()
    })
}

/// Message, index, length, and everything before the element that is not there.
#[test]
fn an_index_out_of_bounds_panics_in_its_iteration() {
    let (n, old) = (10, vec![1.0; 39]);
    let mut new = vec![0.0; 40];
    let message = panic_text(|| stencil(n, &old, &mut new, 1..10, 1));
    // old[(2 + 1) * 10 + 9]; the row of 1 is whole.
    assert_eq!(message, "index out of bounds: the len is 39 but the index is 39");
    assert!(new[11..20].iter().chain(&new[21..29]).all(|x| *x == 3.0) && new[29..].iter().all(|x| *x == 0.0));
    // Its own row.
    let mut new = vec![0.0; 40];
    let message = panic_text(|| stencil(n, &vec![1.0; 100], &mut new, 1..12, 1));
    assert_eq!(message, "`new[20]` belongs to another iteration: this one owns new[10..20]");
    assert!(new[11..20].iter().all(|x| *x == 3.0) && new[20..].iter().all(|x| *x == 0.0));
}

#[test]
fn empty_loops_touch_nothing() {
    let mut new = vec![0.0; 40];
    stencil(10, &[], &mut new, 5..5, 2);
    stencil(10, &[], &mut new, std::ops::Range { start: 7, end: 2 }, 2);
    assert!(new.iter().all(|x| *x == 0.0));
}

/// What is not read is not asked for, whatever its index is.
#[conformance]
fn elements_that_a_condition_keeps_away(threads: usize) -> bool {
    let (n, a) = (8, (0..64).collect::<Vec<i64>>());
    let mut sums = [0; 8];
    #[omp(parallel for num_threads(threads))]
    for i in 0..8 {
        for j in 0..n {
            if i > 0 {
                sums[i] += a[(i - 1) * n + j];
            }
            if j > 0 {
                sums[i] += a[i * n + j - 1];
            }
            if i * n + j + 1 < 64 {
                sums[i] -= a[i * n + j + 1];
            }
        }
    }
    let expected = |i: i64| {
        let at = |k: i64| if (0..64).contains(&k) { k } else { 0 };
        (0..8)
            .map(|j| {
                let above = if i > 0 { at((i - 1) * 8 + j) } else { 0 };
                let left = if j > 0 { at(i * 8 + j - 1) } else { 0 };
                above + left - at(i * 8 + j + 1)
            })
            .sum::<i64>()
    };
    (0..8).all(|i| sums[i] == expected(i as i64))
}

/// Overflow on the way to an index that is there: plain arithmetic decides, as it is compiled.
#[test]
fn sums_that_overflow() {
    #[omp]
    fn read(a: &[i32], shift: usize, back: usize) -> i32 {
        let mut total = 0;
        #[omp(parallel for num_threads(1) reduction(+: total))]
        for _ in 0..1 {
            for j in 0..3 {
                total += a[j + shift - back];
            }
        }
        total
    }
    assert_eq!(read(&[1, 2, 3, 4], 2, 1), 9);
    if cfg!(debug_assertions) {
        assert_eq!(
            panic_text(|| _ = read(&[1, 2, 3, 4], usize::MAX, usize::MAX)),
            "attempt to add with overflow"
        );
    } else {
        assert_eq!(read(&[1, 2, 3, 4], usize::MAX, usize::MAX), 6);
    }
}

/// Compressed rows: the range of the inner loop is data.
#[conformance]
fn ranges_from_memory(threads: usize) -> bool {
    struct Matrix {
        starts: Vec<usize>,
        columns: Box<[u32]>,
        values: Arc<[f64]>,
    }
    let values: Arc<[f64]> = (0..100).map(f64::from).collect();
    let m =
        Matrix { starts: vec![0, 10, 10, 40, 100], columns: (0..100).map(|k| k * 7 % 4).collect(), values };
    let x = [1.0, 10.0, 100.0, 1000.0];
    let mut y = [0.0; 4];
    #[omp(parallel for num_threads(threads))]
    for row in 0..4 {
        let mut sum = 0.0;
        for at in m.starts[row]..m.starts[row + 1] {
            sum += m.values[at] * x[m.columns[at] as usize];
        }
        y[row] = sum;
    }
    (0..4).all(|row| {
        y[row]
            == (m.starts[row]..m.starts[row + 1])
                .map(|at| m.values[at] * x[m.columns[at] as usize])
                .sum::<f64>()
    })
}

/// Every kind of thing that can be indexed, in one loop.
#[conformance]
fn all_types_of_arrays(threads: usize) -> bool {
    struct Squares;
    impl Index<usize> for Squares {
        type Output = i64;
        fn index(&self, at: usize) -> &i64 {
            &[0, 1, 4, 9, 16, 25, 36, 49][at]
        }
    }
    struct Wrapper(Vec<i64>);
    impl Deref for Wrapper {
        type Target = Vec<i64>;
        fn deref(&self) -> &Vec<i64> {
            &self.0
        }
    }
    let vector: Vec<i64> = (0..8).collect();
    let (slice, array, boxed) = (&vector[..], [1_i64; 8], vector.clone().into_boxed_slice());
    let (twice, deque, pairs) = (&slice, VecDeque::from(vector.clone()), vec![(1_i64, [2_i64; 2]); 8]);
    let (squares, wrapper) = (&Squares, Wrapper(vector.clone()));
    let counters: Vec<AtomicUsize> = (0..8).map(|_| AtomicUsize::new(0)).collect();
    let words: Vec<String> = vector.iter().map(ToString::to_string).collect();
    let mut sums = vec![0_i64; 6];
    #[omp(parallel for num_threads(threads))]
    for i in 0..6 {
        for j in 1..8 {
            sums[i] += vector[j] + slice[j - 1] + array[j] + boxed[j] + twice[j] + (*twice)[j] + deque[j]
                - pairs[j].0 * pairs[j].1[1]
                + squares[j]
                + wrapper[j].pow(1)
                + words[j].len() as i64;
            counters[j].fetch_add(1, Ordering::Relaxed);
        }
    }
    let expected: i64 = (1..8).map(|j| j + j - 1 + 1 + 4 * j - 2 + j * j + j + 1).sum();
    sums == vec![expected; 6] && counters[1..].iter().all(|c| c.load(Ordering::Relaxed) == 6)
}

/// Indices that are no `usize`, and one that is looked up.
#[conformance]
fn other_indices(threads: usize) -> bool {
    struct Table([f64; 5]);
    impl Index<i32> for Table {
        type Output = f64;
        fn index(&self, at: i32) -> &f64 {
            &self.0[(at + 2) as usize]
        }
    }
    let table = Table([1.0, 2.0, 3.0, 4.0, 5.0]);
    let map: HashMap<usize, i64> = (0..9).map(|k| (k, 10 * k as i64)).collect();
    let (n, one) = (2, 1);
    let (mut a, mut b) = ([0.0; 4], [0; 4]);
    #[omp(parallel for num_threads(threads))]
    for i in 0..4 {
        for j in -n..=n {
            a[i] += table[j];
        }
        for j in 0..n {
            a[i] += table[j + one];
        }
        for k in 0..9 {
            b[i] += map[&k];
        }
    }
    a == [24.0; 4] && b == [360; 4]
}

fn generic<T: Index<usize, Output = i64> + Sync + ?Sized, V: AsRef<[i64]> + Sync>(
    a: &T,
    v: &V,
    n: usize,
) -> i64 {
    #[omp]
    fn sum<T: Index<usize, Output = i64> + Sync + ?Sized>(a: &T, v: &[i64], n: usize) -> i64 {
        let mut total = 0;
        #[omp(parallel for num_threads(3) reduction(+: total))]
        for i in 0..n {
            for j in i..n {
                total += a[j] * v[j - i];
            }
        }
        total
    }
    sum(a, v.as_ref(), n)
}

#[test]
fn type_parameters() {
    let v: Vec<i64> = (1..=4).collect();
    let expected: i64 = (0..4_i64).flat_map(|i| (i..4).map(move |j| (j + 1) * (j - i + 1))).sum();
    assert_eq!([generic(&v, &v, 4), generic(&v[..], &[1, 2, 3, 4], 4)], [expected; 2]);
}

/// Names that mean something else in the loop, and what the loop changes.
#[conformance]
fn shadows_and_changes(threads: usize) -> bool {
    let a: Vec<i64> = (0..20).collect();
    let (b, base) = (vec![100; 20], 5);
    let mut out = vec![0; 20];
    #[omp(parallel for num_threads(threads))]
    for i in 0..20 {
        let mut shift = 0;
        let mut own = [7, 8, 9, 10];
        for j in 0..4 {
            out[i] += a[j + base];
            let base = 10;
            out[i] += a[j + base];
            let a = &b;
            out[i] += a[j];
            // `shift` is another one in each iteration, and `own` is written.
            out[i] += b[j + shift];
            shift += 2;
            own[j] += 1;
            out[i] += own[j];
        }
        for i in 0..3 {
            let j = i + 1;
            for i in 0..2 {
                shift += (a[i] * a[j]) as usize;
            }
        }
        out[i] += shift as i64;
    }
    let once: i64 = (0..4).map(|j| j + 5 + j + 10 + 100 + 100).sum::<i64>() + 8 + 9 + 10 + 11 + 8 + 1 + 2 + 3;
    out == vec![once; 20]
}

/// `break`, `continue`, labels, and references that outlive the loop.
#[conformance]
fn control_flow(threads: usize) -> bool {
    let a: Vec<i64> = (0..50).collect();
    let mut out = vec![0; 10];
    #[omp(parallel for num_threads(threads))]
    for i in 0..10 {
        let mut last = &a[0];
        'rows: for k in 0..5 {
            for j in 0..10 {
                if a[k * 10 + j] == 37 {
                    break 'rows;
                }
                if a[k * 10 + j] % 2 == 1 {
                    continue;
                }
                last = &a[k * 10 + j];
                out[i] += a[k * 10 + j];
            }
        }
        out[i] += 1000 * *last;
    }
    out == vec![36_000 + (0..37).step_by(2).sum::<i64>(); 10]
}

/// Fields, lengths, inclusive ranges, and in a region what other loops write.
#[conformance]
fn regions_and_fields(threads: usize) -> bool {
    struct Grid {
        cells: Vec<f64>,
        width: usize,
    }
    let grid = Grid { cells: (0..60).map(f64::from).collect(), width: 10 };
    let (mut a, mut b) = (vec![0.0; 60], vec![0.0; 60]);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for)]
        for i in 0..6 {
            for j in 0..=grid.width - 1 {
                a[i * grid.width + j] = grid.cells[i * grid.width + j] + 1.0;
            }
        }
        #[omp(for schedule(dynamic))]
        for i in 0..6 {
            for j in 0..10 {
                b[i * 10 + j] = a[a.len() - 60 + j] + a[i * 10 + j];
            }
        }
    }
    (0..60).all(|at| b[at] == (at % 10 + 1 + at + 1) as f64)
}

/// The loop that is shared out itself, where it looks an index up.
#[conformance]
fn gathers_and_histograms(threads: usize) -> bool {
    let at: Vec<usize> = (0..100).map(|k| k * 37 % 100).collect();
    let a: Vec<i64> = (0..100).collect();
    let (mut b, mut counts) = (vec![0; 98], [0_usize; 5]);
    #[omp(parallel for num_threads(threads))]
    for i in 1..99 {
        b[i - 1] = a[at[i - 1]] * a[at[i]] - a[i + 1];
    }
    #[omp(parallel for num_threads(threads) schedule(dynamic, 7) reduction(+: counts))]
    for i in 0..100 {
        counts[at[i] % 5] += 1;
    }
    let expected = |i: usize| (at[i - 1] * at[i]) as i64 - (i + 1) as i64;
    (1..99).all(|i| b[i - 1] == expected(i)) && counts == [20; 5]
}

#[test]
fn a_gather_panics_where_the_loop_would() {
    #[omp]
    fn gather(at: &[usize], a: &[i64], b: &mut [i64]) {
        #[omp(parallel for num_threads(1))]
        for i in 0..b.len() {
            b[i] = a[at[i]];
        }
    }
    let mut b = [0; 10];
    let message = panic_text(|| gather(&[1; 7], &[5, 6], &mut b));
    assert_eq!(
        (message.as_str(), b),
        ("index out of bounds: the len is 7 but the index is 7", [6, 6, 6, 6, 6, 6, 6, 0, 0, 0])
    );
    let mut b = [0; 4];
    let message = panic_text(|| gather(&[1, 0, 2, 1], &[5, 6], &mut b));
    assert_eq!((message.as_str(), b), ("index out of bounds: the len is 2 but the index is 2", [6, 5, 0, 0]));
}
