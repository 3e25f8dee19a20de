//! The interleavings of two threads that go through loops in a region, by loom. The ring has one slot there, so that each
//! loop takes the place of the one before.

use std::ptr;

use loom::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{Plan, Schedule};
use crate::{
    context::Context,
    reduction::{Add, Deposits, Forest, ReduceOp},
    sync::{Arc, UnsafeCell},
    team::Team,
};

const AT: &std::panic::Location<'static> = std::panic::Location::caller();

type Sum = (ReduceOp<Add, u64>,);

struct Region {
    team: Team,
    /// By loop and iteration: nobody else is at what a thread has claimed.
    runs: [[UnsafeCell<usize>; 2]; 2],
    totals: AtomicUsize,
}

// SAFETY: loom checks the accesses to `runs`.
unsafe impl Sync for Region {}
// SAFETY: as above.
unsafe impl Send for Region {}

impl Region {
    /// Thread `num`: two loops of two iterations, first come, first served, without a barrier between; each thread leaves
    /// how many it had.
    fn run(&self, num: usize) {
        let ctx = Context::new(&self.team, num, (1, AT), ptr::null());
        let plan = Plan::new(Schedule::dynamic(1), 2, 1, 2);
        for runs in &self.runs {
            let prepare = |shared: &mut _| Deposits::<(u64,)>::prepare(shared, 2);
            let arrival = self.team.constructs.arrive(&ctx, ctx.met.next(), (plan, AT), Some(&prepare));
            let mut claims = arrival.claims(plan, num);
            let mut mine = 0;
            while let Some((from, _)) = claims.next_chunk() {
                // SAFETY: loom checks it.
                runs[from as usize].with_mut(|n| unsafe { *n += 1 });
                mine += 1;
            }
            let mut forest = Forest::new();
            forest.push::<Sum>(num as u64, (mine,));
            let deposits: &Deposits<(u64,)> = arrival.shared();
            // SAFETY: each thread comes once to each loop.
            if let Some((total,)) = unsafe { deposits.leave::<Sum>(num, forest) } {
                assert_eq!(total, 2);
                self.totals.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Each iteration runs once, and one thread gets the whole sum of each loop: a slot that is given away too early, or a
/// deposit that is read before it is there, is a race.
#[test]
fn loops_follow_each_other_in_a_slot() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(|| {
        let region = Arc::new(Region {
            team: Team::new(2),
            runs: std::array::from_fn(|_| std::array::from_fn(|_| UnsafeCell::new(0))),
            totals: AtomicUsize::new(0),
        });
        let other = Arc::clone(&region);
        let thread = thread::spawn(move || other.run(1));
        region.run(0);
        thread.join().expect("no panic");
        for run in region.runs.iter().flatten() {
            // SAFETY: loom checks it.
            run.with(|n| assert_eq!(unsafe { *n }, 1));
        }
        assert_eq!(region.totals.load(Ordering::Relaxed), 2);
    });
}
