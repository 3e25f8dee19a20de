//! The life of a parallel region: from the encountering thread to the team, and back.

use std::{
    panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind},
    ptr::NonNull,
};

use super::{Team, hot::Hot};
use crate::{
    affinity,
    context::{self, Context, new_region_id},
    icv::{Bind, ThreadsRequest},
    wait::Pace,
};

/// What each thread needs to know of its region. A copy lies beside the flag that each worker waits at.
#[derive(Clone, Copy)]
pub(super) struct Job {
    at: &'static Location<'static>,
    team: NonNull<Team>,
    id: u64,
    parent: *const Context,
    body: NonNull<dyn Fn() + Sync>,
    bind: Option<Bind>,
}

// SAFETY: team and body are Sync; what is behind `parent` is not changed while the parent waits in `fork`.
unsafe impl Send for Job {}

impl Job {
    /// The implicit task of thread `num`. Never unwinds. Says whether the encountering thread waits for this thread to
    /// leave: it does unless all threads arrived at the end of a region that is not cancelled and had no tasks.
    ///
    /// # Safety
    /// On one thread for each number below the team's size, among them the encountering thread, which does not change
    /// or end its context before `run` has returned there, nor `team` before each thread has left.
    pub(super) unsafe fn run(self, num: usize) -> bool {
        // SAFETY: by the caller.
        let team = unsafe { self.team.as_ref() };
        let result = catch_unwind(AssertUnwindSafe(|| {
            let ctx = Context::new(team, num, (self.id, self.at), self.parent);
            affinity::bind(&ctx, self.bind);
            context::enter(&ctx, || {
                // SAFETY: the encountering thread does not return before this thread has arrived below, or has left.
                unsafe { (self.body.as_ref())() };
                // From the arrival on, nothing that the encountering thread owns is touched, unless there are tasks.
                ctx.end_region();
            });
        }));
        match result {
            // User code may have caught what cancelled the region. What is asked here was decided before the last thread
            // arrived, so all threads get one answer; one that is late may say yes for nothing.
            Ok(()) => team.tasks.used(self.id) || team.cancelled(),
            Err(payload) => {
                team.cancel.record(num, payload);
                team.wake();
                true
            }
        }
    }
}

/// Runs `body` on each thread of a team whose size OpenMP 5.2, 10.1.1 determines.
///
/// # Panics
/// With what `body` panicked with, on the thread of the lowest number where it did.
#[track_caller]
pub(crate) fn fork(request: ThreadsRequest, bind: Option<Bind>, body: &(dyn Fn() + Sync)) {
    let at = Location::caller();
    context::with(|parent| {
        let allowed = parent.reserve(request);
        let mut hot = Hot::take();
        let size = hot.grow(allowed.threads);
        let id = new_region_id();
        let team = NonNull::from(hot.team(size));
        // SAFETY: the team is in a box that stays in `hot.teams` until `discard_team`, after the join, or until a later
        // region, which sees to it that all have left.
        unsafe { team.as_ref() }.begin_region(id);
        // SAFETY: a longer lifetime for what is called only while `fork` waits.
        let body = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(body) };
        let job = Job { at, team, id, parent, body: NonNull::from(body), bind };
        // SAFETY: `run` never unwinds, and if it says so the join follows. Else all threads have arrived at the end of
        // the region. So had they in the region before, for `hot` is in nobody else's hands.
        let stay = unsafe {
            hot.post(size, job);
            job.run(0)
        };
        let payload = if stay { settle(&mut hot, size) } else { None };
        drop(hot);
        drop(allowed);
        if let Some(payload) = payload {
            resume_unwind(payload);
        }
    });
}

/// The end of a region that was cancelled, or had tasks: waits until all workers have left. Gives the panic to resume.
#[cold]
fn settle(hot: &mut Hot, size: usize) -> Option<super::cancel::Payload> {
    hot.join(size, Pace::of(size));
    let team = hot.team(size);
    let payload = team.cancel.take();
    if team.cancelled() {
        hot.discard_team();
    }
    payload
}
