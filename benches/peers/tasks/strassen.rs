//! Strassen's product of square matrices (1969): a task for each of the seven products of every quartering. A
//! matrix is stored quarter by quarter, down to leaves that are stored by rows, so that each quarter is a slice.

use std::borrow::Cow;

use ferromp::prelude::*;
use rayon::prelude::*;

use super::{
    measure,
    random::{Random, weighted_sum},
    rayon_pool,
    tile::{SIDE, add_product},
};
use crate::case::Sample;

/// A quarter of a matrix (0 1 / 2 3), or a second one added to it or subtracted from it.
enum Factor {
    One(usize),
    Sum(usize, usize),
    Difference(usize, usize),
}
use Factor::{Difference, One, Sum};

/// The factors of the seven products.
const FACTORS: [(Factor, Factor); 7] = [
    (Sum(0, 3), Sum(0, 3)),
    (Sum(2, 3), One(0)),
    (One(0), Difference(1, 3)),
    (One(3), Difference(2, 0)),
    (Sum(0, 1), One(3)),
    (Difference(2, 0), Sum(0, 1)),
    (Difference(1, 3), Sum(2, 3)),
];

impl Factor {
    fn of<'a>(&self, matrix: &'a [f64]) -> Cow<'a, [f64]> {
        let quarter = |i: usize| &matrix[i * matrix.len() / 4..][..matrix.len() / 4];
        let both = |a, b| quarter(a).iter().zip(quarter(b));
        match *self {
            One(a) => Cow::Borrowed(quarter(a)),
            Sum(a, b) => both(a, b).map(|(a, b)| a + b).collect(),
            Difference(a, b) => both(a, b).map(|(a, b)| a - b).collect(),
        }
    }
}

/// The product's quarters from the seven products.
#[omp]
fn combine(products: &[f64], c: &mut [f64]) {
    let quarter = c.len() / 4;
    let [m1, m2, m3, m4, m5, m6, m7] = std::array::from_fn(|i| &products[i * quarter..][..quarter]);
    let (top, bottom) = c.split_at_mut(2 * quarter);
    let (c11, c12) = top.split_at_mut(quarter);
    let (c21, c22) = bottom.split_at_mut(quarter);
    #[omp(simd)]
    for i in 0..quarter {
        c11[i] = m1[i] + m4[i] - m5[i] + m7[i];
        c12[i] = m3[i] + m5[i];
        c21[i] = m2[i] + m4[i];
        c22[i] = m1[i] - m2[i] + m3[i] + m6[i];
    }
}

#[omp]
fn multiply(a: &[f64], b: &[f64], c: &mut [f64]) {
    if c.len() <= SIDE * SIDE {
        add_product(1.0, a, b, c);
        return;
    }
    let quarter = c.len() / 4;
    let mut products = vec![0.0; 7 * quarter];
    for (product, (left, right)) in products.chunks_exact_mut(quarter).zip(&FACTORS) {
        #[omp(task)]
        {
            multiply(&left.of(a), &right.of(b), product);
        }
    }
    omp!(taskwait);
    combine(&products, c);
}

struct Matrices {
    a: Vec<f64>,
    b: Vec<f64>,
    c: Vec<f64>,
}

impl Matrices {
    fn new(n: usize) -> Self {
        let mut random = Random::new(7);
        let mut fill = || (0..n * n).map(|_| random.next_f64()).collect();
        // Negative zeros are written here. Zeros would be what the system hands out when they are first touched, which
        // would be in the measured run.
        Self { a: fill(), b: fill(), c: vec![-0.0; n * n] }
    }
}

#[omp]
fn multiply_parallel(threads: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        multiply(a, b, c);
    }
}

/// `size` is the leaf's by a power of two.
pub(super) fn ours(threads: usize, size: usize) -> Sample {
    measure(
        || Matrices::new(size),
        |m| multiply_parallel(threads, &m.a, &m.b, &mut m.c),
        |m| weighted_sum(&m.c),
    )
}

fn multiply_rayon(a: &[f64], b: &[f64], c: &mut [f64]) {
    if c.len() <= SIDE * SIDE {
        add_product(1.0, a, b, c);
        return;
    }
    let quarter = c.len() / 4;
    let mut products = vec![0.0; 7 * quarter];
    products.par_chunks_exact_mut(quarter).zip(&FACTORS).for_each(|(product, (left, right))| {
        multiply_rayon(&left.of(a), &right.of(b), product);
    });
    combine(&products, c);
}

pub(super) fn rayon(threads: usize, size: usize) -> Sample {
    let pool = rayon_pool(threads);
    measure(
        || Matrices::new(size),
        |m| pool.install(|| multiply_rayon(&m.a, &m.b, &mut m.c)),
        |m| weighted_sum(&m.c),
    )
}
