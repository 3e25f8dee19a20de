//! Constructs that are written one in another, or one on another, are the combined construct.

use ferromp::prelude::*;

#[omp]
fn nested(a: &mut [usize]) -> usize {
    let mut sum = 0;
    #[omp(target map(tofrom: a))]
    {
        #[omp(teams num_teams(4))]
        {
            #[omp(distribute parallel for reduction(+: sum))]
            for i in 0..a.len() {
                a[i] += i;
                sum += 1;
            }
        }
    }
    sum
}

#[omp]
fn stacked(a: &mut [usize]) -> usize {
    let mut sum = 0;
    #[omp(target map(tofrom: a, sum))]
    #[omp(teams num_teams(4) reduction(+: sum))]
    #[omp(distribute parallel for reduction(+: sum))]
    for i in 0..a.len() {
        a[i] += i;
        sum += 1;
    }
    sum
}

#[omp]
fn parallel(a: &mut [usize]) -> usize {
    let mut sum = 0;
    #[omp(target if(a.len() > 3))]
    #[omp(parallel for reduction(+: sum) num_threads(4))]
    for i in 0..a.len() {
        a[i] += i;
        sum += 1;
    }
    sum
}

#[omp]
fn region(a: &mut [usize]) -> usize {
    let mut sum = 0;
    #[omp(target map(tofrom: sum))]
    {
        #[omp(parallel num_threads(4))]
        {
            #[omp(for reduction(+: sum))]
            for i in 0..a.len() {
                a[i] += i;
                sum += 1;
            }
        }
    }
    sum
}

#[omp]
fn loops(a: &mut [usize]) -> usize {
    let mut sum = 0;
    #[omp(target teams reduction(+: sum))]
    #[omp(loop)]
    for i in 0..a.len() {
        let mut ones = 0;
        #[omp(loop reduction(+: ones))]
        for _ in 0..1 {
            ones += 1;
        }
        a[i] += i;
        sum += ones;
    }
    sum
}

#[test]
fn however_it_is_written() {
    for program in [nested, stacked, parallel, region, loops] {
        for n in [0, 1, 3, 1000] {
            let mut a = vec![1; n];
            assert_eq!(program(&mut a), n);
            assert!((0..n).all(|i| a[i] == i + 1));
        }
    }
}

#[omp]
fn several(a: &mut [usize], b: &mut [usize]) {
    #[omp(target)]
    {
        #[omp(parallel for)]
        for i in 0..a.len() {
            a[i] = i;
        }
        let half = a.len() / 2;
        #[omp(parallel)]
        {
            #[omp(for)]
            for i in 0..half {
                b[i] = a[2 * i];
            }
            #[omp(for)]
            for i in half..b.len() {
                b[i] = a[3] + 4;
            }
        }
        #[omp(loop)]
        for i in 0..half {
            b[i] += 1;
        }
    }
}

#[test]
fn regions_in_one_target() {
    let (mut a, mut b) = ([0; 20], [0; 20]);
    several(&mut a, &mut b);
    assert!((0..10).all(|i| b[i] == 2 * i + 1 && b[10 + i] == 7));
}

#[omp]
fn loops_of_one_thread(a: &mut [usize]) -> usize {
    let scratch = 7;
    #[omp(target teams loop)]
    for i in 0..a.len() {
        #[omp(loop private(scratch))]
        for j in 0..3 {
            scratch = i * j;
            a[i] += scratch;
        }
    }
    scratch
}

#[test]
fn a_loop_of_one_thread_keeps_its_private_variables() {
    let mut a = [1; 6];
    assert_eq!(loops_of_one_thread(&mut a), 7);
    assert_eq!(a, [1, 4, 7, 10, 13, 16]);
}
