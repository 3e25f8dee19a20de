//! Casts: between integers they cut or extend, from floats they saturate.

use ferromp::prelude::*;

use super::{edges, pairs};

/// `as` from a type to all of them.
macro_rules! casts {
    ($($from:ident of $values:expr;)*) => {$(
        #[omp]
        fn $from(a: &[$from], offload: bool) -> Vec<[u64; 12]> {
            let mut out = vec![[0; 12]; a.len()];
            #[omp(target teams loop if(offload))]
            for i in 0..a.len() {
                let x = a[i];
                out[i] = [
                    x as i8 as u64, x as i16 as u64, x as i32 as u64, x as i64 as u64, x as isize as u64,
                    x as u8 as u64, x as u16 as u64, x as u32 as u64, x as u64, x as usize as u64,
                    (x as f32).to_bits() as u64, (x as f64).to_bits(),
                ];
            }
            out
        }
    )*

        #[test]
        fn every_pair_of_types() {
            $({
                let a: Vec<$from> = $values;
                let (device, host) = ($from(&a, true), $from(&a, false));
                for i in 0..a.len() {
                    assert_eq!(device[i], host[i], "of {:?} as {}", a[i], stringify!($from));
                }
            })*
        }
    };
}

#[allow(clippy::cast_lossless, trivial_numeric_casts, reason = "a cast from every type to every type")]
mod of_casts {
    use super::*;

    fn floats() -> Vec<f64> {
        let powers = [7, 8, 15, 16, 24, 31, 32, 53, 63, 64].map(|k| 2_f64.powi(k));
        let near = powers
            .iter()
            .flat_map(|p| [*p, p - 1.0, p + 1.0, p * (1.0 - f64::EPSILON), -p, -p - 1.0, 1.5 - p]);
        let others =
            [0.0, -0.0, 0.99, -0.99, 1.5, -1.5, 1e300, -1e300, f64::INFINITY, f64::NEG_INFINITY, 1e-320];
        near.chain(others).collect()
    }

    casts! {
        i8 of edges!(i8).0;
        i16 of edges!(i16).0;
        i32 of edges!(i32).0;
        i64 of edges!(i64).0.into_iter().chain([(1 << 53) + 1, (1 << 24) + 1, -(1 << 53) - 1]).collect();
        isize of edges!(isize).0;
        u8 of edges!(u8).0;
        u16 of edges!(u16).0;
        u32 of edges!(u32).0;
        u64 of edges!(u64).0.into_iter().chain([(1 << 53) + 1, (1 << 63) + 1025, u64::MAX - 1023]).collect();
        usize of edges!(usize).0;
        f32 of floats().into_iter().map(|v| v as f32).collect();
        f64 of floats();
    }

    /// NaN is 0 as an integer; `bool` is 0 or 1.
    #[omp]
    #[test]
    fn not_a_number_and_bool() {
        let (a, flags, mut out, mut bits) = ([f32::NAN, -f32::NAN], [false, true], [7; 2], [7_u8; 2]);
        #[omp(target teams loop)]
        for i in 0..2 {
            out[i] = a[i] as i32 + a[i] as u8 as i32;
            bits[i] = flags[i] as u8 + (a[i] > 0.0) as u8;
        }
        assert_eq!((out, bits), ([0, 0], [0, 1]));
    }
}
