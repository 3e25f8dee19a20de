//! Integers: operators, which wrap, and methods.

use ferromp::prelude::*;

use super::{edges, pairs};
use crate::on_device;

macro_rules! integers {
    ($($int:ident)*) => {$(
        mod $int {
            use super::*;

            #[omp]
            fn values(a: &[$int], b: &[$int], offload: bool) -> Vec<[$int; 26]> {
                let mut out = vec![[0; 26]; a.len()];
                #[omp(target teams loop if(offload))]
                for i in 0..a.len() {
                    let (x, y) = (a[i], b[i]);
                    let bits = y as u32;
                    let small = bits % 16;
                    out[i] = [
                        x.wrapping_add(y), x.wrapping_sub(y), x.wrapping_mul(y), x.wrapping_neg(),
                        if y == 0 { 0 } else { x.wrapping_div(y) },
                        if y == 0 { 0 } else { x.wrapping_rem(y) },
                        if y > 0 { x.div_euclid(y) } else { 0 },
                        if y > 0 { x.rem_euclid(y) } else { 0 },
                        x & y, x | y, x ^ y, !x,
                        x.wrapping_shl(bits), x.wrapping_shr(bits), x.rotate_left(bits), x.rotate_right(bits),
                        x.saturating_add(y), x.saturating_sub(y), x.saturating_mul(y),
                        x.wrapping_pow(small), x.saturating_pow(small),
                        x.min(y), x.max(y), x.clamp(3, 100), x.swap_bytes(), x.reverse_bits(),
                    ];
                }
                out
            }

            #[omp]
            fn counts(a: &[$int], b: &[$int], offload: bool) -> Vec<[u32; 15]> {
                let mut out = vec![[0; 15]; a.len()];
                #[omp(target teams loop if(offload))]
                for i in 0..a.len() {
                    let (x, y) = (a[i], b[i]);
                    out[i] = [
                        x.count_ones(), x.count_zeros(), x.leading_zeros(), x.leading_ones(), x.trailing_zeros(),
                        x.trailing_ones(), if x > 0 { x.ilog2() } else { 0 },
                        (x < y) as u32, (x <= y) as u32, (x > y) as u32, (x >= y) as u32, (x == y) as u32,
                        (x != y) as u32, (x < y && y < 10 || x == 7) as u32, (!(x < y) ^ (x > 1)) as u32,
                    ];
                }
                out
            }

            /// Plain operators wrap on a device, in a debug build too; on the host they panic there.
            #[omp]
            fn plain(a: &[$int], b: &[$int]) -> Vec<[$int; 4]> {
                let mut out = vec![[0; 4]; a.len()];
                #[omp(target teams loop)]
                for i in 0..a.len() {
                    let mut product = a[i];
                    product *= b[i];
                    out[i] = [a[i] + b[i], a[i] - b[i], product, a[i] << (b[i] & 7)];
                }
                out
            }

            #[test]
            fn operators_and_methods() {
                let (a, b) = edges!($int);
                let (device, host) = (values(&a, &b, true), values(&a, &b, false));
                for i in 0..a.len() {
                    assert_eq!(device[i], host[i], "of {} and {}", a[i], b[i]);
                }
                let (device, host) = (counts(&a, &b, true), counts(&a, &b, false));
                for i in 0..a.len() {
                    assert_eq!(device[i], host[i], "of {} and {}", a[i], b[i]);
                }
            }

            #[test]
            fn operators_wrap() {
                let (a, b) = edges!($int);
                if !on_device() {
                    return;
                }
                for (i, row) in plain(&a, &b).into_iter().enumerate() {
                    let (x, y) = (a[i], b[i]);
                    let expected = [x.wrapping_add(y), x.wrapping_sub(y), x.wrapping_mul(y), x << (y & 7)];
                    assert_eq!(row, expected, "of {x} and {y}");
                }
            }
        }
    )*};
}

#[rustfmt::skip] // A table.
#[allow(clippy::cast_lossless, reason = "the casts are for every type")]
mod of_integers {
    use super::*;
    integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
}

macro_rules! signed {
    ($($int:ident $unsigned:ident)*) => {$(
        #[omp]
        fn $int(a: &[$int], b: &[$int], offload: bool) -> Vec<[$unsigned; 7]> {
            let mut out = vec![[0; 7]; a.len()];
            #[omp(target teams loop if(offload))]
            for i in 0..a.len() {
                let (x, y) = (a[i], b[i]);
                out[i] = [
                    x.wrapping_abs() as $unsigned, x.signum() as $unsigned, x.unsigned_abs(), x.abs_diff(y),
                    if y < 0 && y != -1 { x.div_euclid(y) as $unsigned } else { 0 },
                    if y < 0 && y != -1 { x.rem_euclid(y) as $unsigned } else { 0 },
                    x.is_negative() as $unsigned,
                ];
            }
            out
        }
    )*};
}

macro_rules! unsigned {
    ($($int:ident)*) => {$(
        #[omp]
        fn $int(a: &[$int], b: &[$int], offload: bool) -> Vec<[$int; 5]> {
            let mut out = vec![[0; 5]; a.len()];
            #[omp(target teams loop if(offload))]
            for i in 0..a.len() {
                let (x, y) = (a[i], b[i]);
                out[i] = [
                    x.abs_diff(y), x.isqrt(), x.is_power_of_two() as $int,
                    if y > 0 { x.div_ceil(y) } else { 0 },
                    if x < 100 { x.next_power_of_two() } else { 0 },
                ];
            }
            out
        }
    )*};
}

mod of_some {
    use super::*;
    signed!(i8 u8 i16 u16 i32 u32 i64 u64 isize usize);
    unsigned!(u8 u16 u32 u64 usize);

    macro_rules! compare {
        ($($int:ident)*) => {$({
            let (a, b) = edges!($int);
            let (device, host) = ($int(&a, &b, true), $int(&a, &b, false));
            for i in 0..a.len() {
                assert_eq!(device[i], host[i], "{} of {} and {}", stringify!($int), a[i], b[i]);
            }
        })*};
    }

    #[test]
    fn methods_of_signed_integers() {
        compare!(i8 i16 i32 i64 isize);
    }

    #[test]
    fn methods_of_unsigned_integers() {
        compare!(u8 u16 u32 u64 usize);
    }
}
