//! `m = m.max(x)` in inner loops over consecutive elements, which the runtime may compute several at a time.

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::panic_text;

/// Waves with NaNs, infinities and zeros of both signs among them.
fn waves(n: usize) -> Vec<f64> {
    let special = [f64::NAN, 0.0, -0.0, -f64::NAN, f64::MIN_POSITIVE];
    let wave = |k: usize| if k % 7 == 3 { special[k % 5] } else { (k * 37 % n) as f64 - n as f64 / 2.0 };
    (0..n).map(wave).collect()
}

#[conformance]
fn of_a_grid_with_values_that_are_none(threads: usize) -> bool {
    let (rows, n) = (23, 101);
    let (a, b) = (waves(rows * n), (0..rows * n).map(|k| (k % 11) as f64).collect::<Vec<f64>>());
    let mut c = vec![0.0; rows * n];
    let (mut greatest, mut least) = (-1e9_f64, f64::NAN);
    #[crossed(
        omp(parallel for num_threads(threads) reduction(max: greatest) reduction(min: least)),
        omp(parallel for num_threads(threads) firstprivate(greatest, least))
    )]
    for i in 0..rows {
        for j in 0..n {
            let value = a[i * n + j] - b[i * n + j];
            greatest = greatest.max(value.abs());
            if j != 50 {
                least = least.min(value);
            }
            c[i * n + j] = value;
        }
    }
    let values = || a.iter().zip(&b).map(|(a, b)| a - b);
    let expected = values().fold(f64::NAN, |m, x| m.max(x.abs()));
    let kept = values().enumerate().filter(|(k, _)| k % n != 50);
    let lowest = kept.fold(f64::INFINITY, |m, (_, x)| m.min(x));
    let same = c.iter().zip(values()).all(|(c, x)| c.to_bits() == x.to_bits() || x.is_nan());
    same && greatest.to_bits() == expected.to_bits() && least.to_bits() == lowest.to_bits()
}

/// A variable of the iteration's own; its loop may end early, and a NaN may be all there is.
#[conformance]
fn of_each_row(threads: usize) -> bool {
    let (rows, n) = (10, 40);
    let mut a: Vec<f32> = waves(rows * n).iter().map(|x| *x as f32).collect();
    a[3 * n..4 * n].fill(f32::NAN);
    let mut tops = vec![0.0; rows];
    #[omp(parallel for num_threads(threads))]
    for i in 0..rows {
        let mut top = f32::NAN;
        for j in 0..n {
            if j == 9 * i {
                continue;
            }
            if a[i * n + j] > 150.0 {
                break;
            }
            top = top.max(a[i * n + j] * 2.0);
        }
        tops[i] = top;
    }
    let top_of = |i: usize| {
        let mut top = f32::NAN;
        for (_, &x) in a[i * n..][..n].iter().enumerate().filter(|(j, _)| *j != 9 * i) {
            if x > 150.0 {
                break;
            }
            top = if x * 2.0 > top || top.is_nan() { x * 2.0 } else { top };
        }
        top
    };
    (0..rows).all(|i| tops[i].to_bits() == top_of(i).to_bits() || (tops[i].is_nan() && top_of(i).is_nan()))
}

/// Of other types, the methods of that name are called as ever.
#[conformance]
fn of_other_types(threads: usize) -> bool {
    #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
    struct Named(String);
    let (rows, n) = (6, 9);
    let a: Vec<i64> = (0..54).map(|k| k * 31 % 54).collect();
    let mut names = vec![String::new(); rows];
    let mut least = i64::MAX;
    #[omp(parallel for num_threads(threads) reduction(min: least))]
    for i in 0..rows {
        let mut last = Named(String::new());
        for j in 0..n {
            last = last.max(Named(format_number(a[i * n + j])));
            least = least.min(a[i * n + j] - 5);
        }
        names[i] = last.0;
    }
    let row = |i: usize| a[i * n..][..n].iter().map(|x| format_number(*x)).max();
    least == -5 && (0..rows).all(|i| row(i).as_ref() == Some(&names[i]))
}

fn format_number(x: i64) -> String {
    x.to_string()
}

#[test]
fn an_index_out_of_bounds_panics_as_ever() {
    #[omp]
    fn tops(a: &[f64], n: usize, tops: &mut [f64]) {
        #[omp(parallel for num_threads(1))]
        for i in 0..tops.len() {
            let mut top = f64::NAN;
            for j in 0..n {
                top = top.max(a[i * n + j]);
            }
            tops[i] = top;
        }
    }
    let mut found = [0.0; 2];
    let message = panic_text(|| tops(&[1.0; 17], 9, &mut found));
    assert_eq!(found, [1.0, 0.0]);
    assert_eq!(message, "index out of bounds: the len is 17 but the index is 17");
}

/// One thread's loop, with a variable of the function.
#[test]
fn in_a_simd_loop() {
    #[omp]
    fn ends(a: &[f64]) -> (f64, f64) {
        let (mut greatest, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        #[omp(simd)]
        for i in 0..a.len() {
            greatest = greatest.max(a[i]);
            least = least.min(a[i]);
        }
        (greatest, least)
    }
    let a = waves(1001);
    let expected = a.iter().fold([f64::NAN; 2], |[top, low], &x| [top.max(x), low.min(x)]);
    assert_eq!([ends(&a).0, ends(&a).1].map(f64::to_bits), expected.map(f64::to_bits));
}
