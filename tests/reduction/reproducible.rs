//! The same bits for any number of threads.

use ferromp::prelude::*;

use crate::common::SIZES;

/// Numbers of very different sizes: their sum depends on the order.
fn numbers() -> Vec<f64> {
    (0..10_007_u64)
        .map(|i| {
            let mantissa = (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64;
            mantissa * 2.0_f64.powi((i % 61) as i32 - 30) * if i % 3 == 0 { -1.0 } else { 1.0 }
        })
        .collect()
}

#[omp]
fn combined(values: &[f64], threads: usize) -> (f64, f32) {
    let (mut sum, mut single) = (0.1, 0.1_f32);
    #[omp(parallel for num_threads(threads) reduction(+: sum, single))]
    for i in 0..values.len() {
        sum += values[i];
        single += values[i] as f32;
    }
    (sum, single)
}

#[omp]
fn in_region(values: &[f64], threads: usize) -> (f64, f32) {
    let (mut sum, mut single) = (0.1, 0.1_f32);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for reduction(+: sum, single))]
        for i in 0..values.len() {
            sum += values[i];
            single += values[i] as f32;
        }
    }
    (sum, single)
}

#[omp]
fn ordered_dynamic(values: &[f64], threads: usize) -> (f64, f32) {
    let (mut sum, mut single) = (0.1, 0.1_f32);
    #[omp(parallel for num_threads(threads) reduction(+: sum, single) schedule(dynamic, 3) order(reproducible))]
    for i in 0..values.len() {
        sum += values[i];
        single += values[i] as f32;
    }
    (sum, single)
}

#[omp]
fn ordered_guided(values: &[f64], threads: usize) -> (f64, f32) {
    let (mut sum, mut single) = (0.1, 0.1_f32);
    #[omp(parallel for num_threads(threads) reduction(+: sum, single) schedule(guided) order(reproducible))]
    for i in 0..values.len() {
        sum += values[i];
        single += values[i] as f32;
    }
    (sum, single)
}

#[omp]
fn collapsed(values: &[f64], threads: usize) -> (f64, f32) {
    let (mut sum, mut single) = (0.1, 0.1_f32);
    let columns = 89;
    #[omp(parallel for num_threads(threads) reduction(+: sum, single) collapse(2))]
    for i in 0..values.len() / columns {
        for j in 0..columns {
            sum += values[i * columns + j];
            single += values[i * columns + j] as f32;
        }
    }
    (sum, single)
}

fn bits((sum, single): (f64, f32)) -> (u64, u32) {
    (sum.to_bits(), single.to_bits())
}

/// Each program gives one result, whatever the team and however often it runs.
#[test]
fn same_bits_for_any_team() {
    let values = numbers();
    for program in [combined, in_region, ordered_dynamic, ordered_guided, collapsed] {
        let first = bits(program(&values, 1));
        for threads in SIZES.into_iter().chain([5, 7, 16]) {
            for _ in 0..3 {
                assert_eq!(bits(program(&values, threads)), first, "{threads} threads");
            }
        }
    }
}

/// The test can fail: added one after the other, the numbers have another sum.
#[test]
fn order_matters_here() {
    let values = numbers();
    let serial = values.iter().fold(0.1, |sum, value| sum + value);
    let reverse = values.iter().rev().fold(0.1, |sum, value| sum + value);
    assert_ne!(serial.to_bits(), reverse.to_bits());
}

/// Lengths around the sizes of lanes and blocks: right to the last bit, as the sums are exact.
#[test]
fn short_and_odd_lengths() {
    let values: Vec<f64> = (0..600).map(f64::from).collect();
    for n in (0..70).chain([127, 128, 129, 255, 256, 257, 511, 512, 513, 600]) {
        for threads in [1, 3, 8] {
            let exact = values[..n].iter().sum::<f64>() + 0.1;
            assert!(
                (combined(&values[..n], threads).0 - exact).abs() < 1e-9,
                "{n} numbers, {threads} threads"
            );
        }
    }
}
