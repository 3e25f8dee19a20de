//! The integers a loop can count with.

mod sealed {
    pub trait Sealed {}
}

/// An integer type.
pub trait Index: sealed::Sealed + Copy + Ord + Send + Sync + 'static {
    /// `to - from`, or 0 when there is nothing between them.
    fn distance(from: Self, to: Self) -> u128;
    /// `self + step * k`, wrapping: exact wherever the result is a value of the loop.
    #[must_use]
    fn advance(self, step: Self, k: u64) -> Self;
    /// `self + lane`, which the optimiser may take not to overflow.
    ///
    /// # Safety
    /// The sum is a value of the type, and `lane < 128`.
    #[must_use]
    unsafe fn after(self, lane: u8) -> Self;
    /// The step modulo the width of the type.
    fn wrap(step: i128) -> Self;
    /// The value; a `u128` past `i128::MAX` wraps, which can only make a partition check refuse.
    fn widen(self) -> i128;
}

macro_rules! index {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        #[allow(
            clippy::cast_lossless, clippy::unnecessary_cast, clippy::allow_attributes,
            reason = "one body for every width; which casts widen depends on the type"
        )]
        impl Index for $t {
            #[inline]
            fn distance(from: Self, to: Self) -> u128 {
                // Sign extension keeps differences right modulo 2^128, and the true one is below that.
                if from < to { (to as u128).wrapping_sub(from as u128) } else { 0 }
            }
            #[inline]
            fn advance(self, step: Self, k: u64) -> Self {
                self.wrapping_add(step.wrapping_mul(k as $t))
            }
            #[inline]
            unsafe fn after(self, lane: u8) -> Self {
                // SAFETY: by the caller; below 128, the lane is the same number in every type.
                unsafe { self.unchecked_add(lane as $t) }
            }
            #[inline]
            fn wrap(step: i128) -> Self {
                step as $t
            }
            #[inline]
            fn widen(self) -> i128 {
                self as i128
            }
        }
    )*};
}
index!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
