//! The `parallel` construct, `barrier` and `flush`, as generated code calls them.

use std::{cell::Cell, panic::Location};

use crate::{
    context,
    icv::{Bind, ThreadsRequest},
    routines::omp_get_max_threads,
    sync::atomic::{Ordering, fence},
    team::{self, Ended},
};

/// An integer in a clause that counts something: `num_threads`, a chunk size.
pub trait Count: Copy + std::fmt::Display {
    /// The count, or `None` when it is not positive.
    fn count(self) -> Option<usize>;
}

macro_rules! count {
    ($($t:ty)*) => {$(
        impl Count for $t {
            #[inline]
            fn count(self) -> Option<usize> {
                // More than the address space holds is as many as there can be.
                (self > 0).then(|| usize::try_from(self).unwrap_or(usize::MAX))
            }
        }
    )*};
}
count!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Where the threads of a team go: the `proc_bind` clause (OpenMP 5.2, 10.1.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProcBind {
    /// To the place of the encountering thread.
    Primary,
    /// To places near that of the encountering thread.
    Close,
    /// As far apart as the places allow.
    Spread,
}

/// The clauses of a `parallel` construct.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fork {
    num_threads: Option<usize>,
    limit: Option<usize>,
    serial: bool,
    bind: Option<ProcBind>,
}

impl Fork {
    /// No clause.
    #[must_use]
    pub const fn new() -> Self {
        Self { num_threads: None, limit: None, serial: false, bind: None }
    }

    /// `num_threads(n)`.
    #[must_use]
    #[track_caller]
    pub fn num_threads(mut self, n: impl Count) -> Self {
        let Some(count) = n.count() else { panic!("num_threads({n}): a team has at least one thread") };
        self.num_threads = Some(count);
        self
    }

    /// `thread_limit(n)` of the league that the construct is in.
    #[must_use]
    #[track_caller]
    pub fn thread_limit(mut self, n: impl Count) -> Self {
        let Some(count) = n.count() else { panic!("thread_limit({n}): a team has at least one thread") };
        self.limit = Some(self.limit.map_or(count, |limit| limit.min(count)));
        self
    }

    /// `if(condition)`.
    #[must_use]
    pub const fn if_clause(mut self, condition: bool) -> Self {
        self.serial = !condition;
        self
    }

    /// `proc_bind(policy)`.
    #[must_use]
    pub const fn proc_bind(mut self, policy: ProcBind) -> Self {
        self.bind = Some(policy);
        self
    }
}

/// Runs `body` once on every thread of a new team.
///
/// # Panics
/// When `body` panics on a thread; the panic of the lowest thread number wins.
#[track_caller]
pub fn parallel<F: Fn() + Sync>(fork: Fork, body: F) {
    run(fork, &body, &|_| ());
}

/// [`parallel`] with a value of each thread. `collect` gets them in the order of the threads.
#[track_caller]
pub(crate) fn parallel_collect<T: Send, R>(
    fork: Fork,
    body: impl Fn() -> T + Sync,
    collect: impl FnOnce(&mut dyn Iterator<Item = T>) -> R,
) -> R {
    // By value, as everywhere on the way here: the less lines of this thread's stack the workers have to fetch.
    let leave = move || {
        let value = body();
        // SAFETY: each thread is here once in the region, which ends behind this; a T may be sent.
        context::with(|ctx| unsafe {
            ctx.team().barrier.stations.leave(ctx.thread_num, ctx.region_id, value);
        });
    };
    let (collect, result) = (Cell::new(Some(collect)), Cell::new(None));
    run(fork, &leave, &|Ended { team, region }| {
        // SAFETY: the region has ended, each thread is asked once, and `leave` has left a T.
        let take = |num| unsafe { team.barrier.stations.take::<T>(num, region) };
        let mut values = (0..team.size).filter_map(take);
        if team.cancelled() {
            values.for_each(drop);
        } else if let Some(collect) = collect.take() {
            result.set(Some(collect(&mut values)));
        }
    });
    result.into_inner().expect("a region that is cancelled panics")
}

#[track_caller]
fn run(fork: Fork, body: &(dyn Fn() + Sync), ended: &dyn Fn(Ended<'_>)) {
    let bind = fork.bind.map(|policy| match policy {
        ProcBind::Primary => Bind::Primary,
        ProcBind::Close => Bind::Close,
        ProcBind::Spread => Bind::Spread,
    });
    let num_threads = match fork.limit {
        Some(limit) => Some(fork.num_threads.unwrap_or_else(omp_get_max_threads).min(limit)),
        None => fork.num_threads,
    };
    team::fork(ThreadsRequest { serial: fork.serial, num_threads }, bind, body, ended);
}

/// `barrier`.
#[track_caller]
pub fn barrier() {
    let at = Location::caller();
    context::with(|c| c.barrier(at));
}

/// `flush`. Safe code cannot see the difference; next to `unsafe(shared(..))` it orders as OpenMP 5.2, 1.4.4 says.
pub fn flush() {
    // SeqCst: pairs with the other threads' flushes, whichever they are.
    fence(Ordering::SeqCst);
}
