//! The greatest or the least number that an inner loop meets, held as an integer of the same order.
//!
//! `m = m.max(x)` of floating-point numbers ignores a NaN on either side. For that LLVM compares twice and selects, each
//! iteration after the one before, and it vectorises no such loop: it would have to know which NaN and which zero the
//! source asks for. Rust leaves both open. Of integers the order is total, so LLVM takes as many at a time as fit.
//!
//! The macro sees no types, so method lookup decides: `Extreme(&m).greatest()` is a method of `Extreme` where `m` is a
//! floating-point number; else one of `&Extreme`, and the loop computes as it is written.

#![expect(clippy::inline_always, reason = "it is about what LLVM sees in the loop that these stand in")]

/// A variable that a loop updates by `m = m.max(x)` or `m = m.min(x)`, and does not use otherwise.
#[derive(Debug)]
pub struct Extreme<'m, M: ?Sized>(pub &'m M);

/// `f32` and `f64`.
pub trait Number: Copy {
    /// An integer of the same width.
    type Key: Ord + Copy;
    /// Below the key of every number.
    const LOWEST: Self::Key;
    /// Above the key of every number.
    const HIGHEST: Self::Key;
    /// The number's place in the order, where -0.0 comes before 0.0; `nan`, if it is none.
    fn key(self, nan: Self::Key) -> Self::Key;
    /// The number whose key that is.
    fn of(key: Self::Key) -> Self;
    /// From bits to a place in the order, and back: bits are sign and magnitude, so those below zero turn around.
    fn turned(key: Self::Key) -> Self::Key;
}

macro_rules! numbers {
    ($($t:ident as $key:ident, $bits:ident;)*) => {$(
        impl Number for $t {
            type Key = $key;
            const LOWEST: $key = $key::MIN;
            const HIGHEST: $key = $key::MAX;
            #[inline(always)]
            fn key(self, nan: $key) -> $key {
                if self.is_nan() { nan } else { Self::turned(self.to_bits() as $key) }
            }
            #[inline(always)]
            fn of(key: $key) -> Self {
                Self::from_bits(Self::turned(key) as $bits)
            }
            #[inline(always)]
            fn turned(key: $key) -> $key {
                key ^ ((key >> ($key::BITS - 1)) as $bits >> 1) as $key
            }
        }
    )*};
}
numbers! {
    f32 as i32, u32;
    f64 as i64, u64;
}

/// The greatest number so far.
#[derive(Debug)]
pub struct Greatest<T: Number>(T::Key);

impl<T: Number> Greatest<T> {
    /// Takes another into account; nothing is left to do.
    #[inline(always)]
    pub fn offer(&mut self, x: T) -> Option<T> {
        self.0 = self.0.max(x.key(T::LOWEST));
        None
    }

    /// Stores it.
    #[inline(always)]
    pub fn leave(self, place: &mut T) {
        *place = T::of(self.0);
    }
}

/// The least number so far.
#[derive(Debug)]
pub struct Least<T: Number>(T::Key);

impl<T: Number> Least<T> {
    /// As [`Greatest::offer`].
    #[inline(always)]
    pub fn offer(&mut self, x: T) -> Option<T> {
        self.0 = self.0.min(x.key(T::HIGHEST));
        None
    }

    /// Stores it.
    #[inline(always)]
    pub fn leave(self, place: &mut T) {
        *place = T::of(self.0);
    }
}

/// Stands for a variable that the loop updates itself.
#[derive(Debug)]
pub struct AsWritten;

impl AsWritten {
    /// What the variable is to be updated with.
    #[inline(always)]
    pub fn offer<T>(&mut self, x: T) -> Option<T> {
        Some(x)
    }

    /// It is there already.
    #[inline(always)]
    pub fn leave<T: ?Sized>(self, _: &mut T) {}
}

/// Holds a floating-point number.
pub trait HeldNumber {
    /// Its type.
    type Number: Number;
    /// The greatest so far is the variable.
    fn greatest(self) -> Greatest<Self::Number>;
    /// The least so far is the variable.
    fn least(self) -> Least<Self::Number>;
}

impl<T: Number> HeldNumber for Extreme<'_, T> {
    type Number = T;
    #[inline(always)]
    fn greatest(self) -> Greatest<T> {
        Greatest(self.0.key(T::LOWEST))
    }
    #[inline(always)]
    fn least(self) -> Least<T> {
        Least(self.0.key(T::HIGHEST))
    }
}

/// Holds nothing.
pub trait HeldAsWritten: Sized {
    /// The loop goes on as written.
    #[inline(always)]
    fn greatest(self) -> AsWritten {
        AsWritten
    }
    /// As above.
    #[inline(always)]
    fn least(self) -> AsWritten {
        AsWritten
    }
}

impl<M: ?Sized> HeldAsWritten for &Extreme<'_, M> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd;

    const TRICKY: [f64; 11] = [
        f64::NEG_INFINITY,
        f64::MIN,
        -1.5,
        -f64::MIN_POSITIVE,
        -5e-324,
        0.0,
        5e-324,
        1.0,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
    ];

    fn held(first: f64, others: &[f64]) -> [f64; 2] {
        let (mut greatest, mut least) = (Extreme(&first).greatest(), Extreme(&first).least());
        for &x in others {
            assert_eq!((greatest.offer(x), least.offer(x)), (None, None));
        }
        let mut ends = [0.0; 2];
        greatest.leave(&mut ends[0]);
        least.leave(&mut ends[1]);
        ends
    }

    #[test]
    fn as_the_methods_of_numbers() {
        for a in TRICKY {
            for b in TRICKY {
                let [greatest, least] = held(a, &[b, -f64::NAN]);
                let bits = [a.max(b), a.min(b), greatest, least].map(f64::to_bits);
                let (none, both) = (a.is_nan() && b.is_nan(), greatest.is_nan() && least.is_nan());
                assert!(none == both && (none || bits[..2] == bits[2..]), "{a} {b}: {greatest} {least}");
                let (a, b) = (a as f32, b as f32);
                let (mut narrow, mut end) = (Extreme(&a).greatest(), 0.0);
                assert_eq!(narrow.offer(b), None);
                narrow.leave(&mut end);
                // Which zero it is, where both are zero in this type, is not said.
                assert!((end + 0.0).to_bits() == (a.max(b) + 0.0).to_bits() || none, "{a} {b}: {end}");
            }
        }
    }

    /// In Rust either zero would do; ours is always the same one.
    #[test]
    fn zeros_have_an_order() {
        for (a, b) in [(0.0, -0.0), (-0.0, 0.0)] {
            assert_eq!(held(a, &[b]).map(f64::to_bits), [0.0_f64, -0.0].map(f64::to_bits));
        }
    }

    #[test]
    fn every_level_finds_the_same() {
        let numbers: Vec<f64> =
            (0..999).map(|i| TRICKY[i * 7 % 11] * f64::from(i as u32 % 5) - 3.0).collect();
        let scalar = numbers.iter().fold([f64::NAN; 2], |[a, b], &x| [a.max(x), b.min(x)]);
        simd::at_every_level(|level| {
            let ends = simd::wide(&numbers[..], |numbers, _| held(f64::NAN, numbers));
            assert_eq!(ends.map(f64::to_bits), scalar.map(f64::to_bits), "{level:?}");
        });
    }

    #[test]
    fn other_types_are_left_alone() {
        #[derive(Debug, PartialEq)]
        struct Own(i32);
        let (mut integer, mut own) = (3, Own(4));
        let mut held: (AsWritten, AsWritten) = (Extreme(&integer).greatest(), Extreme(&own).least());
        assert_eq!((held.0.offer(5), held.1.offer(Own(6))), (Some(5), Some(Own(6))));
        held.0.leave(&mut integer);
        held.1.leave(&mut own);
        assert_eq!((integer, own), (3, Own(4)));
    }
}
