//! Hot teams: workers that wait between regions. One for each depth of nesting on each thread that encounters regions.

use std::{
    cell::RefCell,
    mem::ManuallyDrop,
    ptr::NonNull,
    sync::{Once, OnceLock},
    thread::{self, Builder},
};

use crossbeam::utils::CachePadded;

use super::{
    Seat, Team,
    crew::{Call, Crew, MOST_THREADS, Slot},
    fork::Job,
};
use crate::{
    affinity, icv,
    sync::{
        Arc,
        global::{AtomicBool, AtomicUsize, Mutex, Ordering, lock},
    },
    wait::{Event, Pace},
};

/// How many teams of different sizes a hot team keeps.
const KEPT: usize = 4;

#[allow(
    clippy::vec_box,
    reason = "threads hold pointers to a team; its address must not depend on its neighbours"
)]
type Teams = Vec<Box<Team>>;

/// Workers, and the teams they have formed with the thread that owns this. Owned by one thread; dropping it ends the
/// workers.
pub(super) struct Hot {
    crew: Arc<Crew<Job>>,
    /// The teams that are left to the workers when the owner ends.
    left: Arc<Mutex<Teams>>,
    /// Worker `i` is thread `i + 1`.
    slots: Vec<Arc<CachePadded<Slot>>>,
    /// Most recently used last.
    teams: Teams,
    /// The team of the last region, one of `teams`: at its end workers may still be resting.
    resting: Option<NonNull<Team>>,
    /// `FORKS` when this was built: in a child process the workers do not exist.
    forks: usize,
}

/// How many times this process is a `fork` away from the one that started.
static FORKS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The hot teams of this thread that no region uses. The last is the one of the outermost level in use next.
    static IDLE: RefCell<Vec<Hot>> = const { RefCell::new(Vec::new()) };
}

impl Hot {
    fn new() -> Self {
        watch_forks();
        Self {
            crew: Arc::new(Crew::new()),
            left: Arc::default(),
            slots: Vec::new(),
            teams: Vec::new(),
            resting: None,
            forks: FORKS.load(Ordering::Relaxed),
        }
    }

    /// Takes a hot team of this thread, or builds one.
    pub(super) fn take() -> Taken {
        // `try_with`: a destructor of another thread-local may fork a region after ours has run.
        let idle = IDLE.try_with(|idle| idle.borrow_mut().pop()).ok().flatten();
        let now = FORKS.load(Ordering::Relaxed);
        let hot = match idle {
            Some(hot) if hot.forks == now => hot,
            Some(stale) => {
                // The workers stayed in the parent process, maybe with a lock held: leave it all alone.
                std::mem::forget(stale);
                Self::new()
            }
            None => Self::new(),
        };
        Taken(ManuallyDrop::new(hot))
    }

    /// Sees to it that there are workers for a team of `size`, and says how large a team there can be.
    pub(super) fn grow(&mut self, size: usize) -> usize {
        while self.slots.len() + 1 < size {
            match self.spawn() {
                Ok(slot) => self.slots.push(slot),
                Err(error) => {
                    warn_once(size, self.slots.len() + 1, &error);
                    break;
                }
            }
        }
        size.min(self.slots.len() + 1)
    }

    fn spawn(&self) -> std::io::Result<Arc<CachePadded<Slot>>> {
        let num = self.slots.len() + 1;
        if num > most_workers() {
            return Err(std::io::Error::other("the system maps no more stacks"));
        }
        let (slot, left) = (Slot::new(), Arc::clone(&self.left));
        let seat = Seat::new(Arc::clone(&self.crew), Arc::clone(&slot), num, Pace::of(num + 1));
        let mut builder = Builder::new().name(format!("omp worker {num}"));
        if let Some(bytes) = icv::stack_size() {
            builder = builder.stack_size(bytes);
        }
        let maker = affinity::current_cpu();
        builder.spawn(move || {
            affinity::start_apart(maker, num);
            loop {
                let awaited = match seat.next() {
                    // SAFETY: posted by `fork`, which keeps the contract, and run by worker `num` alone.
                    Call::Run(job) => unsafe { job.run(num, Some(&seat)) },
                    Call::Leave => true,
                    Call::Exit => break,
                };
                if awaited {
                    seat.leave();
                }
            }
            drop(left);
        })?;
        Ok(slot)
    }

    /// The team of `size` threads. Its workers exist: `grow` said so.
    pub(super) fn team(&mut self, size: usize) -> &Team {
        if self.teams.last().is_none_or(|team| team.size != size) {
            self.change_team(size);
        }
        &self.teams[self.teams.len() - 1]
    }

    #[cold]
    fn change_team(&mut self, size: usize) {
        let kept = self.teams.iter().position(|team| team.size == size);
        let team = kept.map_or_else(|| Box::new(Team::new(size)), |i| self.teams.remove(i));
        if self.teams.len() == KEPT {
            // They may still be at the end of a region of that team.
            // SAFETY: no region runs: all whom a job was for have arrived at the end of its region.
            unsafe { self.dismiss(self.slots.len() + 1) };
            self.teams.remove(0);
        }
        self.teams.push(team);
    }

    /// Waits until the workers of a team of `size` have left it. They announce it: their region was cancelled, or they were
    /// asked to.
    pub(super) fn join(&self, size: usize, pace: Pace) {
        self.crew.join(&self.slots[..size - 1], pace);
    }

    /// Has the workers below `size` leave the end of their region, and waits for it.
    ///
    /// # Safety
    /// As `post`.
    pub(super) unsafe fn dismiss(&mut self, size: usize) {
        if size > 1 {
            // SAFETY: by the caller.
            unsafe { self.crew.post(None, size, &self.slots, self.rest()) };
            self.resting = None;
            self.join(size, Pace::of(size));
        }
    }

    /// Where workers may sleep that have not left the end of the last region.
    fn rest(&self) -> Option<&Event> {
        // SAFETY: `resting` is forgotten before its team is dropped.
        self.resting.map(|team| unsafe { &team.as_ref().event })
    }

    /// Drops the team used last: a cancelled region leaves its barrier and constructs half done. After the join.
    pub(super) fn discard_team(&mut self) {
        self.resting = None;
        self.teams.pop();
    }

    /// Hands `job` to the workers 1 to `size - 1`, in the team used last.
    ///
    /// # Safety
    /// As `Job::run`; all whom the job before was for have arrived at the end of its region, or have left it.
    pub(super) unsafe fn post(&mut self, size: usize, job: Job) {
        if size > 1 {
            // SAFETY: by the caller: a worker reads its job before it arrives anywhere.
            unsafe { self.crew.post(Some(job), size, &self.slots, self.rest()) };
            self.resting = self.teams.last().map(|team| NonNull::from(&**team));
        }
    }
}

impl Drop for Hot {
    fn drop(&mut self) {
        if self.forks == FORKS.load(Ordering::Relaxed) {
            // Not joined: a destructor of a thread-local must not wait for a thread. The workers own what they touch,
            // and a team that they may not have left yet goes with the last of them.
            self.crew.exit(&self.slots, self.rest());
            lock(&self.left).append(&mut self.teams);
        } else {
            std::mem::forget(std::mem::take(&mut self.slots));
            std::mem::forget((Arc::clone(&self.crew), Arc::clone(&self.left)));
        }
    }
}

/// A hot team in use. Goes back to its thread at the end.
pub(super) struct Taken(ManuallyDrop<Hot>);

impl std::ops::Deref for Taken {
    type Target = Hot;
    fn deref(&self) -> &Hot {
        &self.0
    }
}

impl std::ops::DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut Hot {
        &mut self.0
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        // SAFETY: taken once, here; not used afterwards.
        let hot = unsafe { ManuallyDrop::take(&mut self.0) };
        // If the thread is ending, the closure is dropped unused, and the hot team with it.
        let _ = IDLE.try_with(move |idle| idle.borrow_mut().push(hot));
    }
}

/// Counts the forks of this process, in the children.
fn watch_forks() {
    static ONCE: Once = Once::new();
    #[cfg(unix)]
    ONCE.call_once(|| {
        extern "C" fn child() {
            // Relaxed suffices: a child starts with one thread.
            FORKS.fetch_add(1, Ordering::Relaxed);
        }
        // SAFETY: the handler is a plain function that only changes an atomic, which is safe after a fork. If it
        // cannot be registered for lack of memory, so be it: a child that uses regions is rare, and hangs.
        unsafe { libc::pthread_atfork(None, None, Some(child)) };
    });
    #[cfg(not(unix))]
    ONCE.call_once(|| {});
}

/// How many workers the system can surely start, and a board can name.
///
/// On Linux a thread needs four memory mappings, and where they run out the new thread ends the process instead of
/// returning an error: so no more than half of them are used.
fn most_workers() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| {
        let mappings = std::fs::read_to_string("/proc/sys/vm/max_map_count").ok();
        let mappings: Option<usize> = mappings.and_then(|count| count.trim().parse().ok());
        mappings.map_or(usize::MAX, |mappings| mappings / 8).min(MOST_THREADS - 1)
    })
}

#[cold]
fn warn_once(wanted: usize, have: usize, error: &std::io::Error) {
    static WARNED: AtomicBool = AtomicBool::new(false);
    // Relaxed suffices: it only limits the warnings to one.
    if !WARNED.swap(true, Ordering::Relaxed) && !thread::panicking() {
        eprintln!(
            "ferromp: warning: a team of {wanted} threads was asked for, but the system gave only {have} ({error})"
        );
    }
}
