//! `parallel for`: a region that is a loop.

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::Witness;

/// Each iteration writes its element.
#[conformance]
fn parallel_for_set_elements(threads: usize) -> bool {
    let mut v = vec![0.0; 100];
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in 0..v.len() {
        v[i] += 1.0;
        team.note();
    }
    v == [1.0; 100] && team.saw_team_of(threads)
}

/// A condition on a text in each iteration.
#[conformance]
fn parallel_for_string_conditional(threads: usize) -> bool {
    let text = "OpenMPstrTEST".as_bytes();
    let mut capitals = 0;
    #[crossed(
        omp(parallel for reduction(+: capitals) num_threads(threads)),
        omp(parallel for firstprivate(capitals) num_threads(threads))
    )]
    for i in 0..text.len() {
        if text[i].is_ascii_uppercase() {
            capitals += 1;
        }
    }
    capitals == 7
}

/// The elements are texts of different lengths.
#[conformance]
fn parallel_for_tuple(threads: usize) -> bool {
    let words = ["32", "4", "test", "567", "re", ""];
    let mut length = 0;
    #[crossed(
        omp(parallel for reduction(+: length) num_threads(threads)),
        omp(parallel for firstprivate(length) num_threads(threads))
    )]
    for i in 0..words.len() {
        length += words[i].len();
    }
    length == 12
}

/// Every second element.
#[conformance]
fn parallel_for_range_step_2(threads: usize) -> bool {
    let mut a = [0; 12];
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in (0..12).step_by(2) {
        a[i] += i + 1;
        team.note();
    }
    a == [1, 0, 3, 0, 5, 0, 7, 0, 9, 0, 11, 0] && team.saw_team_of(threads)
}

/// The step is an argument.
#[conformance]
fn parallel_for_range_step_arg(threads: usize) -> bool {
    let (mut a, step) = (vec![0; 3 * threads], 3);
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in (0..a.len()).step_by(step) {
        a[i] += i + 1;
        team.note();
    }
    let right = a.iter().enumerate().all(|(i, a)| *a == if i % step == 0 { i + 1 } else { 0 });
    right && team.saw_each(threads, 1)
}

/// A parallel loop in a serial one, with another step each time.
#[conformance]
fn parallel_for_incremented_step(threads: usize) -> bool {
    let mut v = [0; 10];
    let team = Witness::default();
    for i in 0..3 {
        #[crossed(omp(parallel for num_threads(threads)))]
        for j in (0..v.len()).step_by(i + 1) {
            v[j] = i + 1;
            team.note();
        }
    }
    v == [3, 1, 2, 3, 2, 1, 3, 1, 2, 3] && team.saw_team_of(threads)
}

/// From the last element to the first.
#[conformance]
fn parallel_for_range_backward_step(threads: usize) -> bool {
    let mut a = [0; 12];
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in (0..12).rev() {
        a[i] += i + 1;
        team.note();
    }
    a.iter().enumerate().all(|(i, a)| *a == i + 1) && team.saw_team_of(threads)
}

/// A loop whose body binds variables of its own.
#[conformance]
fn parallel_for_only_inside_var(threads: usize) -> bool {
    let mut a = vec![0; 4 * threads];
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in 0..a.len() {
        let mut x = i;
        x *= 2;
        team.note();
        a[i] = x - i;
    }
    a.iter().enumerate().all(|(i, a)| *a == i) && team.saw_each(threads, 4)
}

/// The same with the variable from outside, private to each thread in the region and again in the loop.
#[conformance]
fn private_in_region_and_loop(threads: usize) -> bool {
    let mut a = vec![0; 4 * threads];
    let x = usize::MAX;
    #[omp(parallel num_threads(threads) private(x))]
    {
        x = omp_get_thread_num();
        #[omp(for)]
        for i in 0..a.len() {
            a[i] = i + x - x;
        }
    }
    x == usize::MAX && a.iter().enumerate().all(|(i, a)| *a == i)
}

/// No iterations, one, fewer than threads.
#[conformance]
fn short_loops(threads: usize) -> bool {
    let mut right = true;
    for n in 0..4 {
        let mut a = vec![0; n];
        #[omp(parallel for num_threads(threads))]
        for i in 0..n {
            a[i] += 1;
        }
        let empty = Witness::default();
        #[omp(parallel for num_threads(threads))]
        for _ in n..0 {
            empty.note();
        }
        right &= a.iter().all(|a| *a == 1) && empty.count() == 0;
    }
    right
}

/// The range is evaluated once, by the encountering thread.
#[conformance]
fn range_is_evaluated_once(threads: usize) -> bool {
    let mut calls = 0;
    let mut bound = || {
        calls += 1;
        50
    };
    let mut a = [0; 50];
    #[omp(parallel for num_threads(threads))]
    for i in 0..bound() {
        a[i] += 1;
    }
    calls == 1 && a == [1; 50]
}

/// `continue` ends the iteration, not the loop.
#[conformance]
fn continue_in_a_loop(threads: usize) -> bool {
    let mut odd = [0; 101];
    let mut sum = 0;
    #[omp(parallel for num_threads(threads) reduction(+: sum))]
    for i in 0..odd.len() {
        if i % 2 == 0 {
            continue;
        }
        odd[i] = 1;
        sum += i;
    }
    sum == 2500 && odd.iter().enumerate().all(|(i, odd)| *odd == i % 2)
}

/// `break` of a loop inside of the iteration is the iteration's own business.
#[conformance]
fn inner_loops_break(threads: usize) -> bool {
    let mut first_factor = vec![0; 200];
    #[omp(parallel for num_threads(threads) schedule(dynamic, 3))]
    for n in 2..first_factor.len() {
        for k in 2..=n {
            if n % k == 0 {
                first_factor[n] = k;
                break;
            }
        }
    }
    first_factor[91] == 7 && first_factor[97] == 97 && first_factor[2] == 2 && first_factor[0] == 0
}
