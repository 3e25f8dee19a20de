//! The `omp_*` routines (OpenMP 5.2, chapter 18). Counts and numbers are `usize`; what may not exist is an `Option`.

use std::{sync::OnceLock, time::Instant};

use crate::{
    context,
    device::devices,
    icv::{self, RunKind, RunSched},
};

/// The number of the calling thread in its team, from 0.
pub fn omp_get_thread_num() -> usize {
    context::with(|c| c.thread_num)
}

/// The number of threads in the current team; 1 outside a region.
pub fn omp_get_num_threads() -> usize {
    context::with(|c| c.team().size)
}

/// Sets how many threads a region encountered by this task has when it does not say. Changes no other task.
///
/// # Panics
/// If `num_threads` is 0.
#[track_caller]
pub fn omp_set_num_threads(num_threads: usize) {
    assert!(num_threads > 0, "omp_set_num_threads(0): a team has at least one thread");
    context::with(|c| c.update_icv(|icv| icv.num_threads = num_threads));
}

/// How many threads a region without a `num_threads` clause would have if it were encountered here, at most.
pub fn omp_get_max_threads() -> usize {
    context::with(|c| c.icv.get().num_threads.min(c.icv.get().thread_limit))
}

/// The number of CPUs this process may use.
pub fn omp_get_num_procs() -> usize {
    icv::num_procs()
}

/// How many threads may work at once for one initial thread; `usize::MAX` if there is no limit.
pub fn omp_get_thread_limit() -> usize {
    context::with(|c| c.icv.get().thread_limit)
}

/// Whether some enclosing region has a team of more than one thread.
pub fn omp_in_parallel() -> bool {
    omp_get_active_level() > 0
}

/// Whether the calling task is final: all tasks that it creates run at once, as final tasks.
pub fn omp_in_final() -> bool {
    context::with(|c| c.in_final.get())
}

/// The number of enclosing regions, those with a team of one included.
pub fn omp_get_level() -> usize {
    context::with(|c| c.level)
}

/// The number of enclosing regions whose team has more than one thread.
pub fn omp_get_active_level() -> usize {
    context::with(|c| c.active_level)
}

/// The thread number at nesting level `level` of the calling thread or of the thread it descends from; `None` for a
/// level deeper than this one.
pub fn omp_get_ancestor_thread_num(level: usize) -> Option<usize> {
    context::with(|c| c.ancestor(level).map(|task| task.thread_num))
}

/// The size of the team at nesting level `level` that the calling thread belongs to or descends from; `None` for a
/// level deeper than this one.
pub fn omp_get_team_size(level: usize) -> Option<usize> {
    context::with(|c| c.ancestor(level).map(|task| task.team().size))
}

/// Sets how many nested regions may have more than one thread.
pub fn omp_set_max_active_levels(levels: usize) {
    context::with(|c| c.update_icv(|icv| icv.max_active_levels = levels));
}

/// How many nested regions may have more than one thread; `usize::MAX` if there is no limit.
pub fn omp_get_max_active_levels() -> usize {
    context::with(|c| c.icv.get().max_active_levels)
}

/// Sets whether a region may get fewer threads than it asks for: then no more than there are CPUs.
pub fn omp_set_dynamic(dynamic: bool) {
    context::with(|c| c.update_icv(|icv| icv.dynamic = dynamic));
}

/// Whether a region may get fewer threads than it asks for.
pub fn omp_get_dynamic() -> bool {
    context::with(|c| c.icv.get().dynamic)
}

/// A kind of schedule, for `schedule(runtime)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OmpSched {
    /// Iterations are divided among the threads beforehand.
    Static,
    /// Threads ask for chunks.
    Dynamic,
    /// Threads ask for chunks that become smaller.
    Guided,
    /// The runtime chooses.
    Auto,
}

/// Sets what `schedule(runtime)` means in this task and those of regions it encounters. Without a chunk size the kind's
/// default holds; `Auto` takes none.
///
/// # Panics
/// If the chunk size is 0, or is given for `Auto`.
#[track_caller]
pub fn omp_set_schedule(kind: OmpSched, chunk: Option<usize>) {
    assert!(chunk != Some(0), "omp_set_schedule: a chunk has at least one iteration");
    assert!(
        kind != OmpSched::Auto || chunk.is_none(),
        "omp_set_schedule: OmpSched::Auto takes no chunk size"
    );
    let (kind, monotonic) = match kind {
        OmpSched::Static => (RunKind::Static, true),
        OmpSched::Dynamic => (RunKind::Dynamic, false),
        OmpSched::Guided => (RunKind::Guided, false),
        OmpSched::Auto => (RunKind::Auto, false),
    };
    context::with(|c| c.update_icv(|icv| icv.run_sched = RunSched { kind, chunk, monotonic }));
}

/// What `schedule(runtime)` means: the kind and the chunk size, if one was set.
pub fn omp_get_schedule() -> (OmpSched, Option<usize>) {
    let sched = context::with(|c| c.icv.get().run_sched);
    let kind = match sched.kind {
        RunKind::Static => OmpSched::Static,
        RunKind::Dynamic => OmpSched::Dynamic,
        RunKind::Guided => OmpSched::Guided,
        RunKind::Auto => OmpSched::Auto,
    };
    (kind, sched.chunk)
}

/// Seconds since a moment in the past that stays the same while the program runs, on all threads.
pub fn omp_get_wtime() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// The resolution of `omp_get_wtime` in seconds: the clock counts nanoseconds.
pub fn omp_get_wtick() -> f64 {
    1e-9
}

/// The number of devices other than the host: of [`devices`](crate::device::devices::devices), and of the parts that
/// [`Device::partition`](crate::device::devices::Device::partition) has made of them.
pub fn omp_get_num_devices() -> usize {
    devices::count()
}

/// The device of a target construct without a `device` clause.
pub fn omp_get_default_device() -> usize {
    context::with(|c| c.icv.get().default_device)
}

/// Sets the device of this task's target constructs without a `device` clause. Changes no other task. The number is
/// looked at by the next construct.
pub fn omp_set_default_device(device: usize) {
    context::with(|c| c.update_icv(|icv| icv.default_device = device));
}

/// The number that stands for the host in a `device` clause: one more than that of the last device.
pub fn omp_get_initial_device() -> usize {
    devices::count()
}

/// Whether the caller is executed by the host. In a target region that was offloaded it is false.
pub fn omp_is_initial_device() -> bool {
    true
}

/// The number of the device that the caller is executed by: on the host, that of the initial device.
pub fn omp_get_device_num() -> usize {
    omp_get_initial_device()
}

/// The number of the caller's team in its league, from 0. The host has a league of one team.
pub fn omp_get_team_num() -> usize {
    0
}

/// The number of teams in the caller's league. The host has a league of one team.
pub fn omp_get_num_teams() -> usize {
    1
}

pub use crate::device::data::present::omp_target_is_present;
