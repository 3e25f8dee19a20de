//! `firstprivate`: each thread starts with a clone.

use conformance::conformance;
use ferromp::prelude::*;

/// The clone has the value from before, and the original keeps it.
#[conformance]
fn firstprivate(threads: usize) -> bool {
    let (mut x, y) = (5, 3);
    let mut seen = vec![0; threads];
    #[crossed(
        omp(parallel num_threads(threads) firstprivate(x)),
        omp(parallel num_threads(threads) reduction(+: x))
    )]
    {
        let me = omp_get_thread_num();
        seen[me] = x;
        x = y;
        omp!(barrier);
        assert_eq!(x, 3);
    }
    x == 5 && seen.iter().all(|seen| *seen == 5)
}

/// An array: each thread writes its own, and copies its elements out.
#[conformance]
fn firstprivate_array(threads: usize) -> bool {
    let mut a = [0; 64];
    let mut copy = vec![0; 64];
    #[crossed(
        omp(parallel for firstprivate(a) shared(copy) num_threads(threads)),
        omp(parallel for lastprivate(a) shared(copy) num_threads(threads))
    )]
    for i in 0..64 {
        a = [omp_get_thread_num() + 1; 64];
        copy[i] = a[i];
    }
    let owners: Vec<usize> = copy.clone();
    a == [0; 64] && owners.is_sorted() && owners[0] == 1 && owners[63] == threads
}

/// In a loop the clone is the thread's, not the iteration's: it keeps what earlier iterations left.
#[conformance]
fn firstprivate_lasts_for_the_thread(threads: usize) -> bool {
    let counter = 100;
    let mut counts = vec![0; 4 * threads];
    #[omp(parallel for num_threads(threads) firstprivate(counter) schedule(static))]
    for i in 0..4 * threads {
        counter += 1;
        counts[i] = counter;
    }
    counter == 100 && counts.chunks(4).all(|chunk| *chunk == [101, 102, 103, 104])
}

/// On a loop in a region: the clone is made when the thread comes to the loop.
#[conformance]
fn firstprivate_of_a_loop(threads: usize) -> bool {
    let mut right = true;
    #[omp(parallel num_threads(threads) reduction(&&: right))]
    {
        let mine = omp_get_thread_num() * 10;
        let before = mine;
        let mut same = 0;
        #[omp(for firstprivate(mine) reduction(+: same) schedule(static, 1))]
        for _ in 0..threads {
            same += usize::from(mine == before);
            mine += 1;
        }
        right = same == threads && mine == before;
    }
    right
}

/// A `Vec` moves nowhere: it is cloned.
#[conformance]
fn firstprivate_vec(threads: usize) -> bool {
    let mut list = vec![1, 2, 3];
    let mut lengths = vec![0; threads];
    #[omp(parallel num_threads(threads) firstprivate(list))]
    {
        let me = omp_get_thread_num();
        for i in 0..me {
            list.push(i);
        }
        lengths[me] = list.len();
    }
    list.push(4);
    list == [1, 2, 3, 4] && lengths.iter().enumerate().all(|(me, length)| *length == me + 3)
}

/// `firstprivate` and `lastprivate` of one variable.
#[conformance]
fn firstprivate_and_lastprivate(threads: usize) -> bool {
    let mut x = 1000;
    let mut smallest = usize::MAX;
    #[omp(parallel for num_threads(threads) firstprivate(x) lastprivate(x) reduction(min: smallest) schedule(static, 1))]
    for i in 0..64 {
        if i < threads {
            smallest = smallest.min(x);
        }
        x = i;
    }
    x == 63 && smallest == 1000
}
