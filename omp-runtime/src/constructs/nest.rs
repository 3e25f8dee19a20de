//! Closely nested constructs (OpenMP 5.2, 17.1), checked while the program runs: the macro cannot see what an
//! orphaned construct is nested in.

use crate::context::{Context, Nesting};

/// Marks the implicit task as being inside a construct, until dropped.
pub(super) struct Nest<'a> {
    ctx: &'a Context,
    outer: Nesting,
}

impl<'a> Nest<'a> {
    pub(super) fn new(ctx: &'a Context, inner: Nesting) -> Self {
        Self { ctx, outer: ctx.nesting.replace(inner) }
    }
}

impl Drop for Nest<'_> {
    fn drop(&mut self) {
        self.ctx.nesting.set(self.outer);
    }
}

/// The construct's name in a message.
pub(super) fn name(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Region => "parallel",
        Nesting::Worksharing => "worksharing",
        Nesting::Single => "single",
        Nesting::Masked => "masked",
        Nesting::Critical => "critical",
        Nesting::Task => "task",
    }
}
