//! `collapse`: nested loops as one.

use conformance::conformance;

use crate::common::Witness;

/// Two of three loops divided, with code between them; the third belongs to the iteration.
#[conformance]
fn parallel_for_collapse(threads: usize) -> bool {
    let (n1, n2, n3) = (5, 3 * threads, 2);
    let mut cells = vec![vec![0; n2]; n1];
    let team = Witness::default();
    #[crossed(
        omp(parallel for num_threads(threads) collapse(2) schedule(static, 1)),
        omp(parallel for num_threads(threads) collapse(1) schedule(static, 1))
    )]
    for i in 0..n1 {
        let base = 100 * i;
        for j in 0..n2 {
            team.note();
            for k in 0..n3 {
                cells[i][j] += base + j + k;
            }
        }
    }
    let right = (0..n1).all(|i| (0..n2).all(|j| cells[i][j] == 2 * (100 * i + j) + 1));
    // Chunks of one iteration go round the team: every thread has 15. A loop of five iterations is less even.
    right && team.saw_each(threads, 15)
}

/// Three loops, of different kinds.
#[conformance]
fn collapse_three(threads: usize) -> bool {
    let mut sum = 0;
    let team = Witness::default();
    #[crossed(
        omp(parallel for num_threads(threads) collapse(3) schedule(static, 1) reduction(+: sum)),
        omp(parallel for num_threads(threads) schedule(static, 1) reduction(+: sum))
    )]
    for i in 0..7_u8 {
        for j in (0..8_i64).rev() {
            for k in (0..=47_usize).step_by(2) {
                team.note();
                sum += usize::from(i) * 10_000 + (j as usize) * 100 + k;
            }
        }
    }
    let right = sum == 21 * 192 * 10_000 + 7 * 24 * 28 * 100 + 7 * 8 * 552;
    right && team.saw_each(threads, 7 * 192 / threads)
}

/// An empty loop at any level leaves no iteration.
#[conformance]
fn collapse_empty(threads: usize) -> bool {
    let runs = Witness::default();
    for (outer, inner) in [(0, 4), (4, 0), (0, 0)] {
        #[omp(parallel for num_threads(threads) collapse(2))]
        for _ in 0..outer {
            for _ in 0..inner {
                runs.note();
            }
        }
    }
    runs.count() == 0
}

/// Flat elements `c[i * n + j]` of a collapsed nest.
#[conformance]
fn collapse_flat(threads: usize) -> bool {
    let (rows, n) = (7, 11);
    let mut c = vec![0; rows * n];
    #[omp(parallel for num_threads(threads) collapse(2) schedule(dynamic, 4))]
    for i in 0..rows {
        for j in 0..n {
            c[i * n + j] = 100 * i + j;
        }
    }
    c.iter().enumerate().all(|(at, c)| *c == 100 * (at / n) + at % n)
}

/// `continue` of the innermost loop of a nest in a region.
#[conformance]
fn collapse_in_a_region(threads: usize) -> bool {
    let n = 6;
    let mut c = vec![0; n * n];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for collapse(2))]
        for i in 0..n {
            for j in 0..n {
                if i == j {
                    continue;
                }
                c[i * n + j] += i + j;
            }
        }
    }
    (0..n).all(|i| (0..n).all(|j| c[i * n + j] == if i == j { 0 } else { i + j }))
}

/// The cells of nested rows, divided by both loops in a region.
#[conformance]
fn collapse_rows_in_a_region(threads: usize) -> bool {
    let mut c = vec![vec![0; 7]; 5];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for collapse(2) schedule(dynamic))]
        for i in 0..5 {
            for j in 0..7 {
                c[i][j] += 10 * i + j;
            }
        }
    }
    (0..5).all(|i| (0..7).all(|j| c[i][j] == 10 * i + j))
}
