//! `min` and `max` on the device, and the controls beside them.

use ferromp::prelude::*;

/// The extreme of a list, by `loop` in `target`.
macro_rules! extremes {
    ($($(#[doc = $doc:literal])* $name:ident: $op:ident $type:ty, from $from:expr, of $values:expr, is $expected:expr;)*) => {$(
        $(#[doc = $doc])*
        #[omp]
        #[test]
        fn $name() {
            let values: Vec<$type> = $values;
            let mut extreme: $type = $from;
            #[omp(target map(to: values) map(tofrom: extreme))]
            {
                #[omp(loop reduction($op: extreme))]
                for i in 0..values.len() {
                    extreme = extreme.$op(values[i]);
                }
            }
            assert_eq!(extreme, $expected);
        }
    )*};
}

fn waves(n: i32) -> Vec<f64> {
    (0..n).map(|i| f64::from(i * 37 % n)).collect()
}

extremes! {
    max_float64_all_positive: max f64, from f64::NEG_INFINITY, of waves(100), is 99.0;
    max_float64_all_negative: max f64, from f64::NEG_INFINITY,
        of waves(100).iter().map(|v| -1.0 - v).collect(), is -1.0;
    max_float64_non_power_of_two: max f64, from f64::NEG_INFINITY, of waves(97), is 96.0;
    max_int64_signed_comparison: max i64, from i64::MIN, of vec![i64::MIN, -100, -1, 0, -7], is 0;
    max_uint64_unsigned_comparison: max u64, from 0, of vec![1, (1 << 63) + 5, u64::MAX, 3], is u64::MAX;
    min_float64_mixed_sign: min f64, from f64::INFINITY, of vec![4.0, -7.0, 1.5, -9.0, 2.0], is -9.0;
    min_int64_signed_comparison: min i64, from i64::MAX, of vec![i64::MAX, -100, i64::MIN, -50], is i64::MIN;
    min_uint64_unsigned_comparison: min u64, from u64::MAX, of vec![1 << 63, 5, u64::MAX], is 5;
    /// One element, and none.
    max_single_element: max f64, from f64::NEG_INFINITY, of vec![-12.5], is -12.5;
    min_of_nothing: min i32, from 1000, of vec![], is 1000;
}

#[omp]
#[test]
fn loop_add_int64_diagnostic_control() {
    let (values, mut sum) = (vec![1_i64, 2, 3, 4], 0);
    #[omp(target map(to: values) map(tofrom: sum))]
    {
        #[omp(loop reduction(+: sum))]
        for i in 0..values.len() {
            sum += values[i];
        }
    }
    assert_eq!(sum, 10);
}

#[omp]
#[test]
fn teams_distribute_parallel_for_max_int64_diagnostic_control() {
    let (values, mut most) = (vec![-7_i64, 12, 3, -1], i64::MIN);
    #[omp(target teams distribute parallel for map(to: values) reduction(max: most))]
    for i in 0..values.len() {
        if values[i] > most {
            most = values[i];
        }
    }
    assert_eq!(most, 12);
}

/// The value from before takes part.
#[omp]
#[test]
fn max_preserves_the_original_value() {
    let (mut high, mut low) = (1000, -1000.0_f64);
    #[omp(target teams loop reduction(max: high) reduction(min: low))]
    for i in 0..100 {
        high = high.max(i);
        low = low.min(f64::from(i));
    }
    assert!(high == 1000 && low == -1000.0);
}

/// NaN loses against any number, as in `f64::max`.
#[omp]
#[test]
fn not_a_number() {
    let values = [f64::NAN, 3.0, f64::NAN, -4.0];
    let (mut high, mut low) = (f64::NAN, f64::NAN);
    #[omp(target teams loop reduction(max: high) reduction(min: low))]
    for i in 0..4 {
        high = high.max(values[i]);
        low = low.min(values[i]);
    }
    assert!(high == 3.0 && low == -4.0);
}
