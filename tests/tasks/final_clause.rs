//! `final`: a task that runs at once, and so do all that it creates.

use std::panic::{AssertUnwindSafe, catch_unwind};

use conformance::conformance;
use ferromp::prelude::*;

/// How many tasks a tree of this depth has on threads other than its root's, or that do not know that they are final.
#[omp]
fn strangers(depth: usize, thread: usize) -> usize {
    let mut counts = [0; 3];
    if depth > 0 {
        for count in &mut counts {
            #[omp(task)]
            {
                *count = strangers(depth - 1, thread);
            }
        }
        omp!(taskwait);
    }
    let stranger = omp_get_thread_num() != thread || !omp_in_final();
    usize::from(stranger) + counts.iter().sum::<usize>()
}

/// From the fifth on, tasks are final: whatever they create has their thread.
#[conformance]
fn final_task_thread_assignment(threads: usize) -> bool {
    let mut wrong = [0; 10];
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for (i, wrong) in wrong.iter_mut().enumerate() {
            #[crossed(omp(task final(i >= 5)), omp(task))]
            {
                let strangers = strangers(3, omp_get_thread_num());
                *wrong = if i < 5 { usize::from(omp_in_final()) } else { strangers };
            }
        }
    }
    wrong == [0; 10]
}

/// The thread that creates a final task runs it, before it goes on.
#[conformance]
fn final_task_runs_at_once(threads: usize) -> bool {
    let (mut order, mut here) = (Vec::new(), 0);
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        let creator = omp_get_thread_num();
        for i in 0..20 {
            #[omp(task final(true) shared(here))]
            {
                #[omp(critical(order_of_final_tasks))]
                {
                    order.push(i);
                    here += usize::from(omp_get_thread_num() == creator);
                }
            }
        }
    }
    here == 20 && order.is_sorted() && order.len() == 20
}

/// Both forms of a task, and `if` beside it; siblings of a final task are not final.
#[conformance]
fn final_beside_a_sibling(threads: usize) -> bool {
    let (mut a, mut b, mut c) = (false, true, false);
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task final(threads > 0) if(threads > 1) shared(a))]
        {
            a = omp_in_final();
        }
        #[omp(task final(threads == 0) shared(b))]
        {
            b = omp_in_final();
        }
        c = omp_in_final();
        omp!(taskwait);
    }
    (a, b, c) == (true, false, false)
}

/// What a final task calls with `final(false)` is final all the same; a region within it starts anew.
#[conformance]
fn final_is_inherited(threads: usize) -> bool {
    let (mut inner, mut region) = (false, true);
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task final(true) shared(inner, region))]
        {
            #[omp(task final(false) shared(inner))]
            {
                inner = omp_in_final();
            }
            omp!(taskwait);
            #[omp(parallel num_threads(1))]
            #[omp(single)]
            {
                region = omp_in_final();
            }
        }
        omp!(taskwait);
    }
    inner && !region
}

/// A final task that panics leaves its thread as it was.
#[test]
fn final_ends_with_the_task_that_panics() {
    #[omp]
    fn failing() {
        #[omp(task final(true))]
        {
            assert!(!omp_in_final(), "expected");
        }
    }
    assert!(catch_unwind(AssertUnwindSafe(failing)).is_err());
    assert!(!omp_in_final());
}
