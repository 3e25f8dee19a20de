//! One thread writes, and the others look on the other side of a barrier.

use ferromp::prelude::*;

use crate::compare;

/// The kernel lets thread 0 write because only it reads; here that is `masked`.
#[omp]
fn team_size(threads: usize) -> usize {
    let mut team = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(masked)]
        {
            team = omp_get_num_threads();
        }
    }
    team
}

#[test]
fn drb051_drb103_one_thread() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(team_size(threads), threads);
    }
}

#[omp]
fn single(threads: usize) -> i32 {
    let mut count = 0;
    #[omp(parallel shared(count) num_threads(threads))]
    {
        #[omp(single)]
        {
            count += 1;
        }
    }
    count
}

#[test]
fn drb077_single() {
    compare(single, || 1);
}

#[omp]
fn copy_private(threads: usize) -> usize {
    let mut right = 0;
    #[omp(parallel num_threads(threads))]
    {
        let mut x = 0.0;
        let mut y = 0;
        #[omp(single copyprivate(x, y))]
        {
            x = 1.0;
            y = 1;
        }
        #[omp(atomic)]
        right += usize::from(x == 1.0 && y == 1);
    }
    right
}

#[test]
fn drb102_copyprivate() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(copy_private(threads), threads);
    }
}

#[omp]
fn nowait_barrier(threads: usize, a: &mut [i32], b: i32) -> i32 {
    let mut error = 0;
    #[omp(parallel shared(b, error) num_threads(threads))]
    {
        #[omp(for nowait)]
        for i in 0..a.len() {
            a[i] = b + a[i] * 5;
        }
        omp!(barrier);
        #[omp(single)]
        {
            error = a[9] + 1;
        }
    }
    error
}

#[test]
fn drb104_nowait_barrier() {
    let run = |threads| {
        let mut a: Vec<i32> = (0..1000).collect();
        nowait_barrier(threads, &mut a, 5)
    };
    compare(run, || 51);
}

#[omp]
fn two_singles(threads: usize) -> i32 {
    let mut var = 0;
    #[omp(parallel shared(var) num_threads(threads))]
    {
        #[omp(single)]
        {
            var += 1;
        }
        omp!(barrier);
        #[omp(single)]
        {
            var += 1;
        }
    }
    var
}

#[test]
fn drb120_barrier() {
    compare(two_singles, || 2);
}

#[omp]
fn single_then_read(threads: usize) -> usize {
    let mut init = 0;
    let mut found = 0;
    #[omp(parallel shared(init) num_threads(threads))]
    {
        let local;
        #[omp(single)]
        {
            init = 10;
        }
        local = init;
        #[omp(atomic)]
        found += local;
    }
    found
}

#[test]
fn drb125_single() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(single_then_read(threads), 10 * threads);
    }
}

#[omp]
fn reduction_after_barrier(threads: usize) -> (i32, i32) {
    let mut a = 3;
    let mut seen = 0;
    #[omp(parallel shared(a) num_threads(threads))]
    {
        #[omp(master)]
        {
            a = 0;
        }
        omp!(barrier);
        #[omp(for reduction(+: a))]
        for i in 0..10 {
            a += i;
        }
        #[omp(single)]
        {
            seen = a;
        }
    }
    (a, seen)
}

#[test]
fn drb141_reduction_barrier() {
    compare(reduction_after_barrier, || (45, 45));
}

#[omp]
fn loops_with_barriers(threads: usize, a: i64, b: &mut [i64], c: &[i64], temp: &mut [i64]) {
    #[omp(parallel num_threads(threads))]
    {
        for _ in 0..10 {
            #[omp(for)]
            for i in 0..16 {
                temp[i] = b[i] + c[i];
            }
            #[omp(for)]
            for i in (0..=15).rev() {
                b[i] = temp[i] * a;
            }
        }
    }
}

#[test]
fn drb159_nobarrier() {
    let run = |threads| {
        let (mut b, mut temp) = (vec![0; 16], vec![0; 16]);
        loops_with_barriers(threads, 2, &mut b, &[2; 16], &mut temp);
        b
    };
    compare(run, || vec![(0..10).fold(0, |value, _| (value + 2) * 2); 16]);
}

#[omp]
fn element_in_turn(threads: usize, q: &mut [f64; 10], qq: &[f64; 10]) {
    #[omp(parallel default(shared) num_threads(threads))]
    {
        #[omp(for)]
        for i in 0..10 {
            q[i] += qq[i];
        }
        #[omp(critical)]
        {
            q[9] += 1.0;
        }
        omp!(barrier);
        #[omp(single)]
        {
            q[9] = q[9] - 1.0;
        }
    }
}

#[test]
fn drb172_critical2() {
    for threads in [1, 2, 3, 8] {
        let (mut q, qq) = ([1.0; 10], [2.0; 10]);
        element_in_turn(threads, &mut q, &qq);
        let mut expected = [3.0; 10];
        expected[9] += threads as f64 - 1.0;
        assert_eq!(q, expected);
    }
}
