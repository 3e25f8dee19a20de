//! The current implicit task: who am I, in which team, in which phase.

use std::{
    cell::{Cell, RefCell},
    panic::Location,
    ptr,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{team::Team, worksharing::Schedule};

/// The innermost construct the implicit task is in: what may be nested in it is checked at run time,
/// since an orphaned construct cannot be seen by the macro.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Nesting {
    Region,
    Worksharing,
    Single,
    Masked,
    Critical,
    Task,
}

/// One implicit task. Lives on the stack of the executing thread for the length of the region.
pub(crate) struct Context {
    pub(crate) team: *const Team,
    pub(crate) thread_num: usize,
    pub(crate) level: usize,
    pub(crate) active_level: usize,
    pub(crate) region_id: u64,
    pub(crate) parent: *const Context,
    phase: Cell<u64>,
    constructs: Cell<u64>,
    pub(crate) nesting: Cell<Nesting>,
    /// `run-sched-var`: what `schedule(runtime)` means. Each implicit task has its own (OpenMP 5.2, 2.2).
    pub(crate) run_sched: Cell<Schedule>,
    /// Shared values this thread has open now: address and whether for writing.
    pub(crate) opens: RefCell<Vec<(usize, bool)>>,
}

static REGIONS: AtomicU64 = AtomicU64::new(1);

pub(crate) fn new_region_id() -> u64 {
    REGIONS.fetch_add(1, Ordering::Relaxed)
}

impl Context {
    pub(crate) fn new(team: &Team, thread_num: usize, region_id: u64, parent: *const Context) -> Self {
        // SAFETY: a parent outlives its children: it is blocked in the fork.
        let (level, active) = unsafe { parent.as_ref() }
            .map_or((0, 0), |p| (p.level + 1, p.active_level + usize::from(team.size > 1)));
        Self {
            team,
            thread_num,
            level,
            active_level: active,
            region_id,
            parent,
            phase: Cell::new(0),
            constructs: Cell::new(0),
            nesting: Cell::new(Nesting::Region),
            // SAFETY: as above; the encountering thread does not change it while it forks.
            run_sched: Cell::new(unsafe { parent.as_ref() }.map_or(Schedule::DEFAULT, |p| p.run_sched.get())),
            opens: RefCell::new(Vec::new()),
        }
    }

    pub(crate) fn team(&self) -> &Team {
        // SAFETY: the team outlives the region.
        unsafe { &*self.team }
    }

    pub(crate) fn phase(&self) -> u64 {
        self.phase.get()
    }

    /// As if a barrier had been left by unwinding.
    #[cfg(test)]
    pub(crate) fn leave_phase(&self) {
        self.phase.set(u64::MAX);
    }

    /// The sequence number of the next worksharing construct.
    pub(crate) fn next_construct(&self) -> u64 {
        self.constructs.replace(self.constructs.get() + 1)
    }

    /// One step of waiting for another thread of the team.
    #[allow(clippy::unused_self, reason = "the team decides how to wait, and when not to any more")]
    pub(crate) fn wait_a_little(&self) {
        std::thread::yield_now();
    }

    pub(crate) fn barrier(&self, _at: &'static Location<'static>) {
        assert!(self.opens.borrow().is_empty(), "a barrier while shared data is open");
        assert!(self.nesting.get() == Nesting::Region, "barrier inside a {:?} construct", self.nesting.get());
        // No phase in between, and after leaving by unwinding: nothing shared may be opened.
        let phase = self.phase.replace(u64::MAX);
        self.team().barrier.wait(self);
        self.phase.set(phase + 1);
    }
}

thread_local! {
    static CURRENT: Cell<*const Context> = const { Cell::new(ptr::null()) };
}

/// Runs `f` with the current implicit task; outside any region with the initial one, a team of one.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&Context) -> R) -> R {
    let p = CURRENT.get();
    if p.is_null() {
        return with_initial(f);
    }
    // SAFETY: CURRENT points to a context of an enclosing frame of this thread.
    f(unsafe { &*p })
}

#[cold]
#[inline(never)]
fn with_initial<R>(f: impl FnOnce(&Context) -> R) -> R {
    let team = Team::new(1);
    let initial = Context::new(&team, 0, new_region_id(), ptr::null());
    enter(&initial, || f(&initial))
}

pub(crate) fn enter<R>(ctx: &Context, f: impl FnOnce() -> R) -> R {
    struct Restore(*const Context);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _restore = Restore(CURRENT.replace(ctx));
    f()
}
