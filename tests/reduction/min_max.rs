//! `min` and `max`.

use conformance::conformance;
use ferromp::prelude::*;

/// The extreme of a list, in a region where each thread looks at every `threads`-th element.
macro_rules! parallel {
    ($($(#[doc = $doc:literal])* $name:ident: $op:ident $type:ty, from $from:expr, of $values:expr, is $expected:expr;)*) => {$(
        $(#[doc = $doc])*
        #[conformance]
        fn $name(threads: usize) -> bool {
            let values: Vec<$type> = $values;
            let mut extreme: $type = $from;
            #[crossed(
                omp(parallel num_threads(threads) reduction($op: extreme)),
                omp(parallel num_threads(threads) firstprivate(extreme))
            )]
            {
                let (me, team) = (omp_get_thread_num(), omp_get_num_threads());
                for i in (me..values.len()).step_by(team) {
                    extreme = extreme.$op(values[i]);
                }
            }
            let mut in_loop: $type = $from;
            #[crossed(
                omp(parallel for num_threads(threads) reduction($op: in_loop)),
                omp(parallel for num_threads(threads) firstprivate(in_loop))
            )]
            for i in 0..values.len() {
                in_loop = in_loop.$op(values[i]);
            }
            extreme == $expected && in_loop == $expected
        }
    )*};
}

fn waves(n: i32) -> Vec<f64> {
    (0..n).map(|i| f64::from(i * 37 % n)).collect()
}

parallel! {
    parallel_max_float64_all_positive: max f64, from f64::NEG_INFINITY, of waves(100), is 99.0;
    /// Zero is no identity of `max`.
    parallel_max_float64_all_negative: max f64, from f64::NEG_INFINITY,
        of waves(100).iter().map(|v| -1.0 - v).collect(), is -1.0;
    parallel_max_float64_non_power_of_two: max f64, from f64::NEG_INFINITY, of waves(97), is 96.0;
    parallel_max_float64_single_element: max f64, from f64::NEG_INFINITY, of vec![-7.5], is -7.5;
    parallel_max_int64_negative: max i64, from i64::MIN, of (0..100).map(|i| -5 - i).collect(), is -5;
    parallel_max_uint64_above_signed_range: max u64, from 0,
        of (0..100).map(|i| u64::MAX - 100 + i).collect(), is u64::MAX - 1;
    /// Zero is no identity of `min` either.
    parallel_min_float64_all_positive: min f64, from f64::INFINITY,
        of waves(100).iter().map(|v| v + 0.5).collect(), is 0.5;
    parallel_min_float64_all_negative: min f64, from f64::INFINITY,
        of waves(100).iter().map(|v| -v).collect(), is -99.0;
    parallel_min_int64_extreme: min i64, from i64::MAX, of vec![i64::MAX, 0, i64::MIN, 5, i64::MAX], is i64::MIN;
    parallel_min_uint64_crosses_signed_range: min u64, from u64::MAX,
        of (0..100).map(|i| (1 << 63) - 50 + (i * 37 % 100)).collect(), is (1 << 63) - 50;
}

/// The value from before takes part: here it is the extreme.
#[conformance]
fn parallel_max_preserve_original_value(threads: usize) -> bool {
    let (mut high, mut low) = (1000, -1000.0);
    #[crossed(
        omp(parallel for num_threads(threads) reduction(max: high) reduction(min: low)),
        omp(parallel for num_threads(threads) lastprivate(high, low))
    )]
    for i in 0..100 {
        high = i;
        low = f64::from(i);
    }
    high == 1000 && low == -1000.0
}

/// Every integer type, from its own ends.
macro_rules! every_integer {
    ($($int:ident)*) => {$(
        #[conformance]
        fn $int(threads: usize) -> bool {
            let values = [5, $int::MAX - 1, 9, $int::MIN + 1, 0, 100];
            let (mut high, mut low) = ($int::MIN, $int::MAX);
            #[crossed(
                omp(parallel for num_threads(threads) reduction(max: high) reduction(min: low)),
                omp(parallel for num_threads(threads) firstprivate(high, low))
            )]
            for i in 0..values.len() {
                high = high.max(values[i]);
                if values[i] < low {
                    low = values[i];
                }
            }
            high == $int::MAX - 1 && low == values.into_iter().min().unwrap()
        }
    )*};
}

mod types {
    use super::*;
    every_integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
}

/// `f32`, and infinities.
#[conformance]
fn max_min_float32(threads: usize) -> bool {
    let values = [1.0_f32, -0.0, f32::INFINITY, 3.5, f32::NEG_INFINITY];
    let (mut high, mut low) = (0.0_f32, 0.0_f32);
    #[crossed(
        omp(parallel for num_threads(threads) reduction(max: high) reduction(min: low)),
        omp(parallel for num_threads(threads) firstprivate(high, low))
    )]
    for i in 0..values.len() {
        high = high.max(values[i]);
        low = low.min(values[i]);
    }
    high == f32::INFINITY && low == f32::NEG_INFINITY
}
