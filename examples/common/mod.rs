//! What the examples share: arguments, timing, checks, test data and pictures.
#![allow(dead_code, reason = "every example compiles this module and uses a part of it")]

pub(crate) mod args;
pub(crate) mod picture;
pub(crate) mod timing;

/// Panics, and so ends the example with a non-zero exit code, unless `got` is within `tolerance` of `want`.
#[track_caller]
pub(crate) fn check_close(what: &str, got: f64, want: f64, tolerance: f64) {
    let error = (got - want).abs();
    // Written so that a NaN fails.
    assert!(error <= tolerance, "{what}: got {got:e}, want {want:e}, off by {error:e} > {tolerance:e}");
}

/// The largest difference between two arrays of the same length; NaN when either holds one.
#[track_caller]
pub(crate) fn max_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len(), "arrays of different length");
    let larger = |worst: f64, d: f64| if d.is_nan() || d > worst { d } else { worst };
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, larger)
}

/// Reproducible pseudo-random numbers (`SplitMix64`, Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `low..high`.
    pub(crate) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        // 53 bits: every value is a multiple of 2^-53 in [0, 1).
        let unit = (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        low + unit * (high - low)
    }

    /// `n` numbers, uniform in `low..high`.
    pub(crate) fn vector(&mut self, n: usize, low: f64, high: f64) -> Vec<f64> {
        (0..n).map(|_| self.uniform(low, high)).collect()
    }
}
