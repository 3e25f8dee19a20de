//! `firstprivate`, said or implied: the region has a copy.

use ferromp::prelude::*;

#[omp]
#[test]
fn firstprivate_scalar_explicit() {
    let (mut s, mut seen) = (42, [0; 2]);
    #[omp(target firstprivate(s))]
    {
        seen[0] = s;
        s = 43;
        seen[1] = s;
    }
    assert_eq!((s, seen), (42, [42, 43]));
    #[omp(target map(tofrom: s))]
    {
        s = 43;
    }
    assert_eq!(s, 43);
}

/// A scalar that is only read is `firstprivate` without a clause. (Written without a clause, it does not compile.)
#[omp]
#[test]
fn firstprivate_scalar_implicit() {
    let (s, mut seen) = (42, [0; 2]);
    #[omp(target)]
    {
        let mut s = s;
        seen[0] = s;
        s += 1;
        seen[1] = s;
    }
    assert_eq!((s, seen), (42, [42, 43]));
}

/// Each thread has a copy of the device's copy.
#[omp]
#[test]
fn teams_nest_parallel_fpriv_shared_scalar() {
    let (mut s, mut r, mut threads) = (42, vec![0; 32], 0);
    #[omp(target teams num_teams(1) thread_limit(32) map(from: threads))]
    {
        #[omp(parallel firstprivate(s))]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                threads = omp_get_num_threads();
            }
            s += 1;
            r[thread] = s;
        }
    }
    s += 1;
    assert!((1..=32).contains(&threads));
    assert!(s == 43 && r[..threads].iter().all(|v| *v == 43) && r[threads..].iter().all(|v| *v == 0));
}

#[omp]
#[test]
fn nest_parallel_float_fpriv() {
    let (s, mut r) = (42.0_f32, 0.0);
    #[omp(target map(from: r))]
    {
        #[omp(parallel firstprivate(s))]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                r = s + 1.0;
            }
        }
    }
    assert_eq!(r, 43.0);
}

#[omp]
#[test]
fn nest_teams_float_fpriv() {
    let (s, mut r) = (42.0_f32, 0.0);
    #[omp(target map(from: r))]
    {
        #[omp(teams firstprivate(s))]
        {
            let team = omp_get_team_num();
            if team == 0 {
                r = s + 1.0;
            }
        }
    }
    assert_eq!(r, 43.0);
}

/// An array of which each thread has a copy.
#[omp]
#[test]
fn teams_nest_parallel_fpriv_shared_array() {
    let (mut s, mut r, mut threads) = ([10; 32], [0; 32], 0);
    #[omp(target teams num_teams(1) thread_limit(32) map(from: threads))]
    {
        #[omp(parallel firstprivate(s))]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                threads = omp_get_num_threads();
            }
            for i in 0..32 {
                s[i] += thread;
            }
            r[thread] = s[31 - thread];
        }
    }
    s[0] += 1;
    assert!(s[0] == 11 && s[1..] == [10; 31]);
    assert!((1..=32).contains(&threads));
    assert!((0..32).all(|thread| r[thread] == if thread < threads { 10 + thread } else { 0 }));
}

/// On a loop, the copy is the thread's; each iteration may use it for itself.
#[omp]
#[test]
fn private_and_firstprivate_of_a_loop() {
    let (mut scratch, start, mut out) = (-1, 100, vec![0; 500]);
    #[omp(target teams distribute parallel for private(scratch) firstprivate(start))]
    for i in 0..500 {
        scratch = i as i32;
        scratch += start;
        out[i] = scratch;
    }
    scratch += 1;
    assert_eq!(scratch, 0);
    assert!(out.iter().copied().eq(100..600));
}

/// Another value at each launch of the same region.
#[omp]
#[test]
fn values_of_each_launch() {
    let mut out = vec![0; 10];
    for k in 0..10 {
        let next = k * k;
        #[omp(target)]
        {
            out[k] = next + 1;
        }
    }
    assert!(out.iter().enumerate().all(|(k, v)| *v == k * k + 1));
}
