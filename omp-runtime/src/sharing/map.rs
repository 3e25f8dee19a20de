//! Which elements an iteration owns: an affine function of the loop indices, checked once.

use crate::parts::Axis;

/// As many loops as a `collapse` clause may name here, and one to spare.
pub(crate) const MAX_AXES: usize = 4;

/// An integer of any type, in an index expression or a clause.
pub trait Int: Copy {
    /// The value, or `None` above `i128::MAX`.
    fn to_i128(self) -> Option<i128>;
}

macro_rules! int {
    ($($t:ty)*) => {$(
        impl Int for $t {
            #[inline]
            fn to_i128(self) -> Option<i128> {
                i128::try_from(self).ok()
            }
        }
    )*};
}
int!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// The iteration with loop indices `v` owns the `width` elements from `offset + sum(coef[d] * v[d])` on.
///
/// `c[i]` is `Map::new([1], 0, 1)`; `c[k * i - 1]` is `Map::new([k], -1, 1)`; row `i` of a matrix with `n`
/// columns, `c[i * n + j]` for `j < n`, is `Map::new([n], 0, n)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Map<const D: usize> {
    any: AnyMap,
}

impl<const D: usize> Map<D> {
    const FITS: () = assert!(D >= 1 && D <= MAX_AXES, "a map has one to four loop indices");

    /// The map with these coefficients, outermost loop first.
    ///
    /// # Panics
    /// When a number exceeds `i128::MAX`.
    #[must_use]
    #[track_caller]
    pub fn new(coef: [impl Int; D], offset: impl Int, width: usize) -> Self {
        const { Self::FITS };
        let mut all = [0; MAX_AXES];
        for (to, from) in all.iter_mut().zip(coef) {
            *to = from.to_i128().expect("the coefficient of a loop index exceeds i128::MAX");
        }
        let offset = offset.to_i128().expect("the constant part of an index exceeds i128::MAX");
        Self { any: AnyMap { axes: D, coef: all, offset, width } }
    }

    pub(crate) fn any(self) -> AnyMap {
        self.any
    }
}

impl Map<1> {
    /// `c[i]`.
    #[must_use]
    pub const fn element() -> Self {
        Self { any: AnyMap { axes: 1, coef: [1, 0, 0, 0], offset: 0, width: 1 } }
    }
}

/// A [`Map`] whose number of loop indices is a value, so that partitions can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct AnyMap {
    axes: usize,
    coef: [i128; MAX_AXES],
    offset: i128,
    width: usize,
}

/// Why a map does not partition a slice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BadMap {
    /// The map was written for another number of loops.
    Axes { map: usize, loops: usize },
    /// Two iterations would own one element, or chunks of them would overlap.
    Meet { pitch: i128, needed: u128 },
    /// An index leaves 128 bits.
    Overflow,
}

impl std::fmt::Display for BadMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Axes { map, loops } => {
                write!(f, "the index has {map} loop indices but the construct has {loops} loops")
            }
            Self::Meet { pitch: 0, .. } => {
                write!(f, "two iterations own one element: the index does not change with the loop")
            }
            Self::Meet { pitch, needed } => write!(
                f,
                "two iterations own one element: the index advances by {pitch}, and by at least {needed} in \
                 one direction it must"
            ),
            Self::Overflow => write!(f, "an index of the loop leaves the range of i128"),
        }
    }
}

/// A map applied to the axes of a loop, known to give disjoint, monotonic intervals.
///
/// Invariant: with `start(k)` the first element of iteration `k` of the flattened space, either
/// `start(k) + width <= start(k + 1)` for all `k`, or `start(k + 1) + width <= start(k)` for all `k`;
/// every `start(k)` and `start(k) + width` fits in an `i128`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Plan {
    axes: usize,
    base: i128,
    pitch: [i128; MAX_AXES],
    trips: [u64; MAX_AXES],
    width: usize,
}

impl AnyMap {
    /// `c[i * width + j]`, of the maps of `i` and `j`. Of `i`, an iteration has one.
    pub(crate) fn flattened(rows: Self, columns: Self, width: usize) -> Option<Self> {
        let by = i128::try_from(width).ok().filter(|_| rows.width == 1)?;
        let offset = rows.offset.checked_mul(by)?.checked_add(columns.offset)?;
        let coef = [rows.coef[0].checked_mul(by)?, columns.coef[0], 0, 0];
        Some(Self { axes: 2, coef, offset, width: columns.width })
    }

    /// Applies the map to a loop, or says why its iterations would not own elements of their own.
    pub(crate) fn plan(&self, axes: &[Axis]) -> Result<Plan, BadMap> {
        if axes.len() != self.axes {
            return Err(BadMap::Axes { map: self.axes, loops: axes.len() });
        }
        let mut plan = Plan {
            axes: self.axes,
            base: self.offset,
            pitch: [0; MAX_AXES],
            trips: [0; MAX_AXES],
            width: self.width,
        };
        for (d, axis) in axes.iter().enumerate() {
            plan.trips[d] = axis.trips;
        }
        if axes.iter().any(|axis| axis.trips == 0) {
            return Ok(plan);
        }
        for (d, axis) in axes.iter().enumerate() {
            let first = self.coef[d].checked_mul(axis.first).ok_or(BadMap::Overflow)?;
            plan.base = plan.base.checked_add(first).ok_or(BadMap::Overflow)?;
            // The step of a loop of one trip is never taken and may be anything.
            if axis.trips > 1 {
                plan.pitch[d] = self.coef[d].checked_mul(axis.step).ok_or(BadMap::Overflow)?;
            }
        }
        plan.check()?;
        Ok(plan)
    }
}

impl Plan {
    /// Establishes the invariant. From the innermost loop out: one step must leap over all that the loops
    /// inside it own, in the direction in which they go.
    fn check(&self) -> Result<(), BadMap> {
        let width = i128::try_from(self.width).map_err(|_| BadMap::Overflow)?;
        let mut reach = 0_i128;
        for d in (0..self.axes).rev().filter(|&d| self.trips[d] > 1) {
            let pitch = self.pitch[d];
            let needed = reach.unsigned_abs() + self.width as u128;
            let one_way = reach == 0 || reach.signum() == pitch.signum();
            if !one_way || pitch.unsigned_abs() < needed {
                return Err(BadMap::Meet { pitch, needed });
            }
            let extent = pitch.checked_mul(i128::from(self.trips[d]) - 1).ok_or(BadMap::Overflow)?;
            reach = reach.checked_add(extent).ok_or(BadMap::Overflow)?;
        }
        let end = self.base.checked_add(reach).ok_or(BadMap::Overflow)?;
        end.max(self.base).checked_add(width).ok_or(BadMap::Overflow)?;
        Ok(())
    }

    /// Whether all that iterations own is less than 2^63 elements away from the first: modulo 2^64 they do not meet either.
    pub(crate) fn is_near(&self) -> bool {
        let last = (0..self.axes).map(|d| self.pitch[d] * i128::from(self.trips[d].saturating_sub(1)));
        let last = self.base + last.sum::<i128>();
        let (low, high) = (self.base.min(last), self.base.max(last) + self.width as i128);
        low >= -(1 << 63) && high <= 1 << 63
    }

    /// The first element of an iteration. No step overflows: all pitches have one sign, so that every
    /// partial sum lies between the first element of the first and of the last iteration.
    fn start(&self, iteration: u64) -> i128 {
        if self.axes == 1 {
            return self.base + self.pitch[0] * i128::from(iteration);
        }
        let (mut rest, mut at) = (iteration, self.base);
        for d in (0..self.axes).rev() {
            at += self.pitch[d] * i128::from(rest % self.trips[d]);
            rest /= self.trips[d];
        }
        at
    }

    /// The elements of one iteration, not clipped.
    pub(crate) fn reach(&self, iteration: u64) -> (i128, i128) {
        let start = self.start(iteration);
        (start, start + self.width as i128)
    }

    /// Whether later iterations own lower elements.
    pub(crate) fn falls(&self) -> bool {
        self.pitch.iter().any(|&pitch| pitch < 0)
    }

    /// The elements of iterations `from..to`, with what lies between them, as far as they are in `within`.
    ///
    /// Disjoint for disjoint runs of iterations: by the invariant a run ends before the next one starts.
    #[inline]
    pub(crate) fn interval(&self, from: u64, to: u64, within: (usize, usize)) -> (usize, usize) {
        if from >= to {
            return (within.0, within.0);
        }
        let (first, last) = (self.start(from), self.start(to - 1));
        let (low, high) = (first.min(last), first.max(last) + self.width as i128);
        (clip(low, within), clip(high, within))
    }
}

fn clip(index: i128, (low, high): (usize, usize)) -> usize {
    usize::try_from(index.max(0)).map_or(high, |index| index.clamp(low, high))
}
