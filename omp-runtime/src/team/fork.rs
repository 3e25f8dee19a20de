//! The life of a parallel region: from the encountering thread to the team, and back.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use super::{Team, hot::Hot};
use crate::{
    affinity,
    context::{self, Context, new_region_id},
    icv::{Bind, ThreadsRequest},
    wait::Pace,
};

/// What the encountering thread keeps on its stack for the threads of the region.
struct Region<'a> {
    team: &'a Team,
    id: u64,
    at: &'static Location<'static>,
    parent: *const Context,
    bind: Option<Bind>,
    body: &'a (dyn Fn() + Sync),
}

/// One worker's part in a region.
pub(super) struct Job {
    region: *const Region<'static>,
    num: usize,
}

// SAFETY: a region is read only by its team; what is behind `parent` is not changed while the parent waits in `fork`.
unsafe impl Send for Job {}

impl Job {
    pub(super) fn run(&self) {
        // SAFETY: the region lives until this worker has left: see `fork`.
        unsafe { &*self.region }.run(self.num);
    }
}

impl Region<'_> {
    /// The implicit task of thread `num`. Never unwinds.
    fn run(&self, num: usize) {
        let result = catch_unwind(AssertUnwindSafe(|| {
            let ctx = Context::new(self.team, num, (self.id, self.at), self.parent);
            affinity::bind(&ctx, self.bind);
            context::enter(&ctx, || {
                (self.body)();
                ctx.end_region();
            });
        }));
        if let Err(payload) = result {
            self.team.cancel.record(num, payload);
            self.team.wake();
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
        // SAFETY: the team is in a box that stays in `hot.teams` until `discard_team`, after the join.
        let team: &Team = unsafe { &*std::ptr::from_ref(hot.team(size)) };
        team.begin_region();
        let region = Region { team, id: new_region_id(), at, parent, bind, body };
        let erased = (&raw const region).cast::<Region<'static>>();
        // SAFETY: `run` never unwinds, so the join follows, and the region outlives it. Jobs of the region before were
        // joined as well, for `hot` is in nobody else's hands.
        unsafe { hot.post(size, |num| Job { region: erased, num }) };
        region.run(0);
        hot.crew.join(Pace::of(size));
        let payload = team.cancel.take();
        if team.cancelled() {
            hot.discard_team();
        }
        drop(hot);
        drop(allowed);
        if let Some(payload) = payload {
            resume_unwind(payload);
        }
    });
}
