//! Reproducible pseudo-random numbers (`SplitMix64`, Steele, Lea and Flood, OOPSLA 2014), as in the C peers.

pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// Uniform in `-1.0..1.0`.
    pub(super) fn next_f64(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (2.0 / (1_u64 << 53) as f64) - 1.0
    }
}

/// Spreads the bits of `z`.
#[inline]
pub(super) fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A sum that tells matrices apart.
pub(super) fn weighted_sum<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    values.into_iter().enumerate().map(|(i, v)| v * (1 + i % 7) as f64).sum()
}
