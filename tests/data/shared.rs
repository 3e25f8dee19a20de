//! What is shared, by default and by clause.

use conformance::conformance;
use ferromp::prelude::*;

/// Read by all, written in phases, guarded: the defaults of a region with two loops.
#[conformance]
fn data_sharing_default(threads: usize) -> bool {
    let (n, m) = (10, 5);
    let (mut x, mut y) = (vec![0; n], vec![0; n]);
    let mut z = 3.5;
    let i = 7;
    let mut before = vec![0.0; threads];
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        let next = m + 1;
        let me = omp_get_thread_num();
        before[me] = z;
        #[omp(for)]
        for i in 0..n {
            y[i] = next + 2 * (i + 1);
        }
        #[omp(for)]
        for i in 0..n {
            x[i] = y[i] - i;
            #[omp(critical)]
            {
                z += 3.0;
            }
        }
    }
    let right = (0..n).all(|i| x[i] == m + i + 3 && y[i] == m + 2 * i + 3);
    right && before.iter().all(|before| *before == 3.5) && z == 33.5 && i == 7
}

/// All clauses at once.
#[conformance]
fn variables(threads: usize) -> bool {
    let (mut x, y, mut fresh, mut shared) = (5, 3, 2, 7);
    let (mut singles, mut team, mut errors) = (0, 0, 0);
    let (mut values, mut first_values) = (vec![0; threads], vec![0; threads]);
    #[crossed(
        omp(parallel num_threads(threads) private(x) shared(shared, y) firstprivate(fresh)),
        omp(parallel num_threads(threads) if(false) private(x) shared(shared, y) firstprivate(fresh))
    )]
    {
        let id = omp_get_thread_num();
        #[omp(single)]
        {
            singles += 1;
            team = omp_get_num_threads();
            if y != 3 {
                errors += 1;
            }
        }
        #[omp(critical)]
        {
            shared += id;
        }
        fresh += id;
        first_values[id] = fresh;
        x = id;
        values[id] = x;
    }
    let ids = threads * (threads - 1) / 2;
    let own = (0..threads).all(|id| values[id] == id && first_values[id] == 2 + id);
    x += 0;
    own && errors == 0 && singles == 1 && team == threads && shared == 7 + ids && x == 5 && fresh == 2
}

/// Everything stated, under `default(none)`.
#[conformance]
fn privates(threads: usize) -> bool {
    let n = 10;
    let mut a = vec![0; n];
    let x = 7;
    let (mut y, mut last) = (0, 0);
    #[crossed(
        omp(parallel for num_threads(threads) firstprivate(x, n) private(y) lastprivate(last) shared(a) default(none)),
        omp(parallel for num_threads(threads) firstprivate(x, n, last) private(y) shared(a) default(none))
    )]
    for index in 0..n {
        y = index + x;
        a[index] = y;
        last = index;
    }
    y += 0;
    a == (7..17).collect::<Vec<_>>() && last == 9 && y == 0
}

/// `default(none)` with all variables in clauses (the rejection is one of the compile-time tests).
#[conformance]
fn default_none(threads: usize) -> bool {
    let (n, scale) = (20, 3);
    let mut a = vec![0; n];
    let mut sum = 0;
    #[crossed(
        omp(parallel for num_threads(threads) default(none) shared(a, n, scale) reduction(+: sum)),
        omp(parallel for num_threads(threads) default(none) shared(a, n, scale) firstprivate(sum))
    )]
    for i in 0..n {
        a[i] = i * scale;
        sum += a[i];
    }
    sum == 570 && a[19] == 57
}

/// Statics, constants and functions are no captured variables.
#[conformance]
fn default_none_and_items(threads: usize) -> bool {
    const OFFSET: usize = 5;
    fn twice(x: usize) -> usize {
        2 * x
    }
    let mut a = [0; 10];
    #[omp(parallel for num_threads(threads) default(none) shared(a))]
    for i in 0..10 {
        a[i] = twice(i) + OFFSET;
    }
    a.iter().enumerate().all(|(i, a)| *a == 2 * i + 5)
}

/// `unsafe(shared(..))`: the programmer knows that `to` has no number twice.
#[omp]
#[expect(unsafe_code, reason = "the word is what is tested")]
fn scatter(threads: usize, to: &[usize], slice: &mut [usize], list: &mut Vec<usize>) -> ([usize; 50], u64) {
    let mut array = [0; 50];
    let mut last = 0;
    #[omp(parallel for num_threads(threads) unsafe(shared(slice, list, array)))]
    for i in 0..to.len() {
        slice[to[i]] = i;
        list[to[i]] += i;
        array[to[i]] = slice[to[i]] + list[to[i]];
    }
    #[omp(parallel num_threads(threads) unsafe(shared(last)))]
    {
        if omp_get_thread_num() == 0 {
            last += 7;
        }
    }
    (array, last)
}

#[test]
fn unsafe_shared() {
    let to: Vec<usize> = (0..50).map(|i| i * 7 % 50).collect();
    for threads in [1, 2, 3, 8, 64] {
        let (mut slice, mut list) = ([0; 50], vec![1; 50]);
        let (array, last) = scatter(threads, &to, &mut slice, &mut list);
        assert_eq!(last, 7);
        for (i, &at) in to.iter().enumerate() {
            assert_eq!((slice[at], list[at], array[at]), (i, i + 1, 2 * i + 1));
        }
    }
}
