//! Many host threads that offload at once.

use std::{sync::Barrier, thread};

use ferromp::prelude::*;

#[omp]
fn work(shared: &[u64], rounds: u64, me: u64) -> (Vec<u64>, u64) {
    let (mut mine, mut sum) = (vec![me; shared.len()], 0);
    for round in 0..rounds {
        #[omp(target teams loop)]
        for i in 0..shared.len() {
            mine[i] += shared[i] * round;
        }
    }
    #[omp(target teams loop reduction(+: sum))]
    for i in 0..shared.len() {
        sum += mine[i];
    }
    (mine, sum)
}

/// Each has an array of its own, and all read one: the same memory is mapped by several at once.
#[test]
fn eight_host_threads_offload_at_once() {
    let shared: Vec<u64> = (0..5000).collect();
    let (rounds, start) = (20, Barrier::new(8));
    thread::scope(|scope| {
        for me in 0..8 {
            let (shared, start) = (&shared, &start);
            scope.spawn(move || {
                start.wait();
                let (mine, sum) = work(shared, rounds, me);
                let expected: Vec<u64> = shared.iter().map(|v| me + v * (0..rounds).sum::<u64>()).collect();
                assert_eq!(sum, expected.iter().sum::<u64>());
                assert!(mine == expected, "thread {me}");
            });
        }
    });
}

/// So may the threads of a team.
#[omp]
#[test]
fn threads_of_a_team_offload() {
    let shared: Vec<u64> = (0..1000).collect();
    let mut sums = [0; 8];
    #[omp(parallel for num_threads(8))]
    for me in 0..8_usize {
        sums[me] = work(&shared, 3, me as u64).1;
    }
    assert!(sums.iter().zip(0..).all(|(sum, me)| *sum == 1000 * me + 3 * 499_500));
}

#[omp]
fn fails_at(a: &mut [u64], at: usize) {
    #[omp(target teams loop)]
    for i in 0..a.len() {
        if i == 57 {
            a[i] = [1, 2, 3][at];
        }
    }
}

/// A panic of one thread's region is that thread's alone.
#[test]
fn one_thread_fails_and_the_others_do_not() {
    let start = Barrier::new(8);
    let results: Vec<bool> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|me: usize| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let mut a = [0; 100];
                    for _ in 0..10 {
                        fails_at(&mut a, me % 4);
                        assert_eq!(a[57], 1 + me as u64 % 4);
                    }
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().is_ok()).collect()
    });
    assert_eq!(results, [true, true, true, false, true, true, true, false]);
}

/// Data that one thread entered is there for another.
#[test]
fn data_of_another_thread() {
    let a = vec![1_u64; 100];
    enter(&a);
    let sum = thread::scope(|scope| scope.spawn(|| work(&a, 2, 0).1).join().unwrap());
    leave(&a);
    assert_eq!(sum, 100);
}

#[omp]
fn enter(a: &[u64]) {
    omp!(target enter data map(to: a));
}

#[omp]
fn leave(a: &[u64]) {
    omp!(target exit data map(release: a));
}
