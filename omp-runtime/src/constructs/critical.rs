//! `critical` (OpenMP 5.2, 15.2): one lock for each name in the process.

use std::{
    collections::HashMap,
    fmt, hint,
    marker::PhantomData,
    panic::Location,
    ptr,
    sync::{
        Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicPtr, AtomicU64, Ordering},
    },
    time::Duration,
};

use crossbeam::utils::CachePadded;

use super::nest::Nest;
use crate::{
    context::{self, Context, Nesting, Open},
    team::leave,
};

/// A `critical` construct in the source: a name, and a cache of its lock.
pub struct CriticalSite {
    name: &'static str,
    lock: OnceLock<&'static Lock>,
}

impl CriticalSite {
    /// The section of this name, `""` for the one without.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, lock: OnceLock::new() }
    }

    #[inline]
    pub(crate) fn lock(&self) -> &'static Lock {
        self.lock.get_or_init(|| Lock::named(self.name))
    }
}

/// The proof that the thread is in a critical section. Neither `Send` nor `Sync`: a nested team has it not.
pub struct Key {
    lock: &'static Lock,
    here: PhantomData<*const ()>,
}

impl Key {
    pub(crate) fn lock(&self) -> &'static Lock {
        self.lock
    }
}

/// An address in `Context::opens` that no variable has: the critical section that the implicit task is in belongs to
/// an explicit task.
pub(crate) const IN_TASK: usize = 0;

/// Runs `body` while no other thread is in a section of the same name.
///
/// # Panics
/// When this thread, or one that waits for it, is in a section of the same name.
#[track_caller]
pub fn critical<R>(site: &CriticalSite, body: impl FnOnce(&Key) -> R) -> R {
    let at = Location::caller();
    context::with(|ctx| {
        let lock = site.lock();
        lock.acquire(ctx, at);
        let _release = Release(lock);
        let _task = (ctx.nesting.get() == Nesting::Task).then(|| InTask::new(ctx, at));
        let _nest = Nest::new(ctx, Nesting::Critical);
        body(&Key { lock, here: PhantomData })
    })
}

struct Release(&'static Lock);

impl Drop for Release {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// `Nesting` names the innermost construct only; this remembers the task around the section.
struct InTask<'a>(&'a Context);

impl<'a> InTask<'a> {
    fn new(ctx: &'a Context, at: &'static Location<'static>) -> Self {
        ctx.opens.borrow_mut().push(Open { address: IN_TASK, write: true, name: "critical", at });
        Self(ctx)
    }
}

impl Drop for InTask<'_> {
    fn drop(&mut self) {
        let mut opens = self.0.opens.borrow_mut();
        if let Some(at) = opens.iter().rposition(|open| open.address == IN_TASK) {
            opens.swap_remove(at);
        }
    }
}

/// The state of a lock that nobody holds.
const FREE: u64 = 0;
/// Set in the state of a lock at whose gate somebody may be waiting.
const CONTENDED: u64 = 1;
/// How often a thread looks again before it blocks, each time after twice as many pauses, up to `PAUSES`. Who looks too
/// often takes the line away from the holder, which would rather enter again; and who blocks has the holder make a system
/// call for each section, so that is for long ones: in all some 0.5 ms.
const LOOKS: u32 = 200;
/// The same with more threads than CPUs, where the holder may be waiting for the very one that is looked from.
const CROWDED_LOOKS: u32 = 8;
const PAUSES: u32 = 64;
/// How long a thread blocks before it looks whether its region is cancelled.
const PATIENCE: Duration = Duration::from_millis(20);

/// A named lock. It is a lock of its own since `std`'s tells neither who holds it nor can be left while waiting.
pub(crate) struct Lock {
    /// `FREE`, or the implicit task that holds the lock, beside `CONTENDED`. On a line of its own: threads look at it while
    /// the holder works.
    state: CachePadded<AtomicU64>,
    /// Where the holder entered. Written by the holder; only ever null or a `&'static Location`.
    at: AtomicPtr<Location<'static>>,
    name: &'static str,
    gate: Mutex<()>,
    turn: Condvar,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() { write!(f, "`critical`") } else { write!(f, "`critical({})`", self.name) }
    }
}

impl Lock {
    /// The lock of this name. There are as many as names in the program, and they are kept for good.
    fn named(name: &'static str) -> &'static Self {
        static LOCKS: OnceLock<Mutex<HashMap<&'static str, &'static Lock>>> = OnceLock::new();
        let mut locks = LOCKS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        locks.entry(name).or_insert_with(|| {
            Box::leak(Box::new(Self {
                state: CachePadded::new(AtomicU64::new(FREE)),
                at: AtomicPtr::new(ptr::null_mut()),
                name,
                gate: Mutex::new(()),
                turn: Condvar::new(),
            }))
        })
    }

    #[inline]
    fn acquire(&self, ctx: &Context, at: &'static Location<'static>) {
        if !self.try_acquire(FREE, task_bits(ctx)) {
            self.acquire_slow(ctx, at);
        }
        // Relaxed: read for diagnosis, by threads that the fork has ordered after this if they are to find it.
        self.at.store(ptr::from_ref(at).cast_mut(), Ordering::Relaxed);
    }

    #[inline]
    fn try_acquire(&self, from: u64, to: u64) -> bool {
        // Acquire pairs with the Release in `release`. Relaxed on failure: nothing was acquired.
        self.state.compare_exchange(from, to, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn acquire_slow(&self, ctx: &Context, at: &Location<'_>) {
        self.check_owner(ctx, at);
        let mine = task_bits(ctx);
        let looks = if ctx.team().is_crowded() { CROWDED_LOOKS } else { LOOKS };
        for n in 0..looks {
            (0..PAUSES.min(1 << n.min(16))).for_each(|_| hint::spin_loop());
            // Relaxed: only a reason to try.
            if self.state.load(Ordering::Relaxed) == FREE && self.try_acquire(FREE, mine) {
                return;
            }
        }
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // Relaxed suffices: what is done about it is an exchange.
            let state = self.state.load(Ordering::Relaxed);
            if state & !CONTENDED == FREE {
                // Stays contended while this thread holds the lock: others may be at the gate, and a needless wake-up costs
                // little.
                if self.try_acquire(state, mine | CONTENDED) {
                    return;
                }
            } else if state & CONTENDED != 0 || self.try_acquire(state, state | CONTENDED) {
                gate = self.wait(ctx, gate);
            }
        }
    }

    /// The one place where a thread blocks for a section. Leaves the region if it is cancelled, which nobody announces
    /// at the gate: hence the look from time to time.
    fn wait<'g>(&self, ctx: &Context, gate: MutexGuard<'g, ()>) -> MutexGuard<'g, ()> {
        let (gate, _) = self.turn.wait_timeout(gate, PATIENCE).unwrap_or_else(PoisonError::into_inner);
        if ctx.team().cancelled() {
            drop(gate);
            // The wake-up may have been for this thread, which has no use for it.
            self.turn.notify_one();
            leave();
        }
        gate
    }

    fn release(&self) {
        // Release pairs with the Acquires above. A waiter sets CONTENDED under the gate and leaves the gate by
        // waiting: passing through the gate before notifying finds it waiting.
        if self.state.swap(FREE, Ordering::Release) & CONTENDED != 0 {
            drop(self.gate.lock().unwrap_or_else(PoisonError::into_inner));
            self.turn.notify_one();
        }
    }

    /// Panics if the holder is this implicit task or one that waits for the end of this task's region: either
    /// would wait for itself.
    ///
    /// Once is enough: who waits for this region enters no section meanwhile. What is read is not stale: the
    /// store of an owner that counts happened before the fork of this task's region, or on this thread.
    fn check_owner(&self, ctx: &Context, at: &Location<'_>) {
        let owner = self.state.load(Ordering::Relaxed) & !CONTENDED;
        let mut task: *const Context = ctx;
        // SAFETY: parents are blocked in their forks, so they are alive; only their constant fields are read.
        while let Some(waits) = unsafe { task.as_ref() } {
            if task_bits(waits) == owner {
                self.refuse(at);
            }
            task = waits.parent;
        }
    }

    #[cold]
    fn refuse(&self, at: &Location<'_>) -> ! {
        // SAFETY: null or from a `&'static Location`.
        let entered = unsafe { self.at.load(Ordering::Relaxed).as_ref() };
        let entered = entered.map_or_else(String::new, ToString::to_string);
        panic!("{self} inside itself would wait for ever (entered at {entered}, again at {at})")
    }
}

/// The implicit task in a lock's state, where it is neither free nor contended: regions are counted from 1, and no team has
/// a million threads.
fn task_bits(ctx: &Context) -> u64 {
    (ctx.region_id << 20 | ctx.thread_num as u64 & 0xf_ffff) << 1
}
