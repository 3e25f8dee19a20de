//! A panic anywhere in a region ends the region.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
    lock,
};

pub(super) type Payload = Box<dyn Any + Send>;

/// What unwinds a thread whose region is cancelled by another. Private, so that nobody mistakes it for a panic.
pub(crate) struct Cancelled;

/// Whether and why a region is cancelled.
pub(super) struct Cancel {
    /// Set once, by the first thread that panics; read by every waiting one.
    set: AtomicBool,
    /// The panic of the lowest thread number so far.
    first: Mutex<Option<(usize, Payload)>>,
}

impl Cancel {
    pub(super) fn new() -> Self {
        Self { set: AtomicBool::new(false), first: Mutex::new(None) }
    }

    #[inline]
    pub(super) fn is_set(&self) -> bool {
        // Acquire pairs with the Release in `record`: a thread that is late to leave the barrier of an earlier region,
        // and sees that a later one is cancelled, sees its own barrier open as well.
        self.set.load(Ordering::Acquire)
    }

    /// Records that thread `num` unwound out of the region. The caller wakes those that wait.
    pub(super) fn record(&self, num: usize, payload: Payload) {
        let mut loser = Some((num, payload));
        // Who left since the region is cancelled has read the flag. Else user code brings this from another region.
        if !self.is_set() || !loser.as_ref().is_some_and(|(_, payload)| payload.is::<Cancelled>()) {
            let mut first = lock(&self.first);
            if first.as_ref().is_none_or(|&(other, _)| num < other) {
                std::mem::swap(&mut *first, &mut loser);
            }
        }
        // Release: see `is_set`.
        self.set.store(true, Ordering::Release);
        discard(loser.map(|(_, payload)| payload));
    }

    /// The panic to resume. After all threads have left.
    pub(super) fn take(&self) -> Option<Payload> {
        lock(&self.first).take().map(|(_, payload)| payload)
    }
}

/// Drops a payload that nobody will see. Its own `drop` may panic: not here.
fn discard(payload: Option<Payload>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
}
