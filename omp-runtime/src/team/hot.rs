//! Hot teams: workers that wait between regions. One for each depth of nesting on each thread that encounters regions.

use std::{
    cell::RefCell,
    mem::ManuallyDrop,
    sync::{Once, OnceLock},
    thread::{self, Builder},
};

use crossbeam::utils::CachePadded;

use super::{
    Team,
    crew::{self, Crew, Slot},
    fork::Job,
};
use crate::{
    icv,
    sync::{
        Arc,
        global::{AtomicBool, AtomicUsize, Mutex, Ordering, lock},
        yield_now,
    },
    wait::Pace,
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
    /// Shared with the workers, together with the teams that are left to them.
    crew: Arc<(Crew, Mutex<Teams>)>,
    /// Worker `i` is thread `i + 1`.
    slots: Vec<Arc<CachePadded<Slot<Job>>>>,
    /// Most recently used last.
    teams: Teams,
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
            crew: Arc::new((Crew::new(), Mutex::default())),
            slots: Vec::new(),
            teams: Vec::new(),
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

    fn spawn(&self) -> std::io::Result<Arc<CachePadded<Slot<Job>>>> {
        if self.slots.len() >= most_workers() {
            return Err(std::io::Error::other("the system maps no more stacks"));
        }
        let slot = Slot::<Job>::new();
        let (theirs, crew) = (Arc::clone(&slot), Arc::clone(&self.crew));
        let mut builder = Builder::new().name(format!("omp worker {}", self.slots.len() + 1));
        if let Some(bytes) = icv::stack_size() {
            builder = builder.stack_size(bytes);
        }
        let (num, pace) = (self.slots.len() + 1, Pace::of(self.slots.len() + 2));
        builder.spawn(move || {
            let mut taken = 0;
            while let Some(job) = theirs.next(&mut taken, pace) {
                // SAFETY: posted by `fork`, which keeps the contract, to worker `num` alone.
                let awaited = unsafe { job.run(num) };
                theirs.leave(taken);
                if awaited {
                    crew.0.announce();
                }
            }
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
            // They may still be on their way out of the barrier of their last region.
            while !self.slots.iter().all(|slot| slot.has_left()) {
                yield_now();
            }
            self.teams.remove(0);
        }
        self.teams.push(team);
    }

    /// Waits until the workers of a team of `size` have left it. They announce it: their region was cancelled or had
    /// tasks.
    pub(super) fn join(&self, size: usize, pace: Pace) {
        self.crew.0.join(self.slots.iter().take(size - 1), pace);
    }

    /// Drops the team used last: a cancelled region leaves its barrier and constructs half done. After the join.
    pub(super) fn discard_team(&mut self) {
        self.teams.pop();
    }

    /// Hands `job` to the workers 1 to `size - 1`.
    ///
    /// # Safety
    /// As `Job::run`; each worker has arrived at the end of the region of its job before, or has left it.
    pub(super) unsafe fn post(&self, size: usize, job: Job) {
        if size > 1 {
            // SAFETY: the caller vouches for it: a worker reads its job before it arrives anywhere.
            unsafe { crew::post_all(self.slots.iter().take(size - 1), job) };
        }
    }
}

impl Drop for Hot {
    fn drop(&mut self) {
        if self.forks == FORKS.load(Ordering::Relaxed) {
            // Not joined: a destructor of a thread-local must not wait for a thread. The workers own what they touch,
            // and a team that they may not have left yet goes with the last of them.
            lock(&self.crew.1).append(&mut self.teams);
            self.slots.iter().for_each(|slot| slot.exit());
        } else {
            std::mem::forget(std::mem::take(&mut self.slots));
            std::mem::forget(Arc::clone(&self.crew));
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

/// How many workers the system can surely start.
///
/// On Linux a thread needs four memory mappings, and where they run out the new thread ends the process instead of
/// returning an error: so no more than half of them are used.
fn most_workers() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| {
        let mappings = std::fs::read_to_string("/proc/sys/vm/max_map_count").ok();
        let mappings: Option<usize> = mappings.and_then(|count| count.trim().parse().ok());
        mappings.map_or(usize::MAX, |mappings| mappings / 8)
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
