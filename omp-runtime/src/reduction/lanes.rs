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
    /// Combines lane `l` with lane `l + LANES / 2`, and so on: two halves are two vectors.
    fn fold(lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self;
    /// Combines the lanes as the leaves of a row (`lane_at`), through memory: LLVM vectorises what is stored side by
    /// side, but not a single row that is folded at once.
    fn fold_row(lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self;
}

/// Which lane is the leaf at a place of a row's subtree. Each half of a row is a subtree of its own, which a thread may
/// have alone. In it lane `l` combines with `l + 4`, their sum with that of lane `l + 2`, and so on: halves are vectors.
pub(crate) fn lane_at(place: usize) -> usize {
    place & 8 | place >> 2 & 1 | place & 2 | (place & 1) << 2
}

/// The lanes in an order in which all that combines are halves.
const fn lane_of(l: usize) -> usize {
    (l & 1) << 3 | l >> 1
}

/// Values that LLVM must store. Where they lie in one cache line, a part of them is loaded from the store itself.
#[inline(always)]
fn stored<T, const N: usize>(value: impl FnMut(usize) -> T) -> [T; N] {
    #[repr(align(64))]
    struct Line<T, const N: usize>([T; N]);
    std::hint::black_box(Line(std::array::from_fn(value))).0
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
            fn fold_row(lanes: Self::Lanes, combine: impl Fn(Self, Self) -> Self) -> Self {
                let lane = |l| lanes[lane_of(l)];
                let eight = stored::<_, 8>(|l| combine(lane(l), lane(l + 8)));
                let four = stored::<_, 4>(|l| combine(eight[l], eight[l + 4]));
                let two = stored::<_, 2>(|l| combine(four[l], four[l + 2]));
                combine(two[0], two[1])
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
    fn fold_row(mut lanes: Self::Lanes, _: impl Fn(Self, Self) -> Self) -> Self {
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
    fn fold_row(lanes: Self::Lanes, _: impl Fn(Self, Self) -> Self) -> Self {
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
    /// Combines all lanes by halves.
    fn fold(lanes: Self::Lanes) -> Self::Private;
    /// Combines the lanes as the leaves of a row.
    fn fold_row(lanes: Self::Lanes) -> Self::Private;
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
            fn fold_row(lanes: Self::Lanes) -> Self::Private {
                ($($t::fold_row(lanes.$i, ReduceOp::<$op, $t>::combine),)*)
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
    fn fold_row((): ()) {}
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
