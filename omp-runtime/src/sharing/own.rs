//! Own elements of a slice that a combined construct has borrowed.

use std::{marker::PhantomData, panic::Location, sync::OnceLock};

use super::{
    block::Block,
    map::{AnyMap, Map, Plan},
};
use crate::parts::{Axis, Distribution, Parts};

/// A slice, exclusively borrowed for one construct, of which each iteration owns elements.
pub struct Own<'a, T> {
    start: *mut T,
    /// What may be handed out: the whole slice, or the block this is a part of.
    within: (usize, usize),
    len: usize,
    name: &'static str,
    map: AnyMap,
    at: &'static Location<'static>,
    plan: OnceLock<Plan>,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: it is a `&'a mut [T]`.
unsafe impl<T: Send> Send for Own<'_, T> {}
// SAFETY: `&Own` gives out blocks, each element to one thread at a time (contract of `Parts::blocks`), which
// sends `&mut T`s: `T: Send`. A block's elements are read by two threads only where rustc saw `T: Sync`.
unsafe impl<T: Send> Sync for Own<'_, T> {}

/// The elements of `slice` that `map` gives to each iteration.
#[track_caller]
pub fn own<'a, T, const D: usize>(name: &'static str, slice: &'a mut [T], map: Map<D>) -> Own<'a, T> {
    let len = slice.len();
    Own {
        start: slice.as_mut_ptr(),
        within: (0, len),
        len,
        name,
        map: map.any(),
        at: Location::caller(),
        plan: OnceLock::new(),
        borrow: PhantomData,
    }
}

/// As [`own`], of the elements of a block: a nested region partitions what its encountering thread owns.
#[track_caller]
pub fn own_block<'a, T, const D: usize>(
    name: &'static str,
    block: &'a mut Block<'_, T>,
    map: Map<D>,
) -> Own<'a, T> {
    let (start, within, len) = block.raw();
    let map = map.any();
    Own { start, within, len, name, map, at: Location::caller(), plan: OnceLock::new(), borrow: PhantomData }
}

impl<T> Parts for Own<'_, T> {
    type Blocks<'c> = Block<'c, T>;

    fn enter(&self, axes: &[Axis], _how: Distribution) {
        enter_once(&self.plan, plan(self.map, axes, self.name, self.at), self.name);
    }

    #[inline]
    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Block<'c, T> {
        let plan = self.plan.get().expect("`enter` comes before `blocks`");
        // SAFETY: `interval` clips to `within`, inside the slice. Disjoint runs of iterations, which the
        // caller promises, have disjoint intervals; `'c` ends within the construct, and so within 'a.
        unsafe { Block::new(self.start, plan.interval(from, to, self.within), self.len, self.name) }
    }
}

/// `map` applied to `axes`, or a panic that names the variable and the place.
pub(super) fn plan(map: AnyMap, axes: &[Axis], name: &str, at: &Location<'_>) -> Plan {
    map.plan(axes).unwrap_or_else(|bad| panic!("`{name}` at {at}: {bad}"))
}

/// A part belongs to one construct. `enter` is safe to call, so a second loop must not change the first's plan.
pub(super) fn enter_once<P: PartialEq>(slot: &OnceLock<P>, plan: P, name: &str) {
    let mut plan = Some(plan);
    let first = slot.get_or_init(|| plan.take().expect("initialised once"));
    assert!(plan.is_none_or(|plan| plan == *first), "`{name}` is already partitioned by another construct");
}
