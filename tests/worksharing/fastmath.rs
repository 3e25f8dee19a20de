//! `#[omp(fastmath)]`: what it changes, and what it must not.

use std::{
    cell::Cell,
    ops::{Add, AddAssign, Mul, Sub},
};

use ferromp::prelude::*;

/// Whether the processor has the instructions that the loops are compiled for.
fn fuses() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    cfg!(target_arch = "aarch64")
}

macro_rules! residues {
    ($($attribute:tt)*) => {
        /// What rounding takes from `x * x`: a fused multiply-add gives it exactly, separate ones give zero.
        $($attribute)*
        fn residues(x: f64, out: &mut [f64]) -> (f64, f64) {
            let square = x * x;
            #[omp(parallel for num_threads(2))]
            for i in 0..out.len() {
                let mut updated = [-square, square];
                updated[0] += x * x;
                updated[1] -= x * x;
                out[i] = match i % 6 {
                    0 => x * x - square,
                    1 => (x * x) + (-square),
                    2 => -(square - x * x),
                    3 => -square + x * x,
                    4 => updated[0],
                    _ => -updated[1],
                };
            }
            let (mut sum, mut inner) = (0.0, 0.0);
            #[omp(parallel for reduction(+: sum) num_threads(2))]
            for _ in 0..8192 {
                sum += x * x - square;
            }
            #[omp(parallel for reduction(+: inner) num_threads(2))]
            for _ in 0..2 {
                let mut own = -square;
                for _ in 0..1 {
                    own += x * x;
                }
                inner += own;
            }
            (sum, inner)
        }
    };
}

mod fast {
    use ferromp::prelude::*;
    residues! { #[omp(fastmath)] pub(super) }
}
mod strict {
    use ferromp::prelude::*;
    residues! { #[omp] pub(super) }
}

#[test]
fn contraction_keeps_what_rounding_takes() {
    let x = 1.0 + 2.0_f64.powi(-30);
    let residue = if fuses() { 2.0_f64.powi(-60) } else { 0.0 };
    let mut out = [9.0; 60];
    assert_eq!(fast::residues(x, &mut out), (8192.0 * residue, 2.0 * residue));
    assert_eq!(out, [residue; 60]);
    assert_eq!(strict::residues(x, &mut out), (0.0, 0.0));
    assert_eq!(out, [0.0; 60]);
}

/// A large term first: summed in order it swallows each of the others.
#[test]
fn inner_sums_are_reordered() {
    #[omp(fastmath)]
    fn row_sums(n: usize, a: &[f64], out: &mut [f64]) {
        #[omp(parallel for num_threads(2))]
        for i in 0..out.len() {
            let mut sum = 0.5;
            for k in 0..n {
                sum += a[i * n + k];
            }
            out[i] = sum;
        }
    }
    let n = 160;
    let a: Vec<f64> = (0..3 * n).map(|at| if at % n == 0 { 1e16 } else { 1.0 }).collect();
    let mut out = [0.0; 3];
    row_sums(n, &a, &mut out);
    let in_order = a[..n].iter().fold(0.5, |sum, x| sum + x);
    assert_eq!(in_order, 1e16);
    // All but the nine that share a lane with the large one.
    assert_eq!(out, [1e16 + 150.0; 3]);
}

#[omp(fastmath)]
fn norms<T>(n: usize, a: &[T], out: &mut [T], zero: T)
where
    T: Copy + Send + Sync + Add<Output = T> + Mul<Output = T> + Sub<Output = T> + AddAssign,
{
    #[omp(parallel for num_threads(2))]
    for i in 0..out.len() {
        let mut sum = zero;
        for k in 0..n {
            sum += a[i * n + k] * a[i * n + k];
        }
        let twice = sum + a[i] * zero;
        out[i] = twice - zero * a[i];
    }
}

/// Over a type parameter, nothing is known: the expressions stay.
#[test]
fn type_parameters_mean_what_they_did() {
    let (mut whole, mut real) = ([0_i64; 2], [0.0_f32; 2]);
    norms(3, &[1, 2, 3, 4, 5, 6], &mut whole, 0);
    norms(3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &mut real, 0.0);
    assert_eq!((whole, real), ([14, 77], [14.0, 77.0]));
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Complex(f64, f64);

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0 - self.1 * other.1, self.0 * other.1 + self.1 * other.0)
    }
}
impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}
impl AddAssign for Complex {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
/// A number on one side and a type of its own on the other.
impl Add<Complex> for f64 {
    type Output = Complex;
    fn add(self, other: Complex) -> Complex {
        Complex(self + other.0, other.1)
    }
}

#[omp(fastmath)]
fn mixed(z: &[Complex], n: &[usize], x: &[f64], out: &mut [(Complex, usize, f64)]) {
    #[omp(parallel for num_threads(2))]
    for i in 0..out.len() {
        let mut w = z[i] * z[i] + Complex(1.0, 0.0);
        w += z[i] * z[i];
        let shifted = x[i] * 2.0 + w;
        let mut count = n[i] * n[i] + 2 * n[i] + 1;
        for k in 0..n[i] {
            count += k * n[i];
        }
        let through: f64 = x.iter().map(|y| y * y + 1.0).sum();
        let most = |a: f64, b: f64| if a > b { a } else { b };
        let mut largest = 0.0;
        for k in 0..x.len() {
            largest = x[k].max(largest);
        }
        for k in 0..x.len() {
            largest = largest.max(x[k] * 0.5);
        }
        out[i] = (shifted, count, most(through, 0.0) + largest * (1.0 + 2.0 * 0.5));
    }
}

#[test]
fn integers_references_and_other_types_mean_what_they_did() {
    let z = [Complex(0.0, 1.0), Complex(2.0, 0.0)];
    let mut out = [(z[0], 0, 0.0); 2];
    mixed(&z, &[3, 4], &[1.0, 3.0], &mut out);
    assert_eq!(out[0], (Complex(1.0, 0.0), 9 + 6 + 1 + 9, 12.0 + 6.0));
    assert_eq!(out[1], (Complex(15.0, 0.0), 16 + 8 + 1 + 24, 18.0));
}

/// Each operand is evaluated once, from left to right.
#[test]
fn operands_are_evaluated_in_order() {
    #[omp(fastmath)]
    fn traced(out: &mut [f64]) {
        #[omp(parallel for num_threads(1))]
        for i in 0..out.len() {
            let trace = Cell::new(0.0);
            let next = |value: f64| {
                trace.set(trace.get() * 10.0 + value);
                value
            };
            let sum = next(1.0) * next(2.0) + next(3.0);
            let difference = next(4.0) - next(5.0) * next(6.0);
            out[i] = trace.get() + 0.25 * sum + difference;
        }
    }
    let mut out = [0.0; 3];
    traced(&mut out);
    assert_eq!(out, [123_456.0 + 1.25 - 26.0; 3]);
}

struct Model {
    weights: Vec<f32>,
    total: f32,
}

#[omp(fastmath)]
impl Model {
    fn run(&mut self, x: &[f32]) {
        let mut total = 0.0;
        #[omp(parallel num_threads(3))]
        {
            #[omp(for reduction(+: total))]
            for i in 0..x.len() {
                total += self.weights[i] * x[i];
            }
        }
        self.total = total;
    }
}

#[test]
fn an_impl_block_is_fast_as_a_whole() {
    let mut model = Model { weights: vec![0.5; 100], total: 0.0 };
    model.run(&[2.0; 100]);
    assert!((model.total - 100.0).abs() < 1e-3);
}
