//! A shared scalar: private, lastprivate, a reduction, or no variable at all.

use ferromp::prelude::*;

use crate::compare;

#[omp]
fn last_private(threads: usize, len: usize) -> usize {
    let mut x = 0;
    #[omp(parallel for lastprivate(x) num_threads(threads))]
    for i in 0..len {
        x = i;
    }
    x
}

#[test]
fn drb009_drb010_lastprivate_missing() {
    compare(|threads| last_private(threads, 10_000), || 9999);
}

/// The private copies start at 0 and go down: the type has a sign.
#[omp]
fn minus_minus(threads: usize, x: &[i32]) -> isize {
    let mut left = x.len() as isize;
    #[omp(parallel for reduction(-: left) num_threads(threads))]
    for i in (0..x.len()).rev() {
        if x[i] <= 0 {
            left -= 1;
        }
    }
    left
}

#[test]
fn drb011_drb012_minusminus() {
    let x: Vec<i32> = (0..100).map(|i| if i % 3 == 0 { 5 } else { -5 }).collect();
    compare(|threads| minus_minus(threads, &x), || 34);
}

/// What the iteration before has left is known from the loop variable.
#[omp]
fn output_dependence(threads: usize, a: &mut [usize]) -> usize {
    let first = 10;
    let mut x = first;
    #[omp(parallel for lastprivate(x) num_threads(threads))]
    for i in 0..a.len() {
        a[i] = if i == 0 { first } else { i - 1 };
        x = i;
    }
    x
}

#[test]
fn drb016_drb017_output_dependence() {
    let run = |threads| {
        let mut a = vec![0; 100];
        (output_dependence(threads, &mut a), a)
    };
    compare(run, || {
        let (mut a, mut x) = (vec![0; 100], 10);
        for (i, element) in a.iter_mut().enumerate() {
            *element = x;
            x = i;
        }
        (x, a)
    });
}

/// 018 and 019, and 111: the second counter is the loop variable.
#[omp]
fn plus_plus(threads: usize, input: &[i32], output: &mut [i32]) -> usize {
    #[omp(parallel for num_threads(threads))]
    for i in 0..input.len() {
        output[i] = input[i];
    }
    input.len()
}

#[test]
fn drb018_drb019_plusplus() {
    let input: Vec<i32> = (0..1000).collect();
    let run = |threads| {
        let mut output = vec![0; 1000];
        (plus_plus(threads, &input, &mut output), output)
    };
    compare(run, || (1000, input.clone()));
}

#[omp]
fn linear(threads: usize, a: &[f64], b: &[f64], c: &mut [f64]) -> usize {
    let start = 0;
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        c[i + start] += a[i] * b[i];
    }
    start + a.len()
}

#[test]
fn drb111_linear_missing() {
    let a = crate::ramp(100);
    let run = |threads| {
        let mut c = vec![1.0; 100];
        (linear(threads, &a, &a, &mut c), c)
    };
    compare(run, || (100, a.iter().map(|x| 1.0 + x * x).collect()));
}

#[omp]
fn private(threads: usize, a: &mut [usize]) {
    let tmp = 0;
    #[omp(parallel for private(tmp) num_threads(threads))]
    for i in 0..a.len() {
        tmp = a[i] + i;
        a[i] = tmp;
    }
    assert_eq!(tmp, 0, "the original is another variable");
}

#[test]
fn drb020_drb028_private_missing() {
    let run = |threads| {
        let mut a: Vec<usize> = (0..100).collect();
        private(threads, &mut a);
        a
    };
    compare(run, || (0..100).map(|i| 2 * i).collect());
}

#[omp]
fn reduction(threads: usize, u: &[Vec<f32>]) -> f32 {
    let mut sum = 0.0;
    #[omp(parallel for reduction(+: sum) num_threads(threads))]
    for i in 0..u.len() {
        for j in 0..u[i].len() {
            let temp = u[i][j];
            sum = sum + temp * temp;
        }
    }
    sum
}

/// Sums of quarters are exact.
#[test]
fn drb021_drb022_reduction_missing() {
    let u = vec![vec![0.5; 100]; 100];
    compare(|threads| reduction(threads, &u), || 2500.0);
}

/// The chain `tmp = tmp + i` has a closed form.
#[omp]
fn true_dependence(threads: usize, a: &mut [usize]) {
    let start = 10;
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = start + i * i.saturating_sub(1) / 2;
    }
}

#[test]
fn drb035_drb036_truedep_scalar() {
    let run = |threads| {
        let mut a = vec![0; 100];
        true_dependence(threads, &mut a);
        a
    };
    compare(run, || {
        let (mut a, mut tmp) = (vec![0; 100], 10);
        for (i, element) in a.iter_mut().enumerate() {
            *element = tmp;
            tmp = *element + i;
        }
        a
    });
}

#[omp]
fn get_thread_num(threads: usize) -> usize {
    let mut team = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            team = omp_get_num_threads();
        }
        assert_eq!(team, threads);
    }
    team
}

#[test]
fn drb075_get_thread_num() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(get_thread_num(threads), threads);
    }
}

#[omp]
fn missing_lock(threads: usize) -> i32 {
    let mut var = 0;
    #[omp(parallel for num_threads(threads))]
    for _ in 0..100 {
        #[omp(critical)]
        {
            var += 1;
        }
    }
    var
}

#[test]
fn drb151_missing_lock() {
    compare(missing_lock, || 100);
}

#[omp]
fn inner_index(threads: usize, a: &mut [[i32; 10]; 20]) {
    let j = 0;
    #[omp(parallel for private(j) num_threads(threads))]
    for i in 0..20 {
        j = 0;
        while j < 10 {
            a[i][j] += 1;
            j += 1;
        }
    }
    assert_eq!(j, 0);
}

#[test]
fn drb073_inner_index_shared() {
    let run = |threads| {
        let mut a = [[1; 10]; 20];
        inner_index(threads, &mut a);
        a
    };
    compare(run, || [[2; 10]; 20]);
}
