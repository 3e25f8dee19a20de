//! `copyprivate`: what one thread computes, all threads have.

use conformance::conformance;
use ferromp::prelude::*;

/// A number and a list.
#[conformance]
fn copyprivate(threads: usize) -> bool {
    let (mut x, mut a) = (5, vec![0; 2]);
    let mut got = vec![(0, 0); threads];
    #[omp(parallel num_threads(threads) firstprivate(x, a))]
    {
        #[crossed(omp(single copyprivate(x, a)), omp(masked filter(threads - 1)))]
        {
            x = 12;
            a = vec![3; 4];
        }
        let me = omp_get_thread_num();
        got[me] = (x, a.iter().sum::<usize>());
    }
    x += 0;
    a.push(0);
    x == 5 && a.len() == 3 && got.iter().all(|got| *got == (12, 12))
}

/// Each thread's own variable, declared in the region.
#[conformance]
fn copyprivate_of_a_region_variable(threads: usize) -> bool {
    let mut got = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        let mut seed = me;
        for round in 0..5 {
            #[crossed(omp(single copyprivate(seed)), omp(masked))]
            {
                seed = 100 + round;
            }
            seed += me;
        }
        got[me] = seed;
    }
    got.iter().enumerate().all(|(me, got)| *got == 104 + me)
}

/// In a function that the region calls.
#[omp]
fn agree(mut mine: usize) -> usize {
    #[omp(single copyprivate(mine))]
    {
        mine += 1000;
    }
    mine
}

#[conformance]
fn orphaned_copyprivate(threads: usize) -> bool {
    let mut got = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        got[me] = agree(me);
    }
    got[0] >= 1000 && got[0] < 1000 + threads && got.iter().all(|other| *other == got[0])
}
