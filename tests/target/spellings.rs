//! Each directive with commas and underscores, as a C pragma, and as a `PyOMP` string.

use ferromp::prelude::*;

/// A loop that adds 1 to each element, under a directive in three spellings.
macro_rules! loops {
    ($($name:ident: [$($comma:tt)*] [$($pragma:tt)*] $string:literal;)*) => {$(
        #[omp]
        fn $name(a: &mut [i32], b: &mut [i32], c: &mut [i32]) {
            #[omp($($comma)*)]
            for i in 0..a.len() {
                a[i] += 1;
            }
            #[omp($($pragma)*)]
            for i in 0..b.len() {
                b[i] += 1;
            }
            #[omp($string)]
            for i in 0..c.len() {
                c[i] += 1;
            }
        }
    )*

        #[test]
        fn loops_in_three_spellings() {
            $({
                let (mut a, mut b, mut c) = ([0; 9], [0; 9], [0; 9]);
                $name(&mut a, &mut b, &mut c);
                assert_eq!([a, b, c], [[1; 9]; 3], stringify!($name));
            })*
        }
    };
}
loops! {
    target_parallel_for: [target_parallel_for, map(tofrom: a), num_threads(4)]
        [target parallel for map(tofrom:b) num_threads(4)] "target parallel for map(tofrom:c) num_threads(4)";
    target_parallel_for_simd: [target_parallel_for_simd, device(0)]
        [target parallel for simd device(0)] "target parallel for simd device(0)";
    target_parallel_loop: [target_parallel_loop] [target parallel loop] "target parallel loop";
    target_teams_distribute: [target_teams_distribute, num_teams(3), dist_schedule(static)]
        [target teams distribute num_teams(3) dist_schedule(static)]
        "target teams distribute num_teams(3) dist_schedule(static)";
    target_teams_distribute_parallel_for: [target_teams_distribute_parallel_for, thread_limit(8), schedule(static)]
        [target teams distribute parallel for thread_limit(8) schedule(static)]
        "target teams distribute parallel for thread_limit(8) schedule(static)";
    target_teams_distribute_parallel_for_simd: [target_teams_distribute_parallel_for_simd, collapse(1)]
        [target teams distribute parallel for simd collapse(1)]
        "target teams distribute parallel for simd collapse(1)";
    target_teams_loop: [target_teams_loop, if(target: true)] [target teams loop if(target: true)]
        "target teams loop if(target: true)";
    target_loop: [target_loop, defaultmap(tofrom: aggregate)] [target loop defaultmap(tofrom:aggregate)]
        "target loop defaultmap(tofrom:aggregate)";
    teams_distribute: [teams_distribute, num_teams(2)] [teams distribute num_teams(2)]
        "teams distribute num_teams(2)";
    teams_distribute_parallel_for: [teams_distribute_parallel_for, num_threads(2)]
        [teams distribute parallel for num_threads(2)] "teams distribute parallel for num_threads(2)";
    teams_loop: [teams_loop, thread_limit(2)] [teams loop thread_limit(2)] "teams loop thread_limit(2)";
}

#[omp]
fn blocks() -> [i32; 12] {
    let mut counts = [0; 12];
    let (mut a, mut b, mut c) = (0, 0, 0);
    #[omp(target, map(tofrom: a))]
    {
        a += 1;
    }
    #[omp(target map(tofrom:b))]
    {
        b += 1;
    }
    #[omp("target map(tofrom:c)")]
    {
        c += 1;
    }
    (counts[0], counts[1], counts[2]) = (a, b, c);
    (a, b, c) = (0, 0, 0);
    #[omp(target_parallel, num_threads(3), reduction(max: a))]
    {
        a = a.max(1);
    }
    #[omp(target parallel num_threads(3) reduction(max:b))]
    {
        b = b.max(1);
    }
    #[omp("target parallel num_threads(3) reduction(max:c)")]
    {
        c = c.max(1);
    }
    (counts[3], counts[4], counts[5]) = (a, b, c);
    (a, b, c) = (0, 0, 0);
    #[omp(target_teams, num_teams(2), reduction(max: a))]
    {
        a = a.max(1);
    }
    #[omp(target teams num_teams(2) reduction(max:b))]
    {
        b = b.max(1);
    }
    #[omp("target teams num_teams(2) reduction(max:c)")]
    {
        c = c.max(1);
    }
    (counts[6], counts[7], counts[8]) = (a, b, c);
    (a, b, c) = (0, 0, 0);
    #[omp(teams, num_teams(1), reduction(max: a))]
    {
        a = a.max(1);
    }
    #[omp(teams num_teams(1) reduction(max:b))]
    {
        b = b.max(1);
    }
    #[omp("teams num_teams(1) reduction(max:c)")]
    {
        c = c.max(1);
    }
    (counts[9], counts[10], counts[11]) = (a, b, c);
    counts
}

#[test]
fn blocks_in_three_spellings() {
    assert_eq!(blocks(), [1; 12]);
}

#[omp]
fn data(a: &mut [i32]) {
    #[omp(target_data, map(tofrom: a))]
    {
        a[0] += 0;
    }
    #[omp(target data map(tofrom:a))]
    {}
    #[omp("target data map(tofrom:a)")]
    {}
    omp!(target_enter_data, map(to: a));
    omp!(target_update, to(a), device(0));
    omp!(target_exit_data, map(from: a));
    #[omp(target enter data map(to:a))]
    {}
    #[omp(target update to(a))]
    {}
    #[omp(target exit data map(from:a))]
    {}
    omp!("target enter data map(to:a)");
    omp!("target update from(a)");
    omp!("target exit data map(release:a)");
}

#[test]
fn data_in_three_spellings() {
    let mut a = [1, 2, 3];
    data(&mut a);
    assert_eq!(a, [1, 2, 3]);
}
