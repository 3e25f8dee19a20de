//! Arrays that a construct only reads may be read at any index.

use ferromp::prelude::*;

use crate::{compare, grid, ramp};

/// A file is written by one thread at a time; a line is one iteration's, in any order.
#[omp]
fn lines(threads: usize, a: &[i32], file: &mut Vec<u8>) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        #[omp(critical)]
        {
            file.extend(format!("{:04}\n", a[i]).bytes());
        }
    }
}

#[test]
fn drb049_fprintf() {
    let a: Vec<i32> = (0..200).collect();
    let run = |threads| {
        let mut file = Vec::new();
        lines(threads, &a, &mut file);
        let mut lines: Vec<String> = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    compare(run, || a.iter().map(|i| format!("{i:04}")).collect());
}

#[omp]
fn jacobi_kernel(threads: usize, f: &[Vec<f64>], u: &mut [Vec<f64>], steps: usize) -> f64 {
    let (n, m) = (u.len(), u[0].len());
    let mut uold = vec![vec![0.0; m]; n];
    let mut error = 0.0;
    for _ in 0..steps {
        error = 0.0;
        #[omp(parallel num_threads(threads))]
        {
            #[omp(for)]
            for i in 0..n {
                for j in 0..m {
                    uold[i][j] = u[i][j];
                }
            }
            #[omp(for reduction(+: error) nowait)]
            for i in 1..n - 1 {
                for j in 1..m - 1 {
                    let around = uold[i - 1][j] + uold[i + 1][j] + uold[i][j - 1] + uold[i][j + 1];
                    let residual = 0.25 * around - uold[i][j] - f[i][j];
                    u[i][j] = uold[i][j] + 0.5 * residual;
                    error += residual * residual;
                }
            }
        }
    }
    error
}

/// The error is a sum in a fixed order: its bits do not depend on the team.
#[test]
fn drb058_jacobikernel() {
    let f = grid(12, 9);
    let run = |threads| {
        let mut u = vec![vec![0.0; 9]; 12];
        let error = jacobi_kernel(threads, &f, &mut u, 5);
        (error.to_bits(), u)
    };
    let alone = run(1);
    compare(run, || alone.clone());
    let mut u = vec![vec![0.0; 9]; 12];
    let mut error = 0.0;
    for _ in 0..5 {
        let old = u.clone();
        error = 0.0;
        for i in 1..11 {
            for j in 1..8 {
                let around: f64 = old[i - 1][j] + old[i + 1][j] + old[i][j - 1] + old[i][j + 1];
                let residual = 0.25 * around - old[i][j] - f[i][j];
                u[i][j] = old[i][j] + 0.5 * residual;
                error += residual * residual;
            }
        }
    }
    assert_eq!(alone.1, u);
    assert!((f64::from_bits(alone.0) - error).abs() < 1e-12 * error);
}

#[omp]
fn matrix_multiply(threads: usize, a: &[Vec<f64>], b: &[Vec<f64>], c: &mut [Vec<f64>]) {
    let (k_len, columns) = (b.len(), b[0].len());
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        for k in 0..k_len {
            for j in 0..columns {
                c[i][j] = c[i][j] + a[i][k] * b[k][j];
            }
        }
    }
}

#[test]
fn drb060_matrixmultiply() {
    let (a, b) = (grid(11, 8), grid(8, 9));
    let run = |threads| {
        let mut c = vec![vec![0.0; 9]; 11];
        matrix_multiply(threads, &a, &b, &mut c);
        c
    };
    compare(run, || {
        let product = |i: usize, j: usize| (0..8).map(|k| a[i][k] * b[k][j]).sum();
        (0..11).map(|i| (0..9).map(|j| product(i, j)).collect()).collect()
    });
}

#[omp]
fn matrix_vector(threads: usize, a: &[Vec<f64>], v: &[f64], out: &mut [f64]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        let mut sum = 0.0;
        for j in 0..v.len() {
            sum += a[i][j] * v[j];
        }
        out[i] = sum;
    }
}

fn matrix_vector_serial(a: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    a.iter().map(|row| row.iter().zip(v).map(|(a, v)| a * v).sum()).collect()
}

#[test]
fn drb061_matrixvector1() {
    let (a, v) = (grid(20, 20), ramp(20));
    let run = |threads| {
        let mut out = vec![0.0; 20];
        matrix_vector(threads, &a, &v, &mut out);
        out
    };
    compare(run, || matrix_vector_serial(&a, &v));
}

#[omp]
fn matrix_vector_reduction(threads: usize, a: &[Vec<f64>], v: &[f64], out: &mut [f64]) {
    for i in 0..a.len() {
        let mut sum = 0.0;
        #[omp(parallel for reduction(+: sum) num_threads(threads))]
        for j in 0..v.len() {
            sum += a[i][j] * v[j];
        }
        out[i] = sum;
    }
}

/// Products of multiples of a half are exact in any order.
#[test]
fn drb062_matrixvector2() {
    let (a, v) = (grid(20, 20), ramp(20));
    let run = |threads| {
        let mut out = vec![0.0; 20];
        matrix_vector_reduction(threads, &a, &v, &mut out);
        out
    };
    compare(run, || matrix_vector_serial(&a, &v));
}

#[omp]
fn flat_matrix_vector(threads: usize, a: &[i32], b: &[i32], c: &mut [i32], n: usize) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..n {
        for j in 0..n {
            c[i] += b[j + i * n] * a[j];
        }
    }
}

#[test]
fn drb149_missingdata1() {
    let run = |threads| {
        let mut c = vec![0; 30];
        flat_matrix_vector(threads, &[1; 30], &[1; 900], &mut c, 30);
        c
    };
    compare(run, || vec![30; 30]);
}
