//! Private copies as a struct of arrays: one accumulator per lane, which LLVM keeps in vector registers.

use std::{any::Any, marker::PhantomData};

use super::ops::Reduce;

/// The number of accumulators of a scalar. Fixed for all processors: it decides which terms are added to which.
pub(crate) const LANES: usize = 16;

/// A value that can be kept in lanes.
pub trait Value: Any + Clone + Send + Sync {
    /// The accumulators.
    type Lanes;
    /// Whether there is one for each lane.
    const SCALAR: bool;
    /// All lanes with a copy of `identity`.
    fn spread(identity: &Self) -> Self::Lanes;
    /// Moves the value of a lane out; what stays is not read before the next `put`.
    fn take(lanes: &mut Self::Lanes, lane: usize) -> Self;
    /// Moves a value in.
    fn put(lanes: &mut Self::Lanes, lane: usize, value: Self);
    /// Combines lane `2k` with lane `2k + 1`, and so on upwards: as if each were a leaf of the tree.
    fn fold_pairs(lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self;
    /// Combines lane `l` with lane `l + LANES / 2`, and so on: two halves are two vectors.
    fn fold(lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self;
}

macro_rules! scalars {
    ($($t:ty)*) => {$(
        impl Value for $t {
            type Lanes = [$t; LANES];
            const SCALAR: bool = true;
            #[inline(always)]
            fn spread(identity: &Self) -> Self::Lanes {
                [*identity; LANES]
            }
            #[inline(always)]
            fn take(lanes: &mut Self::Lanes, lane: usize) -> Self {
                lanes[lane]
            }
            #[inline(always)]
            fn put(lanes: &mut Self::Lanes, lane: usize, value: Self) {
                lanes[lane] = value;
            }
            #[inline(always)]
            fn fold_pairs(mut lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self {
                let mut width = LANES / 2;
                while width > 0 {
                    for l in 0..width {
                        lanes[l] = combine(lanes[2 * l], lanes[2 * l + 1]);
                    }
                    width /= 2;
                }
                lanes[0]
            }
            #[inline(always)]
            fn fold(mut lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self {
                let mut width = LANES / 2;
                while width > 0 {
                    for l in 0..width {
                        lanes[l] = combine(lanes[l], lanes[l + width]);
                    }
                    width /= 2;
                }
                lanes[0]
            }
        }
    )*};
}
scalars!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 bool);

/// A compound is one lane: its own elements are what can be vectorised, and sixteen copies of it may be large.
impl<T: Value, const N: usize> Value for [T; N] {
    type Lanes = Option<Self>;
    const SCALAR: bool = false;
    #[inline]
    fn spread(identity: &Self) -> Self::Lanes {
        Some(identity.clone())
    }
    #[inline]
    fn take(lanes: &mut Self::Lanes, _: usize) -> Self {
        lanes.take().expect("a lane is taken and put in turn")
    }
    #[inline]
    fn put(lanes: &mut Self::Lanes, _: usize, value: Self) {
        *lanes = Some(value);
    }
    #[inline]
    fn fold_pairs(mut lanes: Self::Lanes, _: impl Fn(Self, Self) -> Self) -> Self {
        Self::take(&mut lanes, 0)
    }
    #[inline]
    fn fold(mut lanes: Self::Lanes, _: impl Fn(Self, Self) -> Self) -> Self {
        Self::take(&mut lanes, 0)
    }
}

impl<T: Value> Value for Vec<T> {
    type Lanes = Self;
    const SCALAR: bool = false;
    #[inline]
    fn spread(identity: &Self) -> Self::Lanes {
        identity.clone()
    }
    #[inline]
    fn take(lanes: &mut Self::Lanes, _: usize) -> Self {
        std::mem::take(lanes)
    }
    #[inline]
    fn put(lanes: &mut Self::Lanes, _: usize, value: Self) {
        *lanes = value;
    }
    #[inline]
    fn fold_pairs(lanes: Self::Lanes, _: impl Fn(Self, Self) -> Self) -> Self {
        lanes
    }
    #[inline]
    fn fold(lanes: Self::Lanes, _: impl Fn(Self, Self) -> Self) -> Self {
        lanes
    }
}

/// One variable of a `reduction` clause: its operator and its identity.
#[derive(Clone, Debug)]
pub struct ReduceOp<Op, T> {
    identity: T,
    op: PhantomData<fn(Op)>,
}

impl<Op, T: Reduce<Op>> ReduceOp<Op, T> {
    pub(crate) fn new(like: &T) -> Self {
        Self { identity: T::identity(like), op: PhantomData }
    }

    #[inline]
    pub(crate) fn combine(a: T, b: T) -> T {
        a.combine(b)
    }
}

/// The variables of a `reduction` clause, without the originals.
pub trait Ops: Sync {
    /// A private copy of each.
    type Private: Any + Clone + Send + Sync;
    /// The private copies in lanes.
    type Lanes;
    /// Whether each lane has its own copies.
    const SCALARS: bool;
    /// Fresh private copies.
    fn identity(&self) -> Self::Private;
    /// Both as one.
    fn combine(a: Self::Private, b: Self::Private) -> Self::Private;
    /// Fresh lanes.
    fn spread(&self) -> Self::Lanes;
    /// Moves a lane's copies out, to be put back.
    fn take(lanes: &mut Self::Lanes, lane: usize) -> Self::Private;
    /// Moves a lane's copies in.
    fn put(lanes: &mut Self::Lanes, lane: usize, private: Self::Private);
    /// Combines all lanes, neighbours first.
    fn fold_pairs(lanes: Self::Lanes) -> Self::Private;
    /// Combines all lanes, halves first.
    fn fold(lanes: Self::Lanes) -> Self::Private;
}

macro_rules! tuples {
    ($(($($op:ident $t:ident $i:tt)*))*) => {$(
        impl<$($op: 'static, $t: Reduce<$op>),*> Ops for ($(ReduceOp<$op, $t>,)*) {
            type Private = ($($t,)*);
            type Lanes = ($($t::Lanes,)*);
            const SCALARS: bool = $($t::SCALAR)&&*;
            #[inline(always)]
            fn identity(&self) -> Self::Private {
                ($(self.$i.identity.clone(),)*)
            }
            #[inline(always)]
            fn combine(a: Self::Private, b: Self::Private) -> Self::Private {
                ($(ReduceOp::<$op, $t>::combine(a.$i, b.$i),)*)
            }
            #[inline(always)]
            fn spread(&self) -> Self::Lanes {
                ($($t::spread(&self.$i.identity),)*)
            }
            #[inline(always)]
            fn take(lanes: &mut Self::Lanes, lane: usize) -> Self::Private {
                ($($t::take(&mut lanes.$i, lane),)*)
            }
            #[inline(always)]
            fn put(lanes: &mut Self::Lanes, lane: usize, private: Self::Private) {
                $($t::put(&mut lanes.$i, lane, private.$i);)*
            }
            #[inline(always)]
            fn fold_pairs(lanes: Self::Lanes) -> Self::Private {
                ($($t::fold_pairs(lanes.$i, ReduceOp::<$op, $t>::combine),)*)
            }
            #[inline(always)]
            fn fold(lanes: Self::Lanes) -> Self::Private {
                ($($t::fold(lanes.$i, ReduceOp::<$op, $t>::combine),)*)
            }
        }

        impl<$($op: 'static, $t: Reduce<$op>),*> super::Reductions for ($(super::Reduction<'_, $op, $t>,)*) {
            type Ops = ($(ReduceOp<$op, $t>,)*);
            fn ops(&self) -> Self::Ops {
                ($(ReduceOp::new(&*self.$i.original),)*)
            }
            fn finish(self, total: <Self::Ops as Ops>::Private) {
                $(self.$i.finish(total.$i);)*
            }
        }
    )*};
}
/// No variables.
impl Ops for () {
    type Private = ();
    type Lanes = ();
    const SCALARS: bool = false;
    fn identity(&self) {}
    fn combine((): (), (): ()) {}
    fn spread(&self) {}
    fn take((): &mut (), _: usize) {}
    fn put((): &mut (), _: usize, (): ()) {}
    fn fold_pairs((): ()) {}
    fn fold((): ()) {}
}

tuples! {
    (A T 0)
    (A T 0 B U 1)
    (A T 0 B U 1 C V 2)
    (A T 0 B U 1 C V 2 D W 3)
    (A T 0 B U 1 C V 2 D W 3 E X 4)
    (A T 0 B U 1 C V 2 D W 3 E X 4 F Y 5)
    (A T 0 B U 1 C V 2 D W 3 E X 4 F Y 5 G Z 6)
    (A T 0 B U 1 C V 2 D W 3 E X 4 F Y 5 G Z 6 H S 7)
}
