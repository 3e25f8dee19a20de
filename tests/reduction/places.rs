//! What may be reduced into: variables, fields, arrays; and where: functions, methods, orphaned loops.

use conformance::conformance;
use ferromp::prelude::*;

/// Elements of an array, one by one.
#[conformance]
fn array_reduction(threads: usize) -> bool {
    let mut bins = [10_usize; 4];
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: bins)),
        omp(parallel for num_threads(threads) firstprivate(bins))
    )]
    for i in 0..100 {
        bins[i % 4] += 1;
    }
    bins == [35; 4]
}

/// Elements of a vector.
#[conformance]
fn vector_reduction(threads: usize) -> bool {
    let mut sums = vec![0.0; 3];
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: sums)),
        omp(parallel for num_threads(threads) firstprivate(sums))
    )]
    for i in 0..99_u32 {
        sums[i as usize % 3] += f64::from(i);
    }
    sums == [1584.0, 1617.0, 1650.0]
}

struct Tally {
    sum: i64,
    most: i64,
    values: Vec<i64>,
}

#[omp]
impl Tally {
    fn count(&mut self, threads: usize) {
        #[omp(parallel for num_threads(threads) reduction(+: self.sum) reduction(max: self.most))]
        for i in 0..self.values.len() {
            self.sum += self.values[i];
            self.most = self.most.max(self.values[i]);
        }
    }
}

/// Fields of `self`.
#[conformance]
fn field_reduction(threads: usize) -> bool {
    let mut tally = Tally { sum: 1, most: 0, values: (0..=100).collect() };
    tally.count(threads);
    tally.sum == 5051 && tally.most == 100
}

/// Fields of a variable.
#[conformance]
fn field_of_a_variable(threads: usize) -> bool {
    let mut tally = Tally { sum: 0, most: 0, values: Vec::new() };
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: tally.sum)),
        omp(parallel for num_threads(threads) firstprivate(tally.sum))
    )]
    for i in 0..=100 {
        tally.sum += i;
    }
    tally.sum == 5050 && tally.most == 0 && tally.values.is_empty()
}

/// An orphaned loop: every thread has the whole sum, in the function's own variable.
#[omp]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[omp(for reduction(+: sum))]
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[conformance]
fn orphaned_reduction(threads: usize) -> bool {
    let a: Vec<f64> = (0..1000).map(f64::from).collect();
    let b = vec![2.0; 1000];
    let mut sums = vec![0.0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        let norm = dot(&a, &b);
        sums[me] = norm + dot(&b, &b);
    }
    sums.iter().all(|sum| *sum == 999_000.0 + 4000.0)
}

/// Outside of a region an orphaned loop is a loop.
#[test]
fn orphaned_reduction_alone() {
    assert_eq!(dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
}

/// Own elements beside a reduction.
#[conformance]
fn reduction_and_own_elements(threads: usize) -> bool {
    let a: Vec<f64> = (0..1000).map(f64::from).collect();
    let mut b = vec![0.0; a.len()];
    let mut norm = 0.0;
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: norm)),
        omp(parallel for num_threads(threads) firstprivate(norm))
    )]
    for i in 0..a.len() {
        b[i] = 2.0 * a[i];
        norm += b[i];
    }
    norm == 999_000.0 && b[999] == 1998.0
}

/// Generic over the number.
#[omp]
fn total<T>(values: &[T], threads: usize) -> T
where
    T: Copy + Default + Send + Sync + std::ops::AddAssign + 'static,
    T: Into<f64>,
{
    let mut sum = 0.0;
    #[omp(parallel for num_threads(threads) reduction(+: sum))]
    for i in 0..values.len() {
        sum += values[i].into();
    }
    let mut check = T::default();
    for value in values {
        check += *value;
    }
    assert_eq!(sum, check.into());
    check
}

#[conformance]
fn generic_reduction(threads: usize) -> bool {
    total(&[1_u8, 2, 3, 4], threads) == 10 && total(&[0.5_f32; 100], threads) == 50.0
}

/// What a reference refers to is reduced, not the reference.
#[omp]
fn into_reference(total: &mut u32, threads: usize) {
    #[omp(parallel for num_threads(threads) reduction(+: total))]
    for i in 0..=10 {
        *total += i;
    }
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for reduction(+: total))]
        for i in 0..=10 {
            *total += i;
        }
    }
    #[omp(for reduction(+: total))]
    for i in 0..=10 {
        *total += i;
    }
}

#[test]
fn a_mutable_reference() {
    for threads in [1, 2, 3, 8, 64] {
        let mut total = 1;
        into_reference(&mut total, threads);
        assert_eq!(total, 1 + 3 * 55);
    }
}
