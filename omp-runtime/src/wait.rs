//! How a thread waits: spin, then yield, then sleep until somebody says that something may have changed.

use crate::{
    bell::Bell,
    fence, icv,
    sync::{
        atomic::{AtomicUsize, Ordering, fence},
        spin_loop, yield_now,
    },
};

/// How often a thread spins, by default.
const SPINS: u64 = 20_000;

/// How long a thread waits awake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pace {
    /// Rounds of `spin_once`.
    pub(crate) spins: u64,
    /// Rounds after them that offer the CPU to another thread.
    pub(crate) yields: u64,
}

/// `OMP_WAIT_POLICY` (OpenMP 5.2, 21.1.7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WaitPolicy {
    /// Stay awake: waiting threads do not sleep.
    Active,
    /// Give the CPU back at once.
    Passive,
}

impl Pace {
    /// For a team of `threads` on this machine.
    pub(crate) fn of(threads: usize) -> Self {
        if cfg!(loom) {
            return Self { spins: 0, yields: 0 };
        }
        Self::choose(icv::wait_policy(), icv::spins(), threads.div_ceil(icv::num_procs()))
    }

    /// A spin is some 10 to 50 ns. A thread that others wait for may need the very CPU that spins, so with more threads than
    /// CPUs nobody spins; a few yields still beat a sleep, which costs the waker a system call, and some more do where few
    /// threads share a CPU, so that all soon have had their turn. With a CPU for each, a thread spins for somewhat longer
    /// than it takes to wake a large team: if it spun for less, and one had gone to sleep, the others would while that one
    /// is woken, in every region again.
    fn choose(policy: Option<WaitPolicy>, spins: Option<u64>, threads_a_cpu: usize) -> Self {
        let spins = spins.unwrap_or(if threads_a_cpu > 1 { 0 } else { SPINS });
        match (policy, threads_a_cpu) {
            (Some(WaitPolicy::Active), _) => Self { spins, yields: u64::MAX },
            (Some(WaitPolicy::Passive), _) => Self { spins: 0, yields: 0 },
            (None, ..2) => Self { spins, yields: 16 },
            (None, 2..=8) => Self { spins, yields: 24 },
            (None, _) => Self { spins, yields: 8 },
        }
    }
}

/// One round of spinning. Who spins for long offers the CPU from time to time: to a thread of its own team that the system
/// has put there, or to another program.
#[inline]
pub(crate) fn spin_once(turn: u64) {
    const BRIEF: u64 = 1000;
    const APART: u64 = 64;
    if turn > BRIEF && turn.is_multiple_of(APART) {
        yield_now();
    } else {
        spin_loop();
    }
}

/// A place to wait for a condition that other threads make true, in two steps: they change what the condition
/// reads, then they call `notify`. See team/README.md for why no wake-up is lost.
pub(crate) struct Event {
    /// Threads that sleep or are about to. Changed by waiters; read by notifiers.
    sleepers: AtomicUsize,
    /// Whether the notifier's fence is a light one, and the sleeper's a heavy one. Never changes.
    light: bool,
    /// Rung where there are sleepers.
    bell: Bell,
}

impl Event {
    pub(crate) fn new() -> Self {
        Self::with(false)
    }

    /// One that is seldom slept at: to sleep costs a system call more, if the kernel has it, and to notify next to nothing.
    pub(crate) fn light() -> Self {
        Self::with(fence::available())
    }

    fn with(light: bool) -> Self {
        Self { sleepers: AtomicUsize::new(0), light, bell: Bell::new() }
    }

    /// Waits until `ready`. While it waits, calls `help`, which says whether it did something useful; before
    /// sleeping, `help` is called once more than the notification that could wake it, so work is not missed.
    #[inline]
    pub(crate) fn wait(&self, pace: Pace, ready: impl Fn() -> bool, mut help: impl FnMut() -> bool) {
        let mut turn = 0_u64;
        while !ready() {
            if help() {
                turn = 0;
            } else if turn < pace.spins {
                turn += 1;
                spin_once(turn);
            } else if turn - pace.spins < pace.yields {
                turn += 1;
                yield_now();
            } else {
                self.sleep(|| ready() || help());
            }
        }
    }

    /// Sleeps until the next notification, or for a shorter time, unless `go_on`.
    #[cold]
    fn sleep(&self, go_on: impl FnOnce() -> bool) {
        // Relaxed suffices: the fence below orders it before what `go_on` reads.
        self.sleepers.fetch_add(1, Ordering::Relaxed);
        let seen = self.bell.rings();
        // SeqCst: pairs with the fence in `notify`. Either the notifier sees this sleeper, or `go_on` sees the change.
        let fenced = if self.light {
            fence::heavy()
        } else {
            fence(Ordering::SeqCst);
            true
        };
        if !fenced {
            // The kernel refuses: awake, then.
            yield_now();
        } else if !go_on() {
            self.bell.wait(seen);
        }
        // A counter: a notifier that reads too many only pays for it.
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }

    /// Wakes the sleepers, to look again. No system call, and no shared write, if there are none.
    #[inline]
    pub(crate) fn notify(&self) {
        // SeqCst: pairs with the fence in `sleep`.
        if self.light {
            fence::light();
        } else {
            fence(Ordering::SeqCst);
        }
        if self.sleepers.load(Ordering::Relaxed) != 0 {
            self.wake_all();
        }
    }

    /// As `notify`, for news that a sleeper may miss: without the fence.
    #[inline]
    pub(crate) fn nudge(&self) {
        // Relaxed suffices: a stale answer is as good as having come a little earlier.
        if self.sleepers.load(Ordering::Relaxed) != 0 {
            self.wake_all();
        }
    }

    /// As `nudge`, for news that one thread deals with.
    #[inline]
    pub(crate) fn nudge_one(&self) {
        // Relaxed suffices: as in `nudge`.
        if self.sleepers.load(Ordering::Relaxed) != 0 {
            self.wake_one();
        }
    }

    #[cold]
    fn wake_all(&self) {
        self.bell.ring();
    }

    #[cold]
    fn wake_one(&self) {
        self.bell.ring_for_one();
    }
}
