//! Whether no two iterations of a region write one element.

use crate::device::{args::Arg, codegen::LoopRange};

/// Applies the map of own elements to the loops. Returns whether no two iterations meet modulo 2^64 either, as a device counts.
///
/// # Panics
/// If two iterations own one element.
#[track_caller]
pub(super) fn check(arg: &Arg<'_>, loops: &[LoopRange]) -> bool {
    let Some(map) = arg.own else { return true };
    let mut axes = [LoopRange { first: 0, step: 1, trips: 0 }.axis(); 4];
    assert!(loops.len() <= axes.len(), "a region of {} nested loops", loops.len());
    for (axis, level) in axes.iter_mut().zip(loops) {
        *axis = level.axis();
    }
    let axes = &axes[..loops.len()];
    let (axes, inner) = axes.split_at(if arg.own_columns.is_some() { 1.min(axes.len()) } else { axes.len() });
    let near = map.plan(axes).map(|plan| plan.is_near());
    let columns_near = arg.own_columns.map_or(Ok(true), |map| map.plan(inner).map(|plan| plan.is_near()));
    match (near, columns_near) {
        (Ok(near), Ok(columns_near)) => near && columns_near,
        (Err(bad), _) | (_, Err(bad)) => panic!("`{}`: {bad}", arg.name),
    }
}
