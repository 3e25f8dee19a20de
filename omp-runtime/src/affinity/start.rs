//! Where a new worker starts: on a CPU of its own, from which the system may move it later.
//!
//! The system often starts a thread on the CPU of the one that made it. That one goes on without a pause, and both share
//! the CPU for some milliseconds, which is longer than many regions take.

/// The CPU that the calling thread runs on.
#[cfg(target_os = "linux")]
pub(crate) fn current_cpu() -> Option<usize> {
    // SAFETY: the call takes no arguments.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

/// Moves the calling thread, a new worker of a thread that runs on `maker`, to the CPU that is `num` further on among those
/// it may use. It is not bound there. Does nothing where there are not so many.
#[cfg(target_os = "linux")]
pub(crate) fn start_apart(maker: Option<usize>, num: usize) {
    let Some((usable, cpus)) = usable() else { return };
    let Some(at) = maker.and_then(|maker| cpus.iter().position(|&cpu| cpu == maker)) else { return };
    if num < cpus.len() {
        let mut one = empty();
        // SAFETY: the CPU is one that the system has named in such a set.
        unsafe { libc::CPU_SET(cpus[(at + num) % cpus.len()], &mut one) };
        if set(&one) {
            // Cannot fail: it is what it was.
            set(&usable);
        }
    }
}

#[cfg(target_os = "linux")]
fn empty() -> libc::cpu_set_t {
    // SAFETY: plain bits, of which none is set.
    unsafe { std::mem::zeroed() }
}

/// The CPUs that the calling thread may use. `None` if there are more than such a set can name.
#[cfg(target_os = "linux")]
fn usable() -> Option<(libc::cpu_set_t, Vec<usize>)> {
    let mut usable = empty();
    // SAFETY: the set is as large as is said.
    let result = unsafe { libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut usable) };
    // SAFETY: below the number of bits.
    let is_usable = |&cpu: &usize| unsafe { libc::CPU_ISSET(cpu, &usable) };
    (result == 0).then(|| (usable, (0..libc::CPU_SETSIZE as usize).filter(is_usable).collect()))
}

#[cfg(target_os = "linux")]
fn set(cpus: &libc::cpu_set_t) -> bool {
    // SAFETY: the set is as large as is said.
    unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), cpus) == 0 }
}

/// Elsewhere threads start where the system puts them.
#[cfg(not(target_os = "linux"))]
pub(crate) fn current_cpu() -> Option<usize> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn start_apart(_maker: Option<usize>, _num: usize) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::thread;

    use super::{current_cpu, start_apart, usable};

    #[test]
    fn a_worker_starts_apart_and_may_be_moved() {
        let (_, cpus) = usable().expect("the system says");
        for (num, maker) in cpus.iter().enumerate() {
            let maker = *maker;
            let after = thread::spawn(move || {
                start_apart(Some(maker), num);
                usable().expect("the system says").1
            });
            assert_eq!(after.join().expect("no panic"), cpus);
        }
        // Where it cannot, it does nothing.
        start_apart(None, 1);
        start_apart(Some(usize::MAX), 1);
        start_apart(current_cpu(), cpus.len());
        assert_eq!(usable().expect("the system says").1, cpus);
    }
}
