//! An iteration writes its own row, its own column, or its own cell.

use ferromp::prelude::*;

use crate::{compare, grid};

/// 041 and its kin initialise four matrices, row by row, and multiply them.
#[omp]
fn three_products(threads: usize, n: usize) -> Vec<Vec<f64>> {
    let mut a = vec![vec![0.0; n]; n];
    let mut b = vec![vec![0.0; n]; n];
    let mut e = vec![vec![0.0; n]; n];
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..n {
            a[i][j] = (i * j) as f64;
            b[i][j] = (i * (j + 1)) as f64;
        }
    }
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..n {
            e[i][j] = 0.0;
            for k in 0..n {
                e[i][j] = e[i][j] + a[i][k] * b[k][j];
            }
        }
    }
    e
}

#[test]
fn drb041_3mm_parallel() {
    let n = 13;
    compare(
        |threads| three_products(threads, n),
        || {
            let product = |i, j| (0..n).map(|k| (i * k * k * (j + 1)) as f64).sum();
            (0..n).map(|i| (0..n).map(|j| product(i, j)).collect()).collect()
        },
    );
}

/// 042, 044 and 056 are tiled: the loop runs over tiles of 16 rows.
#[omp]
fn tiles(threads: usize, a: &mut [f64], n: usize, m: usize) {
    #[omp(parallel for num_threads(threads))]
    for tile in 0..n.div_ceil(16) {
        for row in 0..16.min(n - 16 * tile) {
            for j in 0..m {
                a[16 * m * tile + row * m + j] += 1.0;
            }
        }
    }
}

/// One sweep of 043: along the rows, then along the columns.
#[omp]
fn alternating_directions(threads: usize, x: &mut [Vec<f64>], a: &[Vec<f64>]) {
    let n = a.len();
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 1..n {
            x[i][j] = x[i][j] - x[i][j - 1] * a[i][j];
        }
    }
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        x[i][n - 1] = x[i][n - 1] / 2.0;
    }
    #[omp(parallel for num_threads(threads))]
    for j in 0..n {
        for i in 1..n {
            x[i][j] = x[i][j] - x[i - 1][j] * a[i][j];
        }
    }
    #[omp(parallel for num_threads(threads))]
    for j in 0..n {
        x[n - 1][j] = x[n - 1][j] / 2.0;
    }
}

#[test]
fn drb043_adi_parallel() {
    let n = 12;
    let a: Vec<Vec<f64>> = grid(n, n).iter().map(|row| row.iter().map(|x| x / 500.0).collect()).collect();
    let run = |threads| {
        let mut x = grid(n, n);
        alternating_directions(threads, &mut x, &a);
        x
    };
    compare(run, || {
        let mut x = grid(n, n);
        for i in 0..n {
            for j in 1..n {
                x[i][j] = x[i][j] - x[i][j - 1] * a[i][j];
            }
            x[i][n - 1] /= 2.0;
        }
        for j in 0..n {
            for i in 1..n {
                x[i][j] = x[i][j] - x[i - 1][j] * a[i][j];
            }
            x[n - 1][j] /= 2.0;
        }
        x
    });
}

#[test]
fn drb042_drb044_drb056_tiles() {
    let run = |threads| {
        let mut a = grid(50, 7).concat();
        tiles(threads, &mut a, 50, 7);
        a
    };
    compare(run, || grid(50, 7).concat().iter().map(|a| a + 1.0).collect());
}

#[omp]
fn doall2(threads: usize, a: &mut [[i32; 30]; 20]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..20 {
        for j in 0..30 {
            a[i][j] = a[i][j] + 1;
        }
    }
}

#[test]
fn drb046_doall2() {
    let run = |threads| {
        let mut a = [[1; 30]; 20];
        doall2(threads, &mut a);
        a
    };
    compare(run, || [[2; 30]; 20]);
}

/// The parallel loop is the inner one: a row is computed from the next, whole rows one after the other.
#[omp]
fn inner_only(threads: usize, a: &mut [Vec<f64>]) {
    for i in 0..a.len() - 1 {
        #[omp(parallel for num_threads(threads))]
        for j in 0..20 {
            a[i][j] += a[i + 1][j];
        }
    }
}

#[test]
fn drb053_inneronly1() {
    let run = |threads| {
        let mut a = grid(20, 20);
        inner_only(threads, &mut a);
        a
    };
    compare(run, || {
        let mut a = grid(20, 20);
        for i in 0..19 {
            for j in 0..20 {
                a[i][j] += a[i + 1][j];
            }
        }
        a
    });
}

/// 054 reads the row above one column to the left: the row above is another slice.
#[omp]
fn inner_only_diagonal(threads: usize, b: &mut [Vec<f64>]) {
    for i in 1..b.len() {
        let (above, below) = b.split_at_mut(i);
        let (above, row) = (&above[i - 1], &mut below[0]);
        #[omp(parallel for num_threads(threads))]
        for j in 1..row.len() {
            row[j] = above[j - 1];
        }
    }
}

#[test]
fn drb054_inneronly2() {
    let run = |threads| {
        let mut b = grid(15, 12);
        inner_only_diagonal(threads, &mut b);
        b
    };
    compare(run, || {
        let mut b = grid(15, 12);
        for i in 1..15 {
            for j in 1..12 {
                b[i][j] = b[i - 1][j - 1];
            }
        }
        b
    });
}

#[omp]
fn jacobi2d(threads: usize, steps: usize, a: &mut [Vec<f64>], b: &mut [Vec<f64>]) {
    let n = a.len();
    #[omp(parallel num_threads(threads))]
    for _ in 0..steps {
        #[omp(for)]
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][j + 1] + a[i + 1][j] + a[i - 1][j]);
            }
        }
        #[omp(for)]
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                a[i][j] = b[i][j];
            }
        }
    }
}

#[test]
fn drb055_jacobi2d_parallel() {
    let run = |threads| {
        let (mut a, mut b) = (grid(15, 15), grid(15, 15));
        jacobi2d(threads, 10, &mut a, &mut b);
        a
    };
    compare(run, || {
        let mut a = grid(15, 15);
        for _ in 0..10 {
            let old = a.clone();
            for i in 1..14 {
                for j in 1..14 {
                    a[i][j] =
                        0.2 * (old[i][j] + old[i][j - 1] + old[i][j + 1] + old[i + 1][j] + old[i - 1][j]);
                }
            }
        }
        a
    });
}

#[omp]
fn jacobi_initialize(threads: usize, n: usize, m: usize) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let mut u = vec![vec![1.0; m]; n];
    let mut f = vec![vec![1.0; m]; n];
    let dx = 2.0 / (n - 1) as f64;
    let dy = 2.0 / (m - 1) as f64;
    let (xx, yy): (f64, f64) = (0.0, 0.0);
    #[omp(parallel for private(xx, yy) num_threads(threads))]
    for i in 0..n {
        for j in 0..m {
            xx = -1.0 + dx * i as f64;
            yy = -1.0 + dy * j as f64;
            u[i][j] = 0.0;
            f[i][j] = (1.0 - xx * xx) * (1.0 - yy * yy);
        }
    }
    assert_eq!((xx, yy), (0.0, 0.0));
    (u, f)
}

#[test]
fn drb057_jacobiinitialize() {
    compare(
        |threads| jacobi_initialize(threads, 20, 30),
        || {
            let x = |i: usize| -1.0 + 2.0 / 19.0 * i as f64;
            let y = |j: usize| -1.0 + 2.0 / 29.0 * j as f64;
            let f = |i, j| (1.0 - x(i) * x(i)) * (1.0 - y(j) * y(j));
            (vec![vec![0.0; 30]; 20], (0..20).map(|i| (0..30).map(|j| f(i, j)).collect()).collect())
        },
    );
}

#[omp]
fn outer_only(threads: usize, b: &mut [Vec<f64>], m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..b.len() {
        for j in 0..m - 1 {
            b[i][j] = b[i][j + 1];
        }
    }
}

#[test]
fn drb063_outeronly1() {
    let run = |threads| {
        let mut b = grid(10, 12);
        outer_only(threads, &mut b, 12);
        b
    };
    compare(run, || {
        let row = |i| (0..12).map(|j| f64::from(i * 12 + (j + 1).min(11))).collect();
        (0..10).map(row).collect()
    });
}

/// The flat form: `n` elements a row.
#[omp]
fn outer_only_flat(threads: usize, b: &mut [f64], n: usize, m: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 1..m {
            b[i * m + j] = b[i * m + j - 1];
        }
    }
}

#[test]
fn drb064_outeronly2() {
    let run = |threads| {
        let mut b = grid(10, 12).concat();
        outer_only_flat(threads, &mut b, 10, 12);
        b
    };
    compare(run, || (0..120).map(|k| f64::from(k / 12 * 12)).collect());
}

#[omp]
fn collapsed(threads: usize, a: &mut [Vec<i64>]) {
    #[omp(parallel for collapse(2) num_threads(threads))]
    for i in 0..10 {
        for j in 0..15 {
            a[i][j] = a[i][j] + (i * j) as i64;
        }
    }
}

#[test]
fn drb093_doall2_collapse() {
    let run = |threads| {
        let mut a = vec![vec![1; 15]; 10];
        collapsed(threads, &mut a);
        a
    };
    compare(run, || (0..10).map(|i| (0..15).map(|j| 1 + i * j).collect()).collect());
}

/// The kernel's `taskloop` has no part in its indices.
#[omp]
fn collapsed_arrays(threads: usize, a: &mut [[i32; 15]; 10], b: &[[i32; 15]; 10]) {
    #[omp(parallel for collapse(2) schedule(dynamic, 7) num_threads(threads))]
    for i in 0..10 {
        for j in 0..15 {
            a[i][j] = a[i][j] * b[i][j] + 1;
        }
    }
}

#[test]
fn drb096_drb098_collapse() {
    let run = |threads| {
        let mut a = [[2; 15]; 10];
        collapsed_arrays(threads, &mut a, &[[5; 15]; 10]);
        a
    };
    compare(run, || [[11; 15]; 10]);
}

#[omp]
fn default_clauses(threads: usize, a: &mut [[i32; 10]; 10], b: &mut [[i32; 10]; 10]) {
    #[omp(parallel for default(none) shared(a) num_threads(threads))]
    for i in 0..10 {
        for j in 0..10 {
            a[i][j] = a[i][j] + 1;
        }
    }
    #[omp(parallel for default(shared) num_threads(threads))]
    for i in 0..10 {
        for j in 0..10 {
            b[i][j] = b[i][j] + 1;
        }
    }
}

#[test]
fn drb113_default() {
    let run = |threads| {
        let (mut a, mut b) = ([[0; 10]; 10], [[1; 10]; 10]);
        default_clauses(threads, &mut a, &mut b);
        (a, b)
    };
    compare(run, || ([[1; 10]; 10], [[2; 10]; 10]));
}

#[omp]
fn three_dimensions(threads: usize, a: &mut [[[f64; 6]; 6]; 6], m: f64) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..6 {
        for j in 0..6 {
            for k in 0..6 {
                let tmp = 6.0 / m;
                a[i][j][k] = tmp + 4.0;
            }
        }
    }
}

#[test]
fn drb170_nestedloops() {
    let run = |threads| {
        let mut a = [[[0.0; 6]; 6]; 6];
        three_dimensions(threads, &mut a, 3.0);
        a
    };
    compare(run, || [[[6.0; 6]; 6]; 6]);
}
