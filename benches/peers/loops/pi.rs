//! Pi by the midpoint rule.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Against, Case, Group, Sample, in_pool, target};

pub(super) const PI: Case = Case {
    name: "pi",
    group: Group::Loops,
    size: 100_000_000,
    quick: 10_000_000,
    rust: &[("ours", ours), ("rayon", rayon)],
    c: &["", "pi_simd"],
    tolerance: 1e-11,
    targets: &[
        target(2, Against::C(""), 0.30),
        target(8, Against::C(""), 0.55),
        target(16, Against::C(""), 0.95),
        target(2, Against::C("pi_simd"), 1.03),
        target(16, Against::C("pi_simd"), 1.03),
    ],
};

#[omp]
fn pi(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(parallel for reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

fn ours(_threads: usize, steps: usize) -> Sample {
    pi(steps / 10);
    Sample::of(|| pi(steps))
}

fn pi_rayon(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let height = |i| {
        let x = (i as f64 + 0.5) * step;
        4.0 / (1.0 + x * x)
    };
    step * (0..steps).into_par_iter().map(height).sum::<f64>()
}

fn rayon(threads: usize, steps: usize) -> Sample {
    in_pool(threads, || {
        pi_rayon(steps / 10);
        Sample::of(|| pi_rayon(steps))
    })
}
