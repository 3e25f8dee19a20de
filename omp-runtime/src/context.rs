//! The current implicit task: who am I, in which team, in which phase.

use std::{
    cell::{Cell, RefCell},
    iter,
    panic::Location,
    ptr,
};

use crate::{
    affinity::Placement,
    barrier::Comer,
    icv::{Icv, ThreadsRequest},
    sync::{
        global::{AtomicU64, AtomicUsize, Ordering},
        yield_now,
    },
    task,
    team::{Seat, Team},
    worksharing::ring::Met,
};

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

impl Nesting {
    /// How a message calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Region => "parallel",
            Self::Worksharing => "worksharing",
            Self::Single => "single",
            Self::Masked => "masked",
            Self::Critical => "critical",
            Self::Task => "task",
        }
    }
}

/// A shared variable that the implicit task has open now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    /// What identifies the variable.
    pub(crate) address: usize,
    pub(crate) write: bool,
    pub(crate) name: &'static str,
    pub(crate) at: &'static Location<'static>,
}

/// One implicit task. Lives on the stack of the executing thread for the length of the region.
pub(crate) struct Context {
    pub(crate) team: *const Team,
    pub(crate) thread_num: usize,
    /// Enclosing regions, of any team size.
    pub(crate) level: usize,
    /// Enclosing regions whose team has more than one thread.
    pub(crate) active_level: usize,
    pub(crate) region_id: u64,
    pub(crate) parent: *const Context,
    /// The control variables of this data environment. Changed by this thread; read by the threads of a region that
    /// this task encounters, while it waits for them.
    pub(crate) icv: Cell<Icv>,
    /// Where this thread is bound, if binding was asked for. Changed and read as `icv` is.
    pub(crate) placement: Cell<Placement>,
    /// Threads in use in the contention group: in the initial task, which outlives them.
    busy: *const AtomicUsize,
    phase: Cell<u64>,
    /// Worksharing and `single` constructs of this region.
    pub(crate) met: Met,
    pub(crate) nesting: Cell<Nesting>,
    /// Whether this thread is in a final task: every task that it creates there runs at once.
    pub(crate) in_final: Cell<bool>,
    /// Shared variables that this thread has open now.
    pub(crate) opens: RefCell<Vec<Open>>,
    /// Where the region is in the source. Of an initial task, which ends at no barrier, nobody asks it.
    region: &'static Location<'static>,
}

static REGIONS: AtomicU64 = AtomicU64::new(1);

pub(crate) fn new_region_id() -> u64 {
    REGIONS.fetch_add(1, Ordering::Relaxed)
}

/// The right to use some threads of the contention group. Given back at the end.
pub(crate) struct Allowed<'a> {
    /// The team's size, the encountering thread included.
    pub(crate) threads: usize,
    group: Option<&'a AtomicUsize>,
}

impl Drop for Allowed<'_> {
    fn drop(&mut self) {
        if let Some(busy) = self.group {
            busy.fetch_sub(self.threads - 1, Ordering::Relaxed);
        }
    }
}

impl Context {
    pub(crate) fn new(
        team: &Team,
        thread_num: usize,
        (region_id, region): (u64, &'static Location<'static>),
        parent: *const Context,
    ) -> Self {
        // SAFETY: a parent outlives its children: it is blocked in the fork, and changes nothing meanwhile.
        let parent_ref = unsafe { parent.as_ref() };
        let (level, active) =
            parent_ref.map_or((0, 0), |p| (p.level + 1, p.active_level + usize::from(team.size > 1)));
        Self {
            team,
            thread_num,
            level,
            active_level: active,
            region_id,
            parent,
            icv: Cell::new(parent_ref.map_or_else(Icv::initial, |p| p.icv.get().inherited())),
            placement: Cell::new(Placement::INITIAL),
            busy: parent_ref.map_or(ptr::null(), |p| p.busy),
            phase: Cell::new(0),
            met: Met::none(),
            nesting: Cell::new(Nesting::Region),
            in_final: Cell::new(false),
            opens: RefCell::new(Vec::new()),
            region,
        }
    }

    #[inline]
    pub(crate) fn team(&self) -> &Team {
        // SAFETY: the team outlives the region.
        unsafe { &*self.team }
    }

    #[inline]
    pub(crate) fn phase(&self) -> u64 {
        self.phase.get()
    }

    /// As if a barrier had been left by unwinding.
    #[cfg(test)]
    pub(crate) fn leave_phase(&self) {
        self.phase.set(u64::MAX);
    }

    /// One step of waiting for another thread of the team. Leaves the region if it is cancelled.
    pub(crate) fn wait_a_little(&self) {
        self.team().check_cancelled();
        yield_now();
    }

    /// The threads of the team are out of step: cancels the region, and panics.
    #[cold]
    pub(crate) fn refuse(&self, text: &str) -> ! {
        self.team().refuse(self.thread_num, text)
    }

    /// This task and those that encountered its regions, innermost first.
    fn line(&self) -> impl Iterator<Item = &Context> {
        // SAFETY: a parent outlives its children.
        iter::successors(Some(self), |ctx| unsafe { ctx.parent.as_ref() })
    }

    /// Changes the control variables of this data environment.
    pub(crate) fn update_icv(&self, change: impl FnOnce(&mut Icv)) {
        let mut icv = self.icv.get();
        change(&mut icv);
        self.icv.set(icv);
    }

    /// Asks the task that encountered this task's region. `None` in an initial task.
    pub(crate) fn encountering<R>(&self, f: impl FnOnce(&Context) -> R) -> Option<R> {
        self.line().nth(1).map(f)
    }

    /// The implicit task at nesting level `level` that this one descends from or is.
    pub(crate) fn ancestor(&self, level: usize) -> Option<&Context> {
        self.line().find(|ctx| ctx.level == level)
    }

    /// Decides how many threads a region gets (OpenMP 5.2, 10.1.1) and marks them as used.
    pub(crate) fn reserve(&self, request: ThreadsRequest) -> Allowed<'_> {
        let icv = self.icv.get();
        let wanted = icv.threads(request, self.active_level);
        // SAFETY: null, or in the initial task of this thread's contention group, which waits for its regions.
        let group = unsafe { self.busy.as_ref() }.filter(|_| icv.thread_limit != usize::MAX && wanted > 1);
        let mut threads = wanted;
        if let Some(busy) = group {
            // Relaxed suffices: a counter; the threads themselves are handed over elsewhere.
            let _ = busy.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                threads = wanted.min(icv.thread_limit.saturating_sub(used) + 1);
                Some(used + threads - 1)
            });
        }
        Allowed { threads, group }
    }

    /// Waits for the team at the barrier that the user wrote, or a construct implies, at `at`.
    pub(crate) fn barrier(&self, at: &'static Location<'static>) {
        let nesting = self.nesting.get();
        assert!(
            nesting == Nesting::Region,
            "the barrier at {at} is inside a {} construct: not all threads of the team reach it",
            nesting.name()
        );
        self.meet(at);
    }

    /// The barrier at the end of the region: the encountering thread waits for the others, and they, from their seats, for
    /// what comes next.
    pub(crate) fn end_region(&self, seat: Option<&Seat>) {
        if let Some((phase, comer)) = self.come_to(None) {
            let team = self.team();
            if team.size > 1 {
                team.end((comer, self.region_id, self.region), seat, || self.help());
            }
            self.phase.set(phase + 1);
        }
    }

    fn meet(&self, at: &'static Location<'static>) {
        if let Some((phase, comer)) = self.come_to(Some(at)) {
            let team = self.team();
            if team.size > 1 {
                team.barrier((comer, self.region), || self.help());
            }
            self.phase.set(phase + 1);
        }
    }

    /// The phase ends. `None` for a thread that must not arrive at the barrier.
    fn come_to(&self, site: Option<&'static Location<'static>>) -> Option<(u64, Comer)> {
        if let Some(open) = self.opens.borrow().last() {
            self.refuse_open(site, open);
        }
        let comer = Comer { num: self.thread_num, phase: self.phase_key(), site };
        // No phase in between, and after leaving by unwinding: nothing shared may be opened then.
        let phase = self.phase.replace(u64::MAX);
        if phase == u64::MAX {
            // User code caught what made this thread leave a barrier. It counts as arrived there, so it must not arrive
            // again: the others would take it for one that is still to come.
            self.team().check_cancelled();
            return None;
        }
        Some((phase, comer))
    }

    /// Names this phase. It is that of another region only after as many barriers, or regions, as no process lives for.
    pub(crate) fn phase_key(&self) -> u64 {
        self.region_id.rotate_left(32) ^ self.phase.get()
    }

    /// What a thread does that waits at a barrier: a task, if one has been pushed in its region.
    fn help(&self) -> bool {
        self.team().tasks.used(self.region_id) && task::run_one(self)
    }

    #[cold]
    fn refuse_open(&self, site: Option<&'static Location<'static>>, open: &Open) -> ! {
        let Open { name, at, .. } = open;
        match site {
            Some(site) => panic!(
                "the barrier at {site} is reached while this thread has `{name}` open (since {at}): move the barrier, \
                 or the function that has it, out of the statement that uses `{name}`"
            ),
            None => panic!(
                "the parallel region at {} ends while this thread has `{name}` open (since {at}): do not keep or \
                 forget what opens `{name}`",
                self.region
            ),
        }
    }
}

thread_local! {
    static CURRENT: Cell<*const Context> = const { Cell::new(ptr::null()) };
    static INITIAL: Cell<Option<Initial>> = const { Cell::new(None) };
}

/// The initial task of a thread that is no worker, with its team of one. Freed when the thread ends.
struct Initial {
    /// Owned: from `Box::into_raw`. The context points into the other two.
    ctx: *mut Context,
    team: *mut Team,
    busy: *mut AtomicUsize,
}

impl Initial {
    fn new() -> Self {
        let team = Box::into_raw(Box::new(Team::new(1)));
        let busy = Box::into_raw(Box::new(AtomicUsize::new(1)));
        // SAFETY: just made, and freed after the context.
        let mut ctx = Context::new(unsafe { &*team }, 0, (new_region_id(), Location::caller()), ptr::null());
        ctx.busy = busy;
        Self { ctx: Box::into_raw(Box::new(ctx)), team, busy }
    }
}

impl Drop for Initial {
    fn drop(&mut self) {
        // A thread that ends the process from within a region leaves its team running: then nothing is freed.
        if ptr::eq(CURRENT.get(), self.ctx) {
            CURRENT.set(ptr::null());
            // SAFETY: from `Box::into_raw`, once; no region is left that could refer to them.
            unsafe {
                drop(Box::from_raw(self.ctx));
                drop(Box::from_raw(self.team));
                drop(Box::from_raw(self.busy));
            }
        }
    }
}

/// Runs `f` with the current implicit task; outside any region with the initial one, a team of one.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&Context) -> R) -> R {
    if CURRENT.get().is_null() {
        return with_initial(f);
    }
    // SAFETY: CURRENT points to a context of an enclosing frame of this thread, or to its initial one.
    f(unsafe { &*CURRENT.get() })
}

#[cold]
fn with_initial<R>(f: impl FnOnce(&Context) -> R) -> R {
    let initial = Initial::new();
    let ctx = initial.ctx;
    CURRENT.set(ctx);
    let mut initial = Some(initial);
    // While the thread's locals are being destroyed there is nowhere to keep it: it serves this call alone.
    let kept = INITIAL.try_with(|cell| cell.set(initial.take()));
    // SAFETY: alive in `INITIAL` or here.
    let result = f(unsafe { &*ctx });
    debug_assert!(kept.is_ok() != initial.is_some());
    result
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
