//! Whether no two iterations of a region write one element.

use crate::device::{args::Arg, codegen::LoopRange};

/// Applies the map of own elements to the loops.
///
/// # Panics
/// If two iterations own one element.
#[track_caller]
pub(super) fn check(arg: &Arg<'_>, loops: &[LoopRange]) {
    let mut maps = arg.own.iter().flatten().peekable();
    if maps.peek().is_none() {
        return;
    }
    let mut axes = [LoopRange { first: 0, step: 1, trips: 0 }.axis(); 4];
    assert!(loops.len() <= axes.len(), "a region of {} nested loops", loops.len());
    for (axis, level) in axes.iter_mut().zip(loops) {
        *axis = level.axis();
    }
    let axes = &axes[..loops.len()];
    // One map of all loops, or one for each.
    let alone = arg.own[1].is_none();
    for (n, map) in maps.enumerate() {
        let of = if alone { axes } else { axes.get(n..=n).unwrap_or_default() };
        if let Err(bad) = map.plan(of) {
            panic!("`{}`: {bad}", arg.name);
        }
    }
}
