//! The life of a parallel region: from the encountering thread to the team, and back.

use std::{
    panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind},
    ptr::NonNull,
};

use super::{Seat, Team, cancel::Payload, hot::Hot};
use crate::{
    affinity,
    context::{self, Context, new_region_id},
    icv::{Bind, ThreadsRequest},
    wait::Pace,
};

/// What each thread needs to know of its region. A copy lies beside the word that the workers wait at.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    at: &'static Location<'static>,
    team: NonNull<Team>,
    id: u64,
    parent: *const Context,
    body: NonNull<dyn Fn() + Sync>,
    bind: Option<Bind>,
}

// SAFETY: team and body are Sync; what is behind `parent` is not changed while the parent waits in `fork`.
unsafe impl Send for Job {}
// SAFETY: as above; a job is only copied.
unsafe impl Sync for Job {}

impl Job {
    /// The implicit task of thread `num`, a worker's from its seat. Never unwinds. Says whether the region is cancelled,
    /// so that the encountering thread waits for this thread to leave.
    ///
    /// # Safety
    /// On one thread for each number below the team's size, among them the encountering thread, which does not change
    /// or end its context before `run` has returned there, and not before all have left if the region is cancelled or had
    /// tasks; nor `team` before all have left.
    pub(super) unsafe fn run(self, num: usize, seat: Option<&Seat>) -> bool {
        // SAFETY: by the caller.
        let team = unsafe { self.team.as_ref() };
        let result = catch_unwind(AssertUnwindSafe(|| {
            let ctx = Context::new(team, num, (self.id, self.at), self.parent);
            affinity::bind(&ctx, self.bind);
            context::enter(&ctx, || {
                // SAFETY: the encountering thread does not return before this thread has arrived below, or has left.
                unsafe { (self.body.as_ref())() };
                // From the arrival on, nothing that the encountering thread owns is touched, unless there are tasks.
                ctx.end_region(seat);
            });
        }));
        match result {
            // User code may have caught what cancelled the region. A late worker may say yes for a later region: for nothing.
            Ok(()) => team.cancelled(),
            Err(payload) => {
                team.cancel.record(num, payload);
                team.wake();
                true
            }
        }
    }
}

/// A region that its threads have come to the end of, or have left.
pub(crate) struct Ended<'a> {
    pub(crate) team: &'a Team,
    pub(crate) region: u64,
}

/// Runs `body` on each thread of a team whose size OpenMP 5.2, 10.1.1 determines, and then `ended` on this thread, also if
/// the region was cancelled.
///
/// # Panics
/// With what `body` panicked with, on the thread of the lowest number where it did.
#[track_caller]
pub(crate) fn fork(
    request: ThreadsRequest,
    bind: Option<Bind>,
    body: &(dyn Fn() + Sync),
    ended: &dyn Fn(Ended<'_>),
) {
    let at = Location::caller();
    context::with(|parent| {
        let allowed = parent.reserve(request);
        let mut hot = Hot::take();
        let size = hot.grow(allowed.threads);
        let id = new_region_id();
        let team = NonNull::from(hot.team(size));
        // SAFETY: the team is in a box that stays in `hot.teams` until `discard_team`, after the join, or until a later
        // region, which sees to it that all have left.
        unsafe { team.as_ref() }.singles.restart();
        // SAFETY: a longer lifetime for what is called only while `fork` waits.
        let body = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(body) };
        let job = Job { at, team, id, parent, body: NonNull::from(body), bind };
        // SAFETY: `run` never unwinds. All threads have arrived at the end of the region, or `settle` follows. So had they
        // in the region before, for `hot` is in nobody else's hands.
        let cancelled = unsafe {
            hot.post(size, job);
            job.run(0, None)
        };
        // SAFETY: as above.
        let over = Ended { team: unsafe { team.as_ref() }, region: id };
        let payload = if cancelled {
            settle(&mut hot, size, || ended(over))
        } else {
            if over.team.tasks.used(id) {
                // SAFETY: all workers have arrived at the end of the region, so they have read its job.
                unsafe { hot.dismiss(size) };
            }
            ended(over);
            None
        };
        drop(hot);
        drop(allowed);
        if let Some(payload) = payload {
            resume_unwind(payload);
        }
    });
}

/// The end of a region that was cancelled: waits until all workers have left. Gives the panic to resume.
#[cold]
fn settle(hot: &mut Hot, size: usize, ended: impl FnOnce()) -> Option<Payload> {
    hot.join(size, Pace::of(size));
    ended();
    let payload = hot.team(size).cancel.take();
    hot.discard_team();
    payload
}
