//! Tasks in the branches of what ends a block: each branch waits for its own.

use conformance::conformance;
use ferromp::prelude::*;

#[omp]
fn descend(n: u64, visits: &mut u64) {
    *visits += 1;
    if n > 1 {
        #[omp(task)]
        {
            descend(n - 1, visits);
        }
    } else if n == 1 {
        let (mut a, mut b) = (0, 0);
        #[omp(task shared(a))]
        {
            a = n;
        }
        #[omp(task shared(b))]
        {
            b = n;
        }
        omp!(taskwait);
        *visits += a + b;
    }
}

/// An early end of the function is no matter: it is outside of every task.
#[omp]
fn by_kind(n: u64, out: &mut [u64]) {
    match n {
        0 => {
            if out.len() > 1 {
                return;
            }
            out[0] = 9;
        }
        1 => {
            #[omp(task)]
            {
                out[0] = 1;
            }
        }
        2 =>
        #[omp(task if(n > 1))]
        {
            out[0] = 2;
        }
        _ => {
            for x in out.iter_mut() {
                #[omp(task)]
                {
                    *x = n;
                }
            }
        }
    }
}

#[omp]
fn with_value(n: u64) -> u64 {
    let mut a = 0;
    if n > 0 {
        #[omp(task shared(a))]
        {
            a = n;
        }
        n + 1
    } else {
        7
    }
}

#[conformance]
fn branches_wait_for_their_own_tasks(threads: usize) -> bool {
    let mut right = false;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        let mut visits = 0;
        descend(5, &mut visits);
        let outs = [0, 1, 2, 3].map(|n| {
            let mut out = [0; 2];
            by_kind(n, &mut out);
            out
        });
        right = visits == 7
            && outs == [[0, 0], [1, 0], [2, 0], [3, 3]]
            && (with_value(3), with_value(0)) == (4, 7);
    }
    right
}

/// Directly in a region, where the branch opens what it shares.
#[conformance]
fn a_branch_of_a_region(threads: usize) -> bool {
    let mut total = 0;
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() == 0 {
            #[omp(task)]
            {
                #[omp(atomic)]
                total += 1;
            }
        } else {
            #[omp(task)]
            {
                #[omp(atomic)]
                total += 2;
            }
        }
    }
    total == 2 * threads - 1
}
