//! `nowait` and `depend` on target constructs (OpenMP 5.2, 15.6 and 15.9): operations that the device does while the host
//! goes on. README.md in this folder has the protocol.

pub(crate) mod data;
pub(crate) mod depend;
pub(crate) mod handle;
pub(crate) mod lent;
mod order;
mod pending;
pub(crate) mod region;

use std::{
    cell::{Cell, RefCell},
    fmt,
    marker::PhantomData,
    thread,
};

use pending::Pending;

/// What a stretch of the program has deferred. Dropped, it waits.
///
/// `'env` is for how long the variables are lent that its operations use. It must not be forgotten: [`stretch`] sees to
/// that. Generated code that makes one itself keeps it in a variable that nothing else can name.
pub struct Deferred<'env> {
    /// In the order in which they were encountered.
    pending: RefCell<Vec<Pending>>,
    /// Of the first operation that failed, until `wait` tells of it.
    fault: Cell<Option<String>>,
    /// Neither longer nor shorter.
    environment: PhantomData<Cell<&'env mut ()>>,
}

/// A stretch of the program that may defer target constructs: `body`, which gets a reference and so can neither forget what
/// it deferred nor take it along. Waits at the end.
///
/// ```
/// # use omp_runtime::private::device::{Handle, stretch};
/// let (mut a, mut n) = (vec![1.0_f32; 64], 0);
/// stretch(|deferred| {
///     n += 1;
///     let mut a = Handle::new(deferred, &mut a);
///     a.host()[0] = 2.0;
/// });
/// assert_eq!((a[0], n), (2.0, 1));
/// ```
///
/// # Panics
/// If a deferred region did.
#[track_caller]
pub fn stretch<'env, R>(body: impl FnOnce(&Deferred<'env>) -> R) -> R {
    let deferred = Deferred::new();
    let result = body(&deferred);
    deferred.wait();
    result
}

impl Default for Deferred<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl Deferred<'_> {
    /// Nothing is deferred.
    #[must_use]
    pub fn new() -> Self {
        Self { pending: RefCell::default(), fault: Cell::new(None), environment: PhantomData }
    }

    /// `taskwait`: waits until everything that was deferred is complete.
    ///
    /// # Panics
    /// If a deferred region did, with the message of the first.
    #[track_caller]
    pub fn wait(&self) {
        self.complete(usize::MAX);
        if let Some(fault) = self.fault.take() {
            panic!("{fault}");
        }
    }

    /// Waits for the first `count` operations, and remembers the first fault.
    fn complete(&self, count: usize) {
        // Out of the list before it is completed: what panics in between is not completed twice.
        let mut pending = std::mem::take(&mut *self.pending.borrow_mut());
        let rest = pending.split_off(count.min(pending.len()));
        *self.pending.borrow_mut() = rest;
        for operation in pending {
            if let Err(fault) = operation.complete() {
                self.fault.set(Some(self.fault.take().unwrap_or(fault)));
            }
        }
    }
}

impl Drop for Deferred<'_> {
    fn drop(&mut self) {
        self.complete(usize::MAX);
        if let Some(fault) = self.fault.take()
            && !thread::panicking()
        {
            panic!("{fault}");
        }
    }
}

impl fmt::Debug for Deferred<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deferred").field("pending", &self.pending.borrow().len()).finish_non_exhaustive()
    }
}
