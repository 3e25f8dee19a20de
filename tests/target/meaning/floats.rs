//! Floating point: the same bits, but for transcendental functions.

use ferromp::prelude::*;

use super::pairs;

/// Equal bits, or both no number: what is in a NaN is nobody's.
macro_rules! same {
    ($x:expr, $y:expr) => {
        $x.to_bits() == $y.to_bits() || $x.is_nan() && $y.is_nan()
    };
}

macro_rules! floats {
    ($($float:ident, $tolerance:literal;)*) => {$(
        mod $float {
            use super::*;

            fn edges() -> (Vec<$float>, Vec<$float>) {
                pairs(&[
                    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 3.7, -3.7, 1e10, -1e-10, 100.25,
                    $float::MIN_POSITIVE, $float::MIN_POSITIVE / 8.0, $float::MAX, $float::MIN, $float::EPSILON,
                    $float::INFINITY, $float::NEG_INFINITY, $float::NAN, 8_388_609.0, 4_503_599_627_370_497.0,
                ])
            }

            #[omp]
            fn exact(a: &[$float], b: &[$float], offload: bool) -> Vec<[$float; 24]> {
                let mut out = vec![[0.0; 24]; a.len()];
                #[omp(target teams loop if(offload))]
                for i in 0..a.len() {
                    let (x, y) = (a[i], b[i]);
                    out[i] = [
                        x + y, x - y, x * y, x / y, x % y, -x, x * y + x, x.mul_add(y, x), x.sqrt(), x.abs(),
                        x.floor(), x.ceil(), x.round(), x.trunc(), x.round_ties_even(), x.fract(), x.signum(),
                        x.copysign(y), x.min(y), x.max(y), x.clamp(-2.0, 3.0), x.recip(), x.rem_euclid(y),
                        x.div_euclid(y),
                    ];
                }
                out
            }

            #[omp]
            fn questions(a: &[$float], b: &[$float], offload: bool) -> Vec<[bool; 12]> {
                let mut out = vec![[false; 12]; a.len()];
                #[omp(target teams loop if(offload))]
                for i in 0..a.len() {
                    let (x, y) = (a[i], b[i]);
                    out[i] = [
                        x < y, x <= y, x > y, x >= y, x == y, x != y, x.is_nan(), x.is_finite(), x.is_infinite(),
                        x.is_normal(), x.is_sign_negative(), x.is_sign_positive(),
                    ];
                }
                out
            }

            #[omp]
            fn transcendental(a: &[$float], offload: bool) -> Vec<[$float; 29]> {
                let mut out = vec![[0.0; 29]; a.len()];
                #[omp(target teams loop if(offload))]
                for i in 0..a.len() {
                    let x = a[i];
                    let unit = x / 10.0;
                    out[i] = [
                        x.sin(), x.cos(), x.tan(), unit.asin(), unit.acos(), x.atan(), x.atan2(3.0), x.sinh(), x.cosh(),
                        x.tanh(), x.asinh(), (x + 12.0).acosh(), unit.atanh(), x.exp(), x.exp2(), x.exp_m1(),
                        x.abs().ln(), x.abs().log2(), x.abs().log10(), x.abs().ln_1p(), x.cbrt(), x.hypot(4.0),
                        x.abs().powf(1.7), x.powi(3), x.powi(-2), x.abs().log(3.0), x.to_degrees(), x.to_radians(),
                        $float::from_bits(x.to_bits() ^ 1),
                    ];
                }
                out
            }

            #[test]
            fn operators_and_methods() {
                let (a, b) = edges();
                let (device, host) = (exact(&a, &b, true), exact(&a, &b, false));
                for i in 0..a.len() {
                    for (k, (x, y)) in device[i].iter().zip(host[i]).enumerate() {
                        // Which zero is the smaller one, `min` and `max` leave open.
                        let zeros = (18..20).contains(&k) && *x == 0.0 && y == 0.0;
                        assert!(zeros || same!(x, y), "{k} of {:?} and {:?}: {x:?}, not {y:?}", a[i], b[i]);
                    }
                }
                let (device, host) = (questions(&a, &b, true), questions(&a, &b, false));
                for i in 0..a.len() {
                    assert_eq!(device[i], host[i], "of {:?} and {:?}", a[i], b[i]);
                }
            }

            #[test]
            fn functions() {
                let a: Vec<$float> = (-99..100_i8).map(|i| $float::from(i) / 10.0).collect();
                let (device, host) = (transcendental(&a, true), transcendental(&a, false));
                for i in 0..a.len() {
                    for (k, (x, y)) in device[i].iter().zip(host[i]).enumerate() {
                        let near = (x - y).abs() <= $tolerance * y.abs().max($tolerance);
                        assert!(near || same!(x, y), "{k} of {:?}: {x:?}, not {y:?}", a[i]);
                    }
                }
            }
        }
    )*};
}

#[rustfmt::skip]
mod of_floats {
    use super::*;
    floats! {
        f32, 1e-5;
        f64, 1e-13;
    }
}

#[omp]
fn neighbours(x: &[f32], y: &[f64], offload: bool) -> Vec<(u32, u64)> {
    let (mut f, mut d) = (vec![0.0_f32; x.len()], vec![0.0_f64; y.len()]);
    #[omp(target teams loop if(offload))]
    for i in 0..x.len() {
        f[i] = f32::from_bits(x[i].to_bits() ^ 1);
        d[i] = f64::from_bits(u64::from(f[i].to_bits()) << 20 | y[i].to_bits());
    }
    f.iter().map(|x| x.to_bits()).zip(d.iter().map(|x| x.to_bits())).collect()
}

/// A path that is no method: the result's type is not that of the argument.
#[test]
fn numbers_from_bits() {
    let (x, y) = ([0.0, 1.0, -2.5, f32::MAX], [1.0_f64, -0.0, 0.1, 1e-300]);
    let expected = [0, 1, 2, 3].map(|k: usize| {
        let f = x[k].to_bits() ^ 1;
        (f, u64::from(f) << 20 | y[k].to_bits())
    });
    assert_eq!(neighbours(&x, &y, true), expected);
    assert_eq!(neighbours(&x, &y, false), expected);
}
