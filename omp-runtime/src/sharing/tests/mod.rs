//! The traps of sharing, each as a test: what must panic does, and says why; what may run gives the right value.

mod layers;
mod maps;
mod modes;
mod own;
mod rows;
mod traps;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Barrier, mpsc},
};

use crate::{
    context::{self, Nesting},
    parts::{Axis, Distribution, Parts},
    private::{Fork, parallel},
    routines::omp_set_max_active_levels,
};

/// The text of the panic of `f`.
pub(super) fn panics<R>(f: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).err().expect("this must panic");
    payload
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|payload| payload.downcast::<&str>().map(|text| (*text).to_string()))
        .expect("a panic with a text")
}

#[track_caller]
pub(super) fn contains(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is not in: {text}");
}

pub(super) fn team(threads: usize, body: impl Fn(usize) + Sync) {
    omp_set_max_active_levels(2);
    parallel(Fork::new().num_threads(threads), || body(context::with(|ctx| ctx.thread_num)));
}

/// Two threads; the second runs `second` when the first has run `first` and still holds its result.
pub(super) fn in_turn<A, B: Send>(first: impl Fn() -> A + Sync, second: impl Fn() -> B + Sync) -> B {
    let (opened, checked) = (Barrier::new(2), Barrier::new(2));
    let (send, receive) = mpsc::channel();
    team(2, |thread| {
        if thread == 0 {
            let held = catch_unwind(AssertUnwindSafe(&first));
            opened.wait();
            checked.wait();
            assert!(held.is_ok(), "the first opening failed");
        } else {
            opened.wait();
            let result = catch_unwind(AssertUnwindSafe(&second));
            checked.wait();
            send.send(result.expect("the second opening failed")).expect("received below");
        }
    });
    receive.recv().expect("sent above")
}

pub(super) fn axis(first: i128, step: i128, trips: u64) -> Axis {
    Axis { first, step, trips }
}

pub(super) const EVEN: Distribution = Distribution::Static { threads: 2, chunk: 0, blocked: false };

#[expect(clippy::needless_pass_by_value, reason = "the construct owns its parts")]
/// A worksharing loop in small: a contiguous run of the iterations for each thread of a team.
pub(super) fn share<P: Parts>(
    axes: &[Axis],
    parts: P,
    mut body: impl for<'c> FnMut(u64, u64, P::Blocks<'c>),
) {
    context::with(|ctx| {
        let (threads, thread) = (ctx.team().size as u64, ctx.thread_num as u64);
        assert_eq!(ctx.nesting.replace(Nesting::Worksharing), Nesting::Region);
        let trips: u64 = axes.iter().map(|axis| axis.trips).product();
        parts.enter(axes, Distribution::Static { threads: ctx.team().size, chunk: 0, blocked: false });
        let (from, to) = (trips * thread / threads, trips * (thread + 1) / threads);
        // SAFETY: entered with these axes; one disjoint run a thread; the body is generic over 'c.
        body(from, to, unsafe { parts.blocks(from, to) });
        ctx.nesting.set(Nesting::Region);
    });
}
