//! What an operation gets of a variable: an address that it may use until the stretch ends.

use std::{ptr::NonNull, slice};

use crate::device::args::{Arg, Host, Kind, MapType, Mapping};

/// Host memory that a deferred operation may use: lent for as long as the stretch that it names lasts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lent {
    /// Of the first mapped byte.
    pub(crate) pointer: NonNull<u8>,
    /// Mapped bytes.
    pub(crate) bytes: usize,
    /// It may be written.
    pub(crate) exclusive: bool,
    pub(crate) using: Use,
    /// Elements of the array: 1 for a scalar.
    pub(crate) len: usize,
    /// The first element that is mapped.
    pub(crate) lo: usize,
    /// The address of the [`Deferred`](super::Deferred) that it is lent to.
    pub(super) to: usize,
}

impl Lent {
    /// The bytes.
    ///
    /// # Safety
    /// No operation may be pending that writes them, and none may begin while the result is used.
    pub(crate) unsafe fn bytes<'a>(&self) -> &'a [u8] {
        // SAFETY: the memory is lent, and the caller sees to it that it does not change.
        unsafe { slice::from_raw_parts(self.pointer.as_ptr(), self.bytes) }
    }

    /// The bytes, to be changed: only to what a kernel, or a reduction, makes of values of the same type.
    ///
    /// # Safety
    /// No operation may be pending that uses them, and none may begin while the result is used. They must be lent
    /// exclusively.
    pub(crate) unsafe fn bytes_mut<'a>(&mut self) -> &'a mut [u8] {
        debug_assert!(self.exclusive);
        // SAFETY: the memory is lent exclusively, and the caller sees to it that nobody else uses it.
        unsafe { slice::from_raw_parts_mut(self.pointer.as_ptr(), self.bytes) }
    }

    /// The same variable, borrowed.
    ///
    /// # Safety
    /// No operation may be pending that uses it, and none may begin while the result is used.
    unsafe fn borrowed<'a>(mut self) -> Kind<'a> {
        // SAFETY: the caller promises what is needed.
        unsafe {
            let host = |mut lent: Self| {
                if lent.exclusive { Host::Exclusive(lent.bytes_mut()) } else { Host::Shared(lent.bytes()) }
            };
            match self.using {
                Use::Value => Kind::Value(self.bytes()),
                Use::Reduction => Kind::Reduction(self.bytes_mut()),
                Use::Map(map) => Kind::Mapped(Mapping { host: host(self), map, len: self.len, lo: self.lo }),
            }
        }
    }
}

/// Variables of a construct that waits, while it does.
pub(super) struct TakenBack<'t, 'a> {
    args: &'t mut [Arg<'a>],
    /// What was lent, by its place among them.
    lent: Vec<(usize, Lent)>,
}

impl<'t, 'a> TakenBack<'t, 'a> {
    /// Makes variables that are lent to deferred operations ones that constructs may have that wait.
    ///
    /// # Safety
    /// No operation may be pending that uses them, and none may begin before the result is dropped.
    pub(super) unsafe fn new(args: &'t mut [Arg<'a>]) -> Self {
        let mut taken = Self { args, lent: Vec::new() };
        for (i, arg) in taken.args.iter_mut().enumerate() {
            let Kind::Deferred(lent) = arg.kind else { continue };
            taken.lent.push((i, lent));
            // SAFETY: the caller promises what is needed.
            arg.kind = unsafe { lent.borrowed() };
        }
        taken
    }

    pub(super) fn args(&mut self) -> &mut [Arg<'a>] {
        self.args
    }
}

impl Drop for TakenBack<'_, '_> {
    fn drop(&mut self) {
        for (i, lent) in self.lent.drain(..) {
            self.args[i].kind = Kind::Deferred(lent);
        }
    }
}

/// What for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    Map(MapType),
    Reduction,
    /// `firstprivate`: the value that it has when the construct is encountered.
    Value,
}
