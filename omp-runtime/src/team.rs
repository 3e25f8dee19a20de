//! A stand-in until the real team lands: a thread spawn per region.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicUsize, Ordering},
};

use crossbeam::utils::Backoff;

use crate::{
    constructs::single::Singles,
    context::{self, Context, new_region_id},
    task::{self, TeamTasks},
    worksharing::Ring,
};

/// Also a stand-in: counts, and runs tasks while it waits.
pub(crate) struct Barrier {
    arrived: AtomicUsize,
    size: usize,
}

impl Barrier {
    pub(crate) fn wait(&self, ctx: &Context) {
        // AcqRel and Acquire: each thread sees what the others did before they arrived.
        let last = self.arrived.fetch_add(1, Ordering::AcqRel) / self.size * self.size + self.size;
        let backoff = Backoff::new();
        while self.arrived.load(Ordering::Acquire) < last {
            if task::run_one(ctx) {
                backoff.reset();
            } else {
                backoff.snooze();
            }
        }
    }
}

pub(crate) struct Team {
    pub(crate) size: usize,
    pub(crate) barrier: Barrier,
    pub(crate) constructs: Ring,
    pub(crate) tasks: TeamTasks,
    pub(crate) singles: Singles,
}

impl Team {
    pub(crate) fn new(size: usize) -> Self {
        let barrier = Barrier { arrived: AtomicUsize::new(0), size };
        Self {
            size,
            barrier,
            constructs: Ring::new(),
            tasks: TeamTasks::new(size),
            singles: Singles::default(),
        }
    }
}

struct Ptr(*const Context);
// SAFETY: the stand-in only reads the parent's plain fields while the parent waits.
unsafe impl Sync for Ptr {}
impl Ptr {
    fn get(&self) -> *const Context {
        self.0
    }
}

pub(crate) fn fork(size: usize, body: &(dyn Fn() + Sync)) {
    context::with(|parent| {
        let team = Team::new(size);
        team.singles.reset();
        let id = new_region_id();
        let parent = Ptr(parent);
        let run = |num: usize| {
            let ctx = Context::new(&team, num, id, parent.get());
            let result = catch_unwind(AssertUnwindSafe(|| context::enter(&ctx, body)));
            context::enter(&ctx, || team.barrier.wait(&ctx));
            result.unwrap_or_else(|payload| resume_unwind(payload));
        };
        std::thread::scope(|s| {
            for num in 1..size {
                let run = &run;
                s.spawn(move || run(num));
            }
            run(0);
        });
    });
}
