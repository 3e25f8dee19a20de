//! What the constructs themselves cost, by the method of the EPCC suite: see `measure.rs`. The same constructs in C are
//! in `benches/c/overheads.c`. The language has no `ordered` and no lock routines; `lock` is std's beside OpenMP's.

mod measure;
mod private;
mod rayon;
mod schedule;
mod sync;
mod tasks;

use crate::case::{Against, Case, Group, Run, Target, oversubscribed, target};

// The goals are against C OpenMP: rayon, which is measured too, runs a loop of two items on the thread that has them, and
// starts nobody.

/// The goals for what starts a team.
const REGION: &[Target] =
    &[target(2, Against::C(""), 0.5), target(16, Against::C(""), 0.8), oversubscribed(Against::C(""), 1.0)];
const BARRIER: &[Target] =
    &[target(2, Against::C(""), 0.8), target(16, Against::C(""), 0.9), oversubscribed(Against::C(""), 1.0)];
/// For what lets one thread pass, and for `dynamic`.
const ONE: &[Target] =
    &[target(2, Against::C(""), 1.0), target(16, Against::C(""), 1.0), oversubscribed(Against::C(""), 1.0)];

const fn case(
    name: &'static str,
    size: usize,
    rust: &'static [(&'static str, Run)],
    targets: &'static [Target],
) -> Case {
    Case { name, group: Group::Overheads, size, quick: size, rust, c: &[""], tolerance: 1e-9, targets }
}

macro_rules! cases {
    ($($name:literal, $size:expr, $ours:expr $(, rayon $rayon:expr)? => $targets:expr;)*) => {
        pub(crate) const CASES: &[Case] =
            &[$(case($name, $size, &[("ours", $ours) $(, ("rayon", $rayon))?], $targets)),*];
    };
}
cases! {
    "parallel", 0, sync::parallel, rayon rayon::parallel => REGION;
    "for", 0, sync::for_loop => &[];
    "parallel_for", 0, sync::parallel_for, rayon rayon::parallel_for => REGION;
    "barrier", 0, sync::barrier => BARRIER;
    "single", 0, sync::single => ONE;
    "critical", 0, sync::critical => ONE;
    "lock", 0, sync::lock => &[];
    "atomic", 0, sync::atomic => ONE;
    "reduction", 0, sync::reduction, rayon rayon::reduction => REGION;

    "private_1", 1, private::private => &[];
    "private_9", 9, private::private => &[];
    "private_81", 81, private::private => &[];
    "private_729", 729, private::private => &[];
    "private_6561", 6561, private::private => &[];
    "private_59049", 59049, private::private => &[];
    "firstprivate_1", 1, private::firstprivate => &[];
    "firstprivate_9", 9, private::firstprivate => &[];
    "firstprivate_81", 81, private::firstprivate => &[];
    "firstprivate_729", 729, private::firstprivate => &[];
    "firstprivate_6561", 6561, private::firstprivate => &[];
    "firstprivate_59049", 59049, private::firstprivate => &[];

    "schedule_static", 1, schedule::fixed => &[];
    "schedule_static_1", 1, schedule::fixed_chunk => &[];
    "schedule_static_8", 8, schedule::fixed_chunk => &[];
    "schedule_static_64", 64, schedule::fixed_chunk => &[];
    "schedule_dynamic_1", 1, schedule::dynamic => ONE;
    "schedule_dynamic_8", 8, schedule::dynamic => &[];
    "schedule_dynamic_64", 64, schedule::dynamic => &[];
    "schedule_guided_1", 1, schedule::guided => &[];
    "schedule_guided_8", 8, schedule::guided => &[];
    "schedule_guided_64", 64, schedule::guided => &[];

    "parallel_task", 0, tasks::parallel_task => &[];
    "master_task", 0, tasks::master_task, rayon rayon::master_task => &[];
    "nested_task", 0, tasks::nested_task => &[];
    "conditional_task", 0, tasks::conditional_task => &[];
    "task_wait", 0, tasks::task_wait => &[];
    "task_barrier", 0, tasks::task_barrier => &[];
    "branch_tree", 0, tasks::branch_tree => &[];
    "leaf_tree", 0, tasks::leaf_tree => &[];
}
