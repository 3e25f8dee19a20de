//! `masked` (OpenMP 5.2, 10.5).

use super::nest::{self, Nest};
use crate::{
    context::{self, Nesting},
    sharing::map::Int,
};

/// Runs `body` on the thread whose number is `filter`. Has no barrier.
///
/// # Panics
/// When closely nested in a worksharing, `single` or `task` construct.
#[track_caller]
pub fn masked(filter: impl Int, body: impl FnOnce()) {
    context::with(|ctx| {
        let outer = ctx.nesting.get();
        assert!(
            !matches!(outer, Nesting::Worksharing | Nesting::Single | Nesting::Task),
            "masked closely nested in a {} construct: move it out, or put a parallel region between",
            nest::name(outer)
        );
        if filter.to_i128() == Some(ctx.thread_num as i128) {
            // Inside a critical it stays that for the tasks: a thread that waits there takes none.
            let inner = if outer == Nesting::Critical { outer } else { Nesting::Masked };
            let _nest = Nest::new(ctx, inner);
            body();
        }
    });
}
