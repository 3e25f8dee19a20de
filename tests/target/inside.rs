//! Regions of a device inside of those of the host.

use ferromp::prelude::*;

#[omp]
fn by_every_thread(threads: usize, n: usize) -> Vec<u64> {
    let mut sums = vec![0; threads];
    #[omp(parallel for num_threads(threads) schedule(static, 1))]
    for t in 0..threads {
        let mut squares = vec![0; n];
        let mut sum = 0;
        #[omp(target teams loop reduction(+: sum) map(from: squares))]
        for i in 0..n {
            squares[i] = (i * i) as u64;
            sum += squares[i] + t as u64;
        }
        sums[t] = sum;
    }
    sums
}

#[test]
fn eight_threads_offload_at_once() {
    let sums = by_every_thread(8, 100);
    assert!((0..8).all(|t| sums[t as usize] == 328_350 + 100 * t));
}

#[omp]
fn by_one_thread(a: &mut [i32]) -> i32 {
    let mut total = 0;
    #[omp(parallel num_threads(4))]
    {
        #[omp(single)]
        {
            #[omp(target teams loop map(tofrom: a) reduction(+: total))]
            for i in 0..a.len() {
                a[i] += 1;
                total += a[i];
            }
        }
        #[omp(for)]
        for i in 0..a.len() {
            a[i] *= 2;
        }
        #[omp(masked)]
        {
            #[omp(target map(tofrom: total))]
            {
                total += a[0];
            }
        }
    }
    total
}

#[test]
fn one_thread_of_a_team_offloads() {
    let mut a = [1; 10];
    assert_eq!(by_one_thread(&mut a), 24);
    assert_eq!(a, [4; 10]);
}

#[omp]
fn by_a_task(a: &mut [i32], b: &mut [i32]) {
    #[omp(task shared(a))]
    {
        #[omp(target teams loop)]
        for i in 0..a.len() {
            a[i] += 1;
        }
    }
    #[omp(target teams loop)]
    for i in 0..b.len() {
        b[i] += 2;
    }
    omp!(taskwait);
}

#[test]
fn a_task_offloads() {
    let (mut a, mut b) = ([0; 9], [0; 9]);
    by_a_task(&mut a, &mut b);
    assert_eq!((a, b), ([1; 9], [2; 9]));
}

#[omp]
fn in_a_closure(a: &mut [i32]) {
    let mut add = |by: i32| {
        #[omp(target teams loop)]
        for i in 0..a.len() {
            a[i] += by;
        }
    };
    add(1);
    add(2);
}

#[test]
fn a_closure_offloads() {
    let mut a = [0; 9];
    in_a_closure(&mut a);
    assert_eq!(a, [3; 9]);
}

#[omp]
fn counted(calls: &mut usize, a: &mut [i32]) {
    let mut count = || {
        *calls += 1;
        a.len()
    };
    let mut b = vec![0; 5];
    #[omp(target teams distribute parallel for num_threads({ 2 }))]
    for i in 0..count() {
        b[i] += 1;
    }
    a.copy_from_slice(&b);
}

#[test]
fn bounds_are_evaluated_once() {
    let (mut calls, mut a) = (0, [0; 5]);
    counted(&mut calls, &mut a);
    assert_eq!((calls, a), (1, [1; 5]));
}
