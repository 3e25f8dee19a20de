//! Which operations have to come before a new one.

use super::{
    Deferred,
    depend::Depend,
    pending::{Access, Pending, Until},
};
use crate::device::{
    args::{Arg, Kind},
    data::transfer::Device,
    opencl::Event,
};

impl From<&Depend> for Access {
    fn from(depend: &Depend) -> Self {
        Self { interval: depend.interval, write: depend.out, until: Until::All }
    }
}

impl Deferred<'_> {
    /// Whether all variables can be used without a wait: each is lent, or passed by value.
    ///
    /// # Panics
    /// If a variable is lent to another stretch, which may end earlier; if one is there twice.
    #[track_caller]
    pub(super) fn has(&self, args: &[Arg<'_>]) -> bool {
        let lent = |arg: &Arg<'_>| if let Kind::Deferred(lent) = arg.kind { Some(lent) } else { None };
        let here = std::ptr::from_ref(self).addr();
        for (i, arg) in args.iter().enumerate() {
            let Some(this) = lent(arg) else { continue };
            assert_eq!(this.to, here, "`{}` is lent to another stretch", arg.name);
            let twice = args[..i].iter().filter_map(lent).find(|other| {
                let (a, b) = (this.pointer.addr().get(), other.pointer.addr().get());
                (this.exclusive || other.exclusive) && a < b + other.bytes && b < a + this.bytes
            });
            assert!(twice.is_none(), "`{}` has memory in common with another variable", arg.name);
        }
        args.iter().all(|arg| matches!(arg.kind, Kind::Deferred(_) | Kind::Value(_)))
    }

    /// Completes the operations that an operation on `device` cannot wait for by events: those on another device, and those
    /// of which the host has to do a part. `now`: the host itself is about to look.
    pub(super) fn make_way(&self, device: &'static Device, access: &Access, now: bool) {
        let blocks = |operation: &Pending| {
            let elsewhere = now || !std::ptr::eq(operation.device, device);
            let mut conflicts = operation.accesses.iter().filter(|other| other.conflicts(access));
            conflicts.any(|other| elsewhere || other.until == Until::Completion)
        };
        let last = self.pending.borrow().iter().rposition(blocks);
        if let Some(last) = last {
            self.complete(last + 1);
        }
    }
}

/// The events that a command has to wait for before it accesses this.
pub(super) fn before<'p>(pending: &'p [Pending], access: &Access) -> Vec<&'p Event> {
    let of = |operation: &'p Pending| {
        let conflicts = operation.accesses.iter().filter(|other| other.conflicts(access));
        conflicts.flat_map(|other| operation.events(other.until)).collect::<Vec<_>>()
    };
    pending.iter().flat_map(of).collect()
}
