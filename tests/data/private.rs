//! `private`: a fresh variable for each thread; the original keeps its value.
//!
//! Crossed, the variable is `lastprivate` or reduced instead: the original then does change.

use conformance::conformance;
use ferromp::prelude::*;

#[conformance]
fn private_retain_value(threads: usize) -> bool {
    let mut x = 5;
    #[crossed(omp(parallel num_threads(threads) private(x)), omp(parallel num_threads(threads) reduction(+: x)))]
    {
        x = 13;
        assert_eq!(x, 13);
    }
    x == 5
}

#[omp]
fn retain_param(mut x: i32, threads: usize) -> i32 {
    #[omp(parallel num_threads(threads) private(x))]
    {
        x = 13;
        assert_eq!(x, 13);
    }
    x += 0;
    x
}

#[conformance]
fn private_retain_value_param(threads: usize) -> bool {
    retain_param(5, threads) == 5
}

#[conformance]
fn private_retain_value_for(threads: usize) -> bool {
    let mut x = 5;
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(for private(x)), omp(for lastprivate(x)))]
        for i in 0..10 {
            x = i;
            assert_eq!(x, i);
        }
    }
    x += 0;
    x == 5
}

#[omp]
fn retain_for_param(mut x: usize, threads: usize) -> usize {
    #[omp(parallel num_threads(threads) private(x))]
    {
        #[omp(for private(x))]
        for i in 0..10 {
            x = i;
            assert_eq!(x, i);
        }
        x = 7;
        assert_eq!(x, 7);
    }
    x += 0;
    x
}

#[conformance]
fn private_retain_value_for_param(threads: usize) -> bool {
    retain_for_param(5, threads) == 5
}

#[conformance]
fn private_retain_value_combined_for(threads: usize) -> bool {
    let mut x = 5;
    #[crossed(
        omp(parallel for num_threads(threads) private(x)),
        omp(parallel for num_threads(threads) lastprivate(x))
    )]
    for i in 0..10 {
        x = i;
        assert_eq!(x, i);
    }
    x += 0;
    x == 5
}

#[omp]
fn retain_combined_param(mut x: i32, threads: usize) -> i32 {
    #[omp(parallel for num_threads(threads) private(x))]
    for i in 0..10 {
        x = i;
        assert_eq!(x, i);
    }
    x += 0;
    x
}

#[conformance]
fn private_retain_value_combined_for_param(threads: usize) -> bool {
    retain_combined_param(5, threads) == 5
}

#[conformance]
fn private_retain_two_values(threads: usize) -> bool {
    let (mut x, mut y) = (5, 7);
    #[crossed(
        omp(parallel num_threads(threads) private(x, y)),
        omp(parallel num_threads(threads) reduction(+: x, y))
    )]
    {
        x = 13;
        y = 40;
        assert_eq!(x + y, 53);
    }
    (x, y) == (5, 7)
}

/// An array of each thread's own, which its share of a loop fills.
#[conformance]
fn private_retain_array(threads: usize) -> bool {
    let n = 10;
    let mut a = vec![1; n];
    let mut filled = 0;
    #[omp(parallel num_threads(threads) private(a) reduction(+: filled))]
    {
        a = vec![0; n];
        a.fill(3);
        filled = a.iter().sum::<usize>();
    }
    a.push(1);
    a == vec![1; n + 1] && filled == 3 * n * threads
}

/// The threads divide the work by hand, each with its own bounds.
#[conformance]
fn private_divide_work(threads: usize) -> bool {
    let n = 5 * threads + 3;
    let mut written = vec![0; threads];
    let (mut me, mut team, mut first, mut count) = (0, 0, 0, 0);
    #[crossed(
        omp(parallel num_threads(threads) default(shared) private(me, team, first, count)),
        omp(parallel num_threads(threads) if(false) private(me, team, first, count))
    )]
    {
        me = omp_get_thread_num();
        team = omp_get_num_threads();
        count = n / team;
        first = me * count;
        if me == team - 1 {
            count = n - first;
        }
        let mut sum = 0;
        for i in 0..count {
            sum += first + i;
        }
        let slot = omp_get_thread_num();
        written[slot] = sum + team;
    }
    let unchanged = (me, team, first, count) == (0, 0, 0, 0);
    unchanged && written.iter().sum::<usize>() == n * (n - 1) / 2 + threads * threads
}

/// Each thread has its own, however long it keeps a value there.
#[conformance]
fn private_is_each_threads_own(threads: usize) -> bool {
    let mut x = 0;
    let mut kept = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads) private(x)), omp(parallel num_threads(threads) if(false) private(x)))]
    {
        x = omp_get_thread_num() + 1;
        omp!(barrier);
        let me = omp_get_thread_num();
        kept[me] = x;
    }
    x += 0;
    x == 0 && kept.iter().enumerate().all(|(me, kept)| *kept == me + 1)
}

/// A type that has no default and no clone: nothing is asked of it but to be assigned.
#[conformance]
fn private_of_any_type(threads: usize) -> bool {
    struct Token(Box<usize>);
    let mut token = Token(Box::new(0));
    let mut sum = 0;
    #[omp(parallel for num_threads(threads) private(token) reduction(+: sum))]
    for i in 0..10 {
        token = Token(Box::new(i));
        sum += *token.0;
    }
    *token.0 += 1;
    *token.0 == 1 && sum == 45
}
