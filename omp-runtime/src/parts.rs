//! What a worksharing loop hands to each chunk: the elements that belong to its iterations.

/// One dimension of an iteration space, in the loop's own values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axis {
    /// The loop variable's value in the first iteration.
    pub first: i128,
    /// How the loop variable changes from one iteration to the next.
    pub step: i128,
    /// The number of iterations.
    pub trips: u64,
}

/// Which thread runs which iteration: all a partition depends on besides the loop and the map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Distribution {
    /// A function of the trip count, the team size and the number given (chunk or block size; 0: one run a thread).
    Static {
        /// The team's size.
        threads: usize,
        /// Iterations of a chunk or block, or 0.
        chunk: u64,
        /// Whether `chunk` counts the blocks of a reproducible reduction.
        blocked: bool,
    },
    /// Decided while the construct with this sequence number runs.
    Claimed {
        /// The construct's number.
        construct: u64,
    },
}

/// The data that a worksharing construct partitions by iteration.
pub trait Parts {
    /// Whether there is anything to enter.
    const ANY: bool = true;
    /// What one chunk may touch. Ends with the chunk.
    type Blocks<'c>;

    /// Called once per thread before its first chunk, with the loop's axes, outermost first.
    ///
    /// # Panics
    /// When two iterations would own one element, or when the team does not agree.
    fn enter(&self, axes: &[Axis], how: Distribution);

    /// The blocks of iterations `from..to` of the space given to `enter`.
    ///
    /// # Safety
    /// - `enter` has returned, and `from <= to <=` the product of its axes' trip counts.
    /// - In this construct each iteration is asked for at most once, over all threads; with
    ///   [`Distribution::Static`], by the thread that the distribution gives it to, and that is the same
    ///   thread in every construct of the region with the same axes and the same distribution.
    /// - `'c` ends before the construct does. Until then the calling implicit task is in the nesting
    ///   `Worksharing`, so that it meets neither a barrier nor another worksharing construct.
    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Self::Blocks<'c>;
}

macro_rules! tuples {
    ($(($($p:ident)*))*) => {$(
        impl<$($p: Parts),*> Parts for ($($p,)*) {
            const ANY: bool = $($p::ANY ||)* false;
            type Blocks<'c> = ($($p::Blocks<'c>,)*);
            #[inline]
            #[allow(unused_variables, non_snake_case, reason = "the empty tuple uses none; names are the types'")]
            fn enter(&self, axes: &[Axis], how: Distribution) {
                let ($($p,)*) = self;
                $($p.enter(axes, how);)*
            }
            #[inline]
            #[allow(
                unused_variables, non_snake_case, clippy::unused_unit,
                reason = "the empty tuple uses none; names are the types'"
            )]
            unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Self::Blocks<'c> {
                let ($($p,)*) = self;
                // SAFETY: handed on to the caller.
                ($(unsafe { $p.blocks(from, to) },)*)
            }
        }
    )*};
}
tuples! {
    () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}
