//! Where small jobs of scopes lie until they are run: in memory of the thread that creates them, used again and again.

use std::{cell::OnceCell, mem::MaybeUninit, ptr::NonNull};

use crate::sync::{
    UnsafeCell,
    atomic::{AtomicBool, Ordering},
};

/// As many as a deque takes tasks of a scope, so that the slot of a new entry is seldom in use. A power of two.
const SLOTS: usize = if cfg!(loom) { 2 } else { 256 };
/// What fits beside the flag in two cache lines.
const WORDS: usize = 15;

type Place = MaybeUninit<[u64; WORDS]>;

/// One thread's slots. Made when the first is needed.
pub(super) struct Slots {
    /// This thread alone looks slots up.
    all: OnceCell<Box<[Slot]>>,
}

/// Place for one value. Lies on cache lines of its own: it goes to the thief and back.
#[repr(align(128))]
pub(super) struct Slot {
    /// Whether there is a value. Set by the owner of the slots, cleared by whoever takes the value.
    full: AtomicBool,
    /// The owner's while `full` is false, else of the one that takes the value.
    place: UnsafeCell<Place>,
}

// SAFETY: `place` is handed over with `full`, as its comment says; `put` demands that values may go to other threads.
unsafe impl Sync for Slot {}
// SAFETY: as above.
unsafe impl Send for Slot {}

impl Slots {
    pub(super) const fn new() -> Self {
        Self { all: OnceCell::new() }
    }

    /// The slot that goes with an index of the deque, if a `T` fits and the slot is free.
    #[inline]
    pub(super) fn free<T>(&self, index: isize) -> Option<&Slot> {
        if size_of::<T>() > size_of::<Place>() || align_of::<T>() > align_of::<Place>() {
            return None;
        }
        let slot = &self.all.get_or_init(new_slots)[index as usize % SLOTS];
        // Acquire pairs with the Release in `take`: the value has been read.
        (!slot.full.load(Ordering::Acquire)).then_some(slot)
    }
}

#[cold]
fn new_slots() -> Box<[Slot]> {
    let slot = || Slot { full: AtomicBool::new(false), place: UnsafeCell::new(MaybeUninit::uninit()) };
    (0..SLOTS).map(|_| slot()).collect()
}

impl Slot {
    /// Puts a value into a free slot.
    ///
    /// # Safety
    /// By the owner of the slots, which has had this one from `free::<T>` and has put nothing there since. `value` may be
    /// sent to another thread.
    #[inline]
    pub(super) unsafe fn put<T>(&self, value: T) -> NonNull<T> {
        // Relaxed suffices: whoever takes the value has been told of it by a push, and the owner reads its own store.
        self.full.store(true, Ordering::Relaxed);
        self.place.with_mut(|place| {
            let place = place.cast::<T>();
            // SAFETY: `free` has said that a T fits, and that nobody else uses the place.
            unsafe {
                place.write(value);
                NonNull::new_unchecked(place)
            }
        })
    }

    /// Moves the value out. The slot is free then.
    ///
    /// # Safety
    /// Once for each `put`, of the same T, by one who has been told of it.
    #[inline]
    pub(super) unsafe fn take<T>(&self) -> T {
        // SAFETY: there is a T, by the contract.
        let value = self.place.with(|place| unsafe { place.cast::<T>().read() });
        // Release pairs with the Acquire in `free`.
        self.full.store(false, Ordering::Release);
        value
    }
}
