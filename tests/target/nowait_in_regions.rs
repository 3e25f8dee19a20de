//! `nowait` on a target construct that stands in a `parallel` region itself: every thread defers its own.

use ferromp::prelude::*;

use crate::common::panics_with;

/// Each iteration defers a region on its own row.
#[omp]
fn rows(grid: &mut [Vec<u64>]) {
    #[omp(parallel for num_threads(3))]
    for row in grid.iter_mut() {
        let n = row.len();
        #[omp(target teams loop nowait map(tofrom: row))]
        for i in 0..n {
            row[i] += 1;
        }
        #[omp(target teams loop nowait map(tofrom: row))]
        for i in 0..n {
            row[i] *= 10;
        }
    }
}

#[test]
fn each_iteration_its_row() {
    let mut grid: Vec<Vec<u64>> = (0..7).map(|k| vec![k; 100 + k as usize]).collect();
    rows(&mut grid);
    assert!(grid.iter().zip(0..).all(|(row, k)| row.iter().all(|v| *v == (k + 1) * 10)));
}

/// Directly in the region: variables of the thread's own, and `taskwait`.
#[omp]
#[test]
fn each_thread_its_own_variables() {
    let input: Vec<u32> = (0..500).collect();
    let mut sums = [0; 4];
    #[omp(parallel num_threads(4))]
    {
        let thread = omp_get_thread_num();
        let mut mine = vec![0; input.len()];
        let factor = thread as u32 + 1;
        #[omp(target teams loop nowait map(to: input) map(from: mine))]
        for i in 0..500 {
            mine[i] = input[i] * factor;
        }
        let doubled = 2 * factor;
        omp!(taskwait);
        sums[thread] = mine.iter().sum::<u32>() + doubled;
    }
    let threads = sums.iter().take_while(|sum| **sum > 0).count();
    assert!((1..=4).contains(&threads));
    for (sum, factor) in sums[..threads].iter().zip(1..) {
        assert_eq!(*sum, factor * 499 * 250 + 2 * factor);
    }
}

/// The end of the region waits.
#[omp]
#[test]
fn the_end_of_the_region() {
    let mut done = [0; 3];
    #[omp(parallel num_threads(3))]
    {
        let thread = omp_get_thread_num();
        let mut mine = [0; 200];
        #[omp(target teams loop nowait map(tofrom: mine))]
        for i in 0..200 {
            mine[i] += 1;
        }
        done[thread] = 1;
    }
    assert_eq!(done[0], 1);
}

/// Two variables, one region after the other, all of it before a barrier.
#[omp]
#[test]
fn chains_between_barriers() {
    let mut results = [0; 3];
    let mut total = 0;
    #[omp(parallel num_threads(3))]
    {
        let thread = omp_get_thread_num();
        let (mut a, mut b) = (vec![thread; 64], vec![0; 64]);
        #[omp(target teams loop nowait map(tofrom: a) depend(out: a))]
        for i in 0..64 {
            a[i] += i;
        }
        #[omp(target teams loop nowait map(to: a) map(from: b) depend(in: a) depend(out: b))]
        for i in 0..64 {
            b[i] = a[63 - i];
        }
        omp!(taskwait);
        results[thread] = b[0];
        omp!(barrier);
        #[omp(single)]
        {
            total = results.iter().sum();
        }
    }
    assert_eq!(results[0], 63);
    assert!([63, 63 + 64, 63 + 64 + 65].contains(&total), "{total}");
}

/// What a region only reads may be shared by all threads' regions; each thread's part of the result is a row of its own.
#[omp]
#[test]
fn each_thread_its_part_of_an_array() {
    let (input, n) = (vec![2_i32; 128], 128);
    let mut out = vec![0; 4 * n];
    #[omp(parallel for num_threads(4))]
    for part in out.chunks_mut(n) {
        #[omp(target teams loop nowait map(to: input) map(from: part))]
        for i in 0..128 {
            part[i] = input[i] + 1;
        }
        omp!(taskwait);
        part[0] = 0;
    }
    assert!(out.chunks(128).all(|part| part[0] == 0 && part[1..].iter().all(|v| *v == 3)));
}

/// A reduction and a scalar that come back to each thread.
#[omp]
#[test]
fn each_thread_its_reduction() {
    let mut sums = [0; 3];
    #[omp(parallel num_threads(3))]
    {
        let thread = omp_get_thread_num();
        let mut sum = thread;
        #[omp(target teams loop nowait reduction(+: sum))]
        for i in 0..100 {
            sum += i;
        }
        omp!(taskwait);
        sums[thread] = sum;
    }
    assert_eq!(sums[0], 4950);
    assert!(sums.iter().enumerate().all(|(thread, sum)| [0, 4950 + thread].contains(sum)));
}

/// Data of each thread's own, on its way without a wait.
#[omp]
#[test]
fn each_thread_its_data() {
    let mut right = [false; 3];
    #[omp(parallel num_threads(3))]
    {
        let thread = omp_get_thread_num();
        let mut mine = vec![thread; 256];
        omp!(target enter data nowait map(to: mine));
        #[omp(target teams loop nowait)]
        for i in 0..256 {
            mine[i] *= 3;
        }
        omp!(target exit data nowait map(from: mine));
        omp!(taskwait);
        right[thread] = mine == [3 * thread; 256];
    }
    assert!(right[0]);
}

/// A worksharing loop of the region, in whose iterations it is deferred.
#[omp]
#[test]
fn in_a_loop_of_the_region() {
    let mut grid: Vec<Vec<i32>> = (0..9).map(|k| vec![k; 50]).collect();
    #[omp(parallel num_threads(2))]
    {
        #[omp(for schedule(dynamic))]
        for k in 0..9 {
            let mut row = grid[k].clone();
            #[omp(target teams loop nowait map(tofrom: row))]
            for i in 0..50 {
                row[i] += 1;
            }
            omp!(taskwait);
            grid[k] = row;
        }
    }
    assert!(grid.iter().zip(1..).all(|(row, v)| *row == [v; 50]));
}

#[omp]
fn one_thread_fails(at: usize) {
    #[omp(parallel num_threads(3))]
    {
        let limit = if omp_get_thread_num() == 0 { at } else { 0 };
        let mut mine = [0; 10];
        #[omp(target teams loop nowait map(tofrom: mine))]
        for i in 0..10 {
            mine[i] = [1, 2, 3][limit];
        }
    }
}

/// A region that fails panics at its thread's wait, and the others leave.
#[test]
fn failure_of_one_thread() {
    panics_with(&["the len is 3 but the index is 3"], || one_thread_fails(3));
    one_thread_fails(2);
}

/// A barrier waits for what was deferred before it (OpenMP 5.2, 15.3.1), be it in a loop: the host may use it then.
#[omp]
#[test]
fn a_barrier_is_a_wait() {
    let mut old = vec![1; 400];
    let mut firsts = [0; 4];
    #[omp(parallel num_threads(4))]
    {
        let thread = omp_get_thread_num();
        for step in 0..5 {
            let mut mine = vec![0; 100];
            #[omp(target teams loop nowait map(to: old) map(from: mine))]
            for i in 0..100 {
                mine[i] = old[399 - i] + step;
            }
            omp!(barrier);
            let first = mine[0];
            #[omp(for)]
            for i in 0..400 {
                old[i] += 1;
            }
            firsts[thread] = first;
        }
    }
    assert_eq!((old, firsts[0]), (vec![6; 400], 5 + 4));
}

/// Also the barrier at the end of a loop, of which the next reads what the one before has written.
#[omp]
#[test]
fn loops_with_their_barriers() {
    let mut shared = vec![0; 100];
    let (mut total, mut last) = (0, 0);
    #[omp(parallel num_threads(2))]
    {
        let mut mine = vec![0; 100];
        #[omp(target teams loop nowait map(from: mine))]
        for i in 0..100 {
            mine[i] = i + 1;
        }
        #[omp(for)]
        for i in 0..100 {
            shared[i] = mine[i];
        }
        #[omp(target teams loop nowait map(tofrom: mine))]
        for i in 0..100 {
            mine[i] += 1;
        }
        #[omp(for reduction(+: total))]
        for i in 0..100 {
            total += shared[99 - i];
        }
        #[omp(single)]
        {
            last = mine[99];
        }
    }
    assert_eq!((shared[99], total, last), (100, 5050, 101));
}

/// With `nowait` on the loop the host works on it meanwhile.
#[omp]
#[test]
fn loops_meanwhile() {
    let (given, mut shared) = (vec![3; 100], vec![0; 100]);
    let (mut total, mut sevenths) = (0, [0; 2]);
    #[omp(parallel num_threads(2))]
    {
        let thread = omp_get_thread_num();
        let mut mine = vec![0; 100];
        #[omp(target teams loop nowait map(to: given) map(from: mine))]
        for i in 0..100 {
            mine[i] = given[i] + 1;
        }
        #[omp(for nowait)]
        for i in 0..100 {
            shared[i] = given[i] + 2;
        }
        #[omp(for nowait reduction(+: total))]
        for i in 0..100 {
            total += given[99 - i];
        }
        omp!(taskwait);
        sevenths[thread] = mine[7];
    }
    assert_eq!((shared[99], total, sevenths[0]), (5, 300, 4));
}

/// What all threads write meanwhile is guarded as ever; one thread's deferred region in `masked`.
#[omp]
#[test]
fn guards_meanwhile() {
    let (mut list, mut count, mut one) = (Vec::new(), 0, vec![0; 10]);
    #[omp(parallel num_threads(4))]
    {
        let mut mine = vec![omp_get_thread_num(); 50];
        #[omp(target teams loop nowait map(tofrom: mine))]
        for i in 0..50 {
            mine[i] += 1;
        }
        #[omp(critical)]
        {
            list.push(0);
        }
        #[omp(atomic)]
        {
            count += 1;
        }
        omp!(taskwait);
        #[omp(critical)]
        {
            list.push(mine[0]);
        }
        #[omp(masked)]
        {
            #[omp(target teams loop nowait map(tofrom: one))]
            for i in 0..10 {
                one[i] += 1;
            }
            omp!(taskwait);
            one[0] += 1;
        }
    }
    assert_eq!(list.len(), 2 * count);
    assert_eq!((one[0], one[1]), (2, 1));
    list.sort_unstable();
    assert!(list[count..].iter().zip(1..).all(|(first, number)| *first == number), "{list:?}");
}
