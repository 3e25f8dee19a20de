//! Whether no two iterations of a region write one element.

use crate::device::{args::Arg, codegen::LoopRange};

/// Applies the map of own elements to the loops.
///
/// # Panics
/// If two iterations own one element.
#[track_caller]
pub(super) fn check(arg: &Arg<'_>, loops: &[LoopRange]) {
    let Some(map) = arg.own else { return };
    let mut axes = [LoopRange { first: 0, step: 1, trips: 0 }.axis(); 4];
    assert!(loops.len() <= axes.len(), "a region of {} nested loops", loops.len());
    for (axis, level) in axes.iter_mut().zip(loops) {
        *axis = level.axis();
    }
    let axes = &axes[..loops.len()];
    let (axes, inner) = axes.split_at(if arg.own_columns.is_some() { 1.min(axes.len()) } else { axes.len() });
    let columns = arg.own_columns.map_or(Ok(()), |map| map.plan(inner).map(drop));
    if let Err(bad) = map.plan(axes).and(columns) {
        panic!("`{}`: {bad}", arg.name);
    }
}
