//! Whether no two iterations of a region write one element.

use crate::device::{args::Arg, codegen::LoopRange};

/// Applies the map of own elements to the loops. Returns whether no two iterations meet modulo 2^64 either, as a device counts.
///
/// # Panics
/// If two iterations own one element.
#[track_caller]
pub(super) fn check(arg: &Arg<'_>, loops: &[LoopRange]) -> bool {
    let mut maps = arg.own.iter().flatten().peekable();
    if maps.peek().is_none() {
        return true;
    }
    let mut axes = [LoopRange { first: 0, step: 1, trips: 0 }.axis(); 4];
    assert!(loops.len() <= axes.len(), "a region of {} nested loops", loops.len());
    for (axis, level) in axes.iter_mut().zip(loops) {
        *axis = level.axis();
    }
    let axes = &axes[..loops.len()];
    // One map of all loops, or one for each.
    let alone = arg.own[1].is_none();
    let mut near = true;
    for (n, map) in maps.enumerate() {
        let of = if alone { axes } else { axes.get(n..=n).unwrap_or_default() };
        match map.plan(of) {
            Ok(plan) => near &= plan.is_near(),
            Err(bad) => panic!("`{}`: {bad}", arg.name),
        }
    }
    near
}
