//! What decides where a team goes must be the same for all its threads: if it is not, that is a panic, on the device as on
//! the host.

use ferromp::prelude::*;

use crate::{common::panics_with, on_device};

#[omp]
fn barrier_of_some(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            if t < some {
                b[t] = 7;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn barrier_of_others(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            if t < some {
                b[t] = 7;
            } else {
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn different_trips(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            let turns = if t < some { 2 } else { 1 };
            for _ in 0..turns {
                b[t] += 7;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn different_turns(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            let mut left = if t < some { 2 } else { 1 };
            while left > 0 {
                b[t] += 7;
                left -= 1;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn leaves_early(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            let mut turn = 0;
            loop {
                b[t] += 7;
                if t >= some || turn == 1 {
                    break;
                }
                turn += 1;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn different_arms(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            match t + 4 - some {
                0..=3 => {
                    b[t] = 7;
                    omp!(barrier);
                }
                _ => b[t] = 8,
            }
        }
    }
}

#[omp]
fn loop_of_some(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            if omp_get_thread_num() < some {
                #[omp(for)]
                for i in 0..4 {
                    b[i] = 7;
                }
            }
        }
    }
}

#[omp]
fn unawaited_loop_of_some(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            if omp_get_thread_num() < some {
                #[omp(for nowait)]
                for i in 0..4 {
                    b[i] = 7;
                }
            }
        }
    }
}

#[omp]
fn different_loops(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let from = usize::from(omp_get_thread_num() >= some);
            #[omp(for)]
            for i in from..4 {
                b[i] = 7;
            }
        }
    }
}

#[omp]
fn loops_of_other_lengths(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let to = if omp_get_thread_num() < some { 4 } else { 3 };
            #[omp(for nowait)]
            for i in 0..to {
                b[i] = 7;
            }
        }
    }
}

#[omp]
fn different_offsets(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let s = usize::from(omp_get_thread_num() >= some);
            #[omp(for)]
            for i in 0..4 {
                b[i] = 6;
            }
            #[omp(for)]
            for i in 0..3 {
                b[i + s] += 1;
            }
            #[omp(for)]
            for i in 3..4 {
                b[i] += 1;
            }
        }
    }
}

#[omp]
fn different_offsets_of_a_let(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let s = usize::from(omp_get_thread_num() >= some);
            #[omp(for nowait)]
            for i in 0..4 {
                let at = i + s;
                b[at] = 7;
            }
        }
    }
}

#[omp]
fn different_rows(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let n = if omp_get_thread_num() < some { 2 } else { 1 };
            #[omp(for)]
            for i in 0..2 {
                for j in 0..n {
                    b[i * n + j] = 7;
                }
            }
        }
    }
}

/// With all of the threads it does what it says; with some of them it panics.
fn needs_all(name: &str, f: fn(&mut [i32], usize), expected: i32) {
    let mut b = [0; 4];
    f(&mut b, 4);
    assert_eq!(b, [expected; 4], "{name}");
    for some in [1, 2, 3] {
        panics_with(&["thread", "tests/target/agree.rs"], || f(&mut [0; 4], some));
    }
}

#[test]
fn threads_that_go_different_ways_are_found() {
    needs_all("barrier_of_some", barrier_of_some, 7);
    needs_all("barrier_of_others", barrier_of_others, 7);
    needs_all("different_trips", different_trips, 14);
    needs_all("different_turns", different_turns, 14);
    needs_all("leaves_early", leaves_early, 14);
    needs_all("different_arms", different_arms, 7);
    needs_all("loop_of_some", loop_of_some, 7);
    needs_all("different_loops", different_loops, 7);
}

#[test]
fn threads_that_share_different_elements_are_found() {
    needs_all("different_offsets", different_offsets, 7);
    needs_all("different_offsets_of_a_let", different_offsets_of_a_let, 7);
    needs_all("different_rows", different_rows, 7);
}

/// `t` differs, and so does the row that a thread walks through.
#[omp]
#[test]
fn rows_of_threads_need_no_agreement() {
    let mut b = [0; 8];
    let mut c = [0; 2];
    #[omp(target map(tofrom: b, c))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            for i in 0..2 {
                b[t * 2 + i] = t + i;
            }
            let shift = 1;
            let more = t;
            #[omp(for)]
            for i in 1..3 {
                c[i - shift] += 5 + (more - t);
            }
        }
    }
    assert_eq!((b, c), ([0, 1, 1, 2, 2, 3, 3, 4], [5, 5]));
}

/// Whichever row it is in, a column is one thread's.
#[omp]
#[test]
fn columns_need_no_agreement_on_rows() {
    let mut c = [[0; 4]; 4];
    #[omp(target map(tofrom: c))]
    {
        #[omp(parallel num_threads(4))]
        {
            let row = omp_get_thread_num();
            #[omp(for)]
            for j in 0..4 {
                c[row][j] += 1;
            }
        }
    }
    assert_eq!(c.map(|row| row.iter().sum::<i32>()), [1; 4]);
}

/// Nobody waits at the end of these: the host may not notice.
#[test]
fn threads_that_share_different_loops_are_found() {
    if on_device() {
        needs_all("unawaited_loop_of_some", unawaited_loop_of_some, 7);
        needs_all("loops_of_other_lengths", loops_of_other_lengths, 7);
    }
}

/// Different values that lead all threads the same way.
#[omp]
#[test]
fn values_may_differ_where_the_way_does_not() {
    let mut b = [0; 4];
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            match t {
                own @ 0..4 => {
                    b[t] = own;
                    omp!(barrier);
                    b[t] += own;
                }
                _ => {
                    omp!(barrier);
                }
            }
            let mut left = 3 + t;
            while left > t {
                b[t] += 100;
                left -= 1;
                if left == t + 1 {
                    omp!(barrier);
                    continue;
                }
                omp!(barrier);
                b[t] += 1000;
            }
        }
    }
    assert_eq!(b, [2300, 2302, 2304, 2306]);
}

/// Loops that nobody waits in, of which the text is the same and the elements are not. On a device the team waits; on the host
/// it is a panic, if threads meet.
#[test]
fn loops_that_change_wait_on_a_device() {
    #[omp]
    fn rounds(a: &mut [i32]) {
        #[omp(target map(tofrom: a))]
        {
            #[omp(parallel num_threads(4))]
            {
                for k in 0..4 {
                    #[omp(for nowait)]
                    for i in 0..16 {
                        a[i + k] += 1;
                    }
                }
            }
        }
    }
    #[omp]
    fn ranges(a: &mut [i32]) {
        #[omp(target map(tofrom: a))]
        {
            #[omp(parallel num_threads(4))]
            {
                for k in 0..4 {
                    #[omp(for nowait)]
                    for i in k..16 + k {
                        a[i] += 1;
                    }
                }
            }
        }
    }
    #[omp]
    fn names(a: &mut [i32]) {
        #[omp(target map(tofrom: a))]
        {
            #[omp(parallel num_threads(4))]
            {
                let s = 0;
                #[omp(for nowait)]
                for i in 0..16 {
                    a[i + s] += 1;
                }
                let s = 1;
                #[omp(for nowait)]
                for i in 0..16 {
                    a[i + s] += 1;
                }
                let s = 2;
                #[omp(for nowait)]
                for i in 0..16 {
                    a[i + s] += 1;
                }
                let s = 3;
                #[omp(for nowait)]
                for i in 0..16 {
                    a[i + s] += 1;
                }
            }
        }
    }
    if on_device() {
        for f in [rounds, ranges, names] {
            let mut a = [0; 20];
            f(&mut a);
            assert_eq!(a, [1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 2, 1, 0]);
        }
    }
}

#[omp]
fn offsets_of_teams(a: &mut [i32]) {
    #[omp(target teams num_teams(2) map(tofrom: a))]
    {
        let s = if omp_get_team_num() == 1 { 8 } else { 0 };
        #[omp(distribute)]
        for i in 0..16 {
            a[i + s] += 1;
        }
    }
}

#[omp]
fn ranges_of_teams(a: &mut [i32]) {
    #[omp(target teams num_teams(2) map(tofrom: a))]
    {
        let to = if omp_get_team_num() == 1 { 8 } else { 16 };
        #[omp(distribute parallel for)]
        for i in 0..to {
            a[i] += 1;
        }
    }
}

#[omp]
fn rounds_of_teams(a: &mut [i32]) {
    #[omp(target teams num_teams(2) map(tofrom: a))]
    for k in 0..2 {
        #[omp(distribute parallel for)]
        for i in 0..15 {
            a[i + k] += 1;
        }
    }
}

/// Of the host there is one team.
#[test]
fn teams_that_may_share_different_elements_stay_on_the_host() {
    let mandatory =
        on_device() && std::env::var("OMP_TARGET_OFFLOAD").is_ok_and(|value| value == "MANDATORY");
    let once = |k: usize| i32::from(k < 16);
    let rounds = |k: usize| i32::from(k < 15) + i32::from((1..16).contains(&k));
    let cases = [offsets_of_teams, ranges_of_teams, rounds_of_teams];
    for (n, f) in cases.into_iter().enumerate() {
        let mut a = [0; 24];
        if mandatory {
            panics_with(&["each team may have its own"], || f(&mut a));
        } else {
            f(&mut a);
            assert_eq!(a, std::array::from_fn(|k| if n < 2 { once(k) } else { rounds(k) }));
        }
    }
}

/// What all teams have is shared out among them.
#[omp]
#[test]
fn teams_agree_on_what_they_are_given() {
    let (mut a, shift, n) = ([0; 24], 4, 16);
    #[omp(target teams num_teams(2) map(tofrom: a))]
    {
        let to = n.min(a.len());
        let s = shift + 1;
        #[omp(distribute parallel for)]
        for i in 0..to {
            a[i + s] += 1 + i32::from(!omp_is_initial_device());
        }
    }
    let each = 1 + i32::from(on_device());
    assert_eq!(a, std::array::from_fn(|k| if (5..21).contains(&k) { each } else { 0 }));
}

#[omp]
fn masked_by_each(b: &mut [i32]) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            #[omp(masked filter(t))]
            {
                b[0] += 1;
            }
        }
    }
}

#[omp]
fn masked_in_turn(b: &mut [i32]) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            for t in 0..4 {
                #[omp(masked filter(t))]
                {
                    b[0] += 1;
                }
            }
        }
    }
}

#[test]
fn masked_is_for_one_thread() {
    for f in [masked_by_each, masked_in_turn] {
        panics_with(&[], || f(&mut [0; 4]));
    }
}
