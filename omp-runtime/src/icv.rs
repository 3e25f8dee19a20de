//! Internal control variables (OpenMP 5.2, 2.4).

use std::{sync::OnceLock, thread};

use crate::{
    env::{self, Env},
    wait::WaitPolicy,
};

/// The kind in *run-sched-var*.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RunKind {
    Static,
    Dynamic,
    Guided,
    Auto,
}

/// *run-sched-var*: what `schedule(runtime)` means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RunSched {
    pub(crate) kind: RunKind,
    /// `None`: the kind's default.
    pub(crate) chunk: Option<usize>,
    /// Each thread gets its iterations in increasing order.
    pub(crate) monotonic: bool,
}

impl RunSched {
    /// `static` without a chunk. `static` is monotonic unless it says otherwise (OpenMP 5.2, 11.5.3).
    pub(crate) const DEFAULT: Self = Self { kind: RunKind::Static, chunk: None, monotonic: true };
}

/// *bind-var*, or what a `proc_bind` clause asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bind {
    /// Nothing was said: threads are left alone, unless a clause asks.
    Unset,
    /// Threads are left alone, whatever a clause asks.
    False,
    /// Threads are bound, near the encountering thread.
    True,
    Primary,
    Close,
    Spread,
}

/// What a `parallel` construct says about the size of its team.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadsRequest {
    /// The `if` clause is false.
    pub(crate) serial: bool,
    /// The `num_threads` clause.
    pub(crate) num_threads: Option<usize>,
}

/// The control variables that each data environment has a copy of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Icv {
    /// *nthreads-var*: the value of this level, and those of the levels below.
    pub(crate) num_threads: usize,
    num_threads_below: &'static [usize],
    /// *bind-var*: likewise.
    pub(crate) bind: Bind,
    bind_below: &'static [Bind],
    /// *dyn-var*.
    pub(crate) dynamic: bool,
    pub(crate) run_sched: RunSched,
    pub(crate) max_active_levels: usize,
    pub(crate) thread_limit: usize,
    /// *default-device-var*.
    pub(crate) default_device: usize,
}

impl Icv {
    /// Of an initial task: what the environment says.
    pub(crate) fn initial() -> Self {
        Self::from_env(env::get())
    }

    pub(crate) fn from_env(env: &'static Env) -> Self {
        let (num_threads, num_threads_below) =
            env.num_threads.split_first().map_or_else(|| (num_procs(), &[][..]), |(&n, rest)| (n, rest));
        let (bind, bind_below) =
            env.bind.split_first().map_or_else(|| (env.default_bind(), &[][..]), |(&b, rest)| (b, rest));
        Self {
            num_threads,
            num_threads_below,
            bind,
            bind_below,
            dynamic: env.dynamic,
            run_sched: env.schedule,
            max_active_levels: env.max_active_levels(),
            thread_limit: env.thread_limit.unwrap_or(usize::MAX),
            default_device: env.default_device.unwrap_or(0),
        }
    }

    /// Of the implicit tasks of a region encountered here: lists lose their first value, unless it is the last.
    pub(crate) fn inherited(mut self) -> Self {
        if let Some((&n, below)) = self.num_threads_below.split_first() {
            (self.num_threads, self.num_threads_below) = (n, below);
        }
        if let Some((&bind, below)) = self.bind_below.split_first() {
            (self.bind, self.bind_below) = (bind, below);
        }
        self
    }

    /// How many threads a region encountered here should have, before the thread limit (OpenMP 5.2, 10.1.1).
    pub(crate) fn threads(&self, request: ThreadsRequest, active_levels: usize) -> usize {
        if request.serial || active_levels >= self.max_active_levels {
            return 1;
        }
        let wanted = request.num_threads.unwrap_or(self.num_threads);
        if self.dynamic { wanted.min(num_procs()) } else { wanted }
    }
}

/// The CPUs this process may use: its affinity mask and its control group's quota, as they were at the first call,
/// since a thread that we bind sees only its own place.
pub(crate) fn num_procs() -> usize {
    static PROCS: OnceLock<usize> = OnceLock::new();
    *PROCS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

/// *wait-policy-var*, if the user has a say.
pub(crate) fn wait_policy() -> Option<WaitPolicy> {
    env::get().wait_policy
}

/// How often a waiting thread spins, if the user has a say.
pub(crate) fn spins() -> Option<u64> {
    env::get().spins.map(|spins| spins as u64)
}

/// *stacksize-var*, in bytes, if the user has a say.
pub(crate) fn stack_size() -> Option<usize> {
    env::get().stack_size
}
