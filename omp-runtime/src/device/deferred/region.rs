//! `target .. nowait`

use super::{Deferred, depend::Depend};
use crate::device::{
    args::Arg,
    codegen::{FunctionRef, LoopRange},
    target::Target,
    types::Type,
};

/// A target construct with `nowait`, on its device.
#[derive(Debug)]
pub struct DeferredTarget<'t, 'd, 'env> {
    target: &'t mut Target,
    deferred: &'d Deferred<'env>,
    depend: Vec<Depend>,
}

impl Target {
    /// `nowait`: the region is done when the stretch is.
    pub fn deferred<'t, 'd, 'env>(
        &'t mut self,
        deferred: &'d Deferred<'env>,
    ) -> DeferredTarget<'t, 'd, 'env> {
        DeferredTarget { target: self, deferred, depend: Vec::new() }
    }
}

impl DeferredTarget<'_, '_, '_> {
    /// `depend(..)`
    #[must_use]
    pub fn depend(mut self, items: &[Depend]) -> Self {
        self.depend.extend_from_slice(items);
        self
    }

    /// Begins to execute the region on the chosen device; see [`Target::run`]. `false`: it could not, and the host has to
    /// execute the region; nothing is pending then.
    ///
    /// # Panics
    /// As [`Target::run`], but what panics in the region panics when it is waited for.
    #[track_caller]
    pub fn run(
        self,
        types: &[&'static Type],
        calls: &[FunctionRef],
        loops: &[LoopRange],
        args: &mut [Arg<'_>],
    ) -> bool {
        let _ = (types, calls, loops, args, self.target);
        self.deferred.wait();
        false
    }
}
