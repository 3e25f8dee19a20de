//! What a thread does that has to wait: run a task that it may run, stay awake for a while, sleep.

use std::cell::Cell;

use super::{Worker, deque::Steal, frame::Executor, job::JobRef};
use crate::{
    context::Context,
    sync::yield_now,
    wait::{Event, Pace, spin_once},
};

/// Rounds with a pause instruction that a thread makes between two looks, at most.
const APART: u64 = 32;
/// Such rounds before the first that gives the CPU away, at least.
const BRIEFLY: u64 = 128;

/// Waits until `ready`. Another thread makes it true and then notifies `event`, if it knows by what `announce` does that
/// this thread may sleep there. Meanwhile it calls `help`, which says whether it did something useful.
pub(super) fn wait(
    (event, pace): (&Event, Pace),
    ready: impl Fn() -> bool,
    mut help: impl FnMut() -> bool,
    announce: impl Fn(),
) {
    // Who does not sleep at once does not yield at once either, on a crowded machine: most tasks are short.
    let spins = if pace.yields == 0 { pace.spins } else { pace.spins.max(BRIEFLY) };
    let mut turn = 0;
    while !ready() {
        if help() {
            turn = 0;
        } else if turn < spins {
            // The looks are at what the thread works with that is waited for: not too often.
            let rounds = (turn + 1).min(APART);
            (turn..turn + rounds).for_each(spin_once);
            turn += rounds;
        } else if turn - spins < pace.yields {
            turn += 1;
            yield_now();
        } else {
            announce();
            sleep(event, &ready, &mut help);
            turn = 0;
        }
    }
}

/// Sleeps until `ready`, or until it has found something to help with.
fn sleep(event: &Event, ready: impl Fn() -> bool, mut help: impl FnMut() -> bool) {
    let helped = Cell::new(false);
    let look = || {
        helped.set(help());
        helped.get()
    };
    event.wait(Pace { spins: 0, yields: 0 }, || helped.get() || ready(), look);
}

/// Steals the oldest entry of `victim` that `permit` allows (see `Deque::steal`).
fn steal(on: Executor<'_>, victim: usize, permit: impl Fn() -> Option<isize>) -> Option<JobRef> {
    let deque = &on.tasks.workers[victim].deque;
    loop {
        match deque.steal(&permit) {
            Steal::Success(job) => {
                on.note_left(victim);
                return Some(job);
            }
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

/// Steals from `victim` what `permit` allows and runs it, and then what it leaves behind. False if there is none.
pub(super) fn run_stolen(on: Executor<'_>, victim: usize, permit: impl Fn() -> Option<isize>) -> bool {
    let job = steal(on, victim, permit);
    job.map(|job| job.run(on, true)).is_some()
}

/// Runs one task of the team, if there is one: what a thread does that waits at a barrier, below which no task waits on
/// this stack.
pub(crate) fn run_one(ctx: &Context) -> bool {
    let on = Executor::new(ctx);
    find(on).map(|job| job.run(on, true)).is_some()
}

/// Takes any task: an own one, or that of the last victim, for where there was one there may be more, or that of any
/// other thread from a random one on, lest all thieves go to the same.
fn find(on: Executor<'_>) -> Option<JobRef> {
    let (me, count) = (on.ctx.thread_num, on.tasks.workers.len());
    // SAFETY: this thread is the owner of its worker's deque.
    if let Some(job) = unsafe { on.worker.deque.pop(on.worker.deque.top()) } {
        return Some(job);
    }
    let first = random_below(on.worker, count);
    let others = (first..count).chain(0..first);
    std::iter::once(on.worker.victim.get()).chain(others).filter(|&victim| victim != me).find_map(|victim| {
        let job = steal(on, victim, || Some(isize::MIN))?;
        on.worker.victim.set(victim);
        Some(job)
    })
}

/// Xorshift (Marsaglia 2003).
fn random_below(worker: &Worker, count: usize) -> usize {
    let mut x = worker.random.get();
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    worker.random.set(x);
    ((u64::from(x) * count as u64) >> 32) as usize
}
