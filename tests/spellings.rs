//! The three spellings of a directive mean the same: with commas and underscores, as a C pragma, as a `PyOMP` string.
#![forbid(unsafe_code)]

use ferromp::prelude::*;

#[omp]
fn loops(n: usize) -> [usize; 5] {
    let mut sums = [0; 5];
    let (mut a, mut b, mut c, mut d, mut e) = (0, 0, 0, 0, 0);
    #[omp(parallel_for, reduction(+: a), schedule(dynamic, 16), num_threads(3))]
    for i in 0..n {
        a += i;
    }
    #[omp(parallel for reduction(+:b) schedule(dynamic, 16) num_threads(3))]
    for i in 0..n {
        b += i;
    }
    #[omp("parallel for reduction(+:c) schedule(dynamic,16) num_threads(3)")]
    for i in 0..n {
        c += i;
    }
    #[omp(parallel for, reduction(+: d) schedule(dynamic, 16), num_threads(3),)]
    for i in 0..n {
        d += i;
    }
    #[omp("parallel_for, reduction(+: e), schedule(dynamic, 16), num_threads(3)")]
    for i in 0..n {
        e += i;
    }
    for (sum, value) in sums.iter_mut().zip([a, b, c, d, e]) {
        *sum = value;
    }
    sums
}

#[test]
fn combined_loops() {
    assert_eq!(loops(1000), [499_500; 5]);
}

#[omp]
fn regions() -> [(usize, usize); 3] {
    let mut results = [(0, 0); 3];
    let offset = 7;
    let (mut sum, mut once) = (0, 0);
    #[omp(parallel, num_threads(4), firstprivate(offset))]
    {
        assert_eq!(offset, 7);
        #[omp(for, schedule(static, 2), reduction(+: sum), nowait)]
        for i in 0..10 {
            sum += i;
        }
        omp!(barrier);
        #[omp(single, nowait)]
        {
            once += 1;
        }
    }
    results[0] = (sum, once);
    (sum, once) = (0, 0);
    #[omp(parallel num_threads(4) firstprivate(offset))]
    {
        assert_eq!(offset, 7);
        #[omp(for schedule(static,2) reduction(+:sum) nowait)]
        for i in 0..10 {
            sum += i;
        }
        #[omp(barrier)]
        {}
        #[omp(single nowait)]
        {
            once += 1;
        }
    }
    results[1] = (sum, once);
    (sum, once) = (0, 0);
    #[omp("parallel num_threads(4) firstprivate(offset)")]
    {
        assert_eq!(offset, 7);
        #[omp("for schedule(static,2) reduction(+:sum) nowait")]
        for i in 0..10 {
            sum += i;
        }
        omp!("barrier");
        #[omp("single nowait")]
        {
            once += 1;
        }
    }
    results[2] = (sum, once);
    results
}

#[test]
fn regions_and_loops() {
    assert_eq!(regions(), [(45, 1); 3]);
}

#[omp]
fn others() -> [usize; 9] {
    let mut counts = [0; 9];
    let (mut a, mut b, mut c) = (0, 0, 0);
    #[omp(parallel num_threads(3))]
    {
        #[omp(critical(name))]
        {
            a += 1;
        }
        #[omp("critical(name)")]
        {
            a += 1;
        }
        #[omp("critical (name)")]
        {
            a += 1;
        }
        #[omp(atomic)]
        b += 1;
        #[omp("atomic")]
        b += 1;
        #[omp("atomic update")]
        b += 1;
        #[omp(masked, filter(2))]
        {
            c += 1;
        }
        omp!("barrier");
        #[omp("masked filter(2)")]
        {
            c += 1;
        }
        omp!(barrier);
        #[omp("master")]
        {
            c += 1;
        }
    }
    counts[0] = a;
    counts[1] = b;
    counts[2] = c;
    counts
}

#[test]
fn guards() {
    assert_eq!(others(), [9, 9, 3, 0, 0, 0, 0, 0, 0]);
}

/// The attribute by its path, and inner directives by theirs.
#[ferromp::omp]
fn by_path() -> usize {
    let mut sum = 0;
    #[ferromp::omp(parallel for reduction(+: sum))]
    for i in 0..10 {
        sum += i;
    }
    sum
}

#[test]
fn paths() {
    assert_eq!(by_path(), 45);
}

/// Clause arguments are expressions of any kind.
#[omp]
fn expressions(sizes: &[usize], wanted: bool) -> usize {
    let mut sum = 0;
    #[omp(parallel for
        num_threads(sizes.iter().copied().max().unwrap_or(1).min(8))
        if(wanted && matches!(sizes, [_, _, ..]))
        schedule(dynamic, if sizes[0] > 2 { 1 } else { sizes[0] + 1 })
        reduction(+: sum))]
    for i in 0..sizes.iter().sum::<usize>() {
        sum += i;
    }
    sum
}

#[test]
fn clause_arguments_are_expressions() {
    assert_eq!(expressions(&[1, 2, 3], true), 15);
    assert_eq!(expressions(&[1, 2, 3], false), 15);
}
