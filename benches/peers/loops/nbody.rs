//! 128 bodies: the pull on each is a parallel region of its own, some 128 square roots.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Against, Case, Group, Sample, in_pool, target};

const BODIES: usize = 128;

pub(super) const NBODY: Case = Case {
    name: "nbody",
    group: Group::Loops,
    size: 1_000_000,
    quick: 5_000,
    rust: &[("ours", ours), ("rayon", rayon)],
    c: &["", "nbody_simd"],
    tolerance: 1e-9,
    targets: &[
        target(2, Against::Rust("rayon"), 0.05),
        target(16, Against::Rust("rayon"), 0.3),
        target(2, Against::C(""), 1.0),
        target(16, Against::C(""), 0.8),
    ],
};

type Vector = [f64; 3];

struct Bodies {
    x: Vec<f64>,
    y: Vec<f64>,
    z: Vec<f64>,
    mass: Vec<f64>,
}

impl Bodies {
    fn new() -> Self {
        let spread = |by: usize| (0..BODIES).map(|i| (i * by % BODIES) as f64 / BODIES as f64).collect();
        let mass = (0..BODIES).map(|i| 1.0 / (i + 1) as f64).collect();
        Self { x: spread(37), y: spread(59), z: spread(83), mass }
    }
}

/// The acceleration of body `at`.
#[omp]
fn pull(b: &Bodies, at: usize) -> Vector {
    let (mut ax, mut ay, mut az) = (0.0, 0.0, 0.0);
    #[omp(parallel for reduction(+: ax, ay, az))]
    for j in 0..b.x.len() {
        let (dx, dy, dz) = (b.x[j] - b.x[at], b.y[j] - b.y[at], b.z[j] - b.z[at]);
        let square = dx * dx + dy * dy + dz * dz + 0.01;
        let weight = b.mass[j] / (square * square.sqrt());
        ax += weight * dx;
        ay += weight * dy;
        az += weight * dz;
    }
    [ax, ay, az]
}

fn par_pull(b: &Bodies, at: usize) -> Vector {
    let pull_of = |j: usize| {
        let (dx, dy, dz) = (b.x[j] - b.x[at], b.y[j] - b.y[at], b.z[j] - b.z[at]);
        let square = dx * dx + dy * dy + dz * dz + 0.01;
        let weight = b.mass[j] / (square * square.sqrt());
        [weight * dx, weight * dy, weight * dz]
    };
    (0..b.x.len())
        .into_par_iter()
        .map(pull_of)
        .reduce(|| [0.0; 3], |[a, b, c], [x, y, z]| [a + x, b + y, c + z])
}

/// Some `regions` regions; the energy of motion afterwards.
fn simulate(pull: fn(&Bodies, usize) -> Vector, regions: usize) -> f64 {
    let mut bodies = Bodies::new();
    let mut speed = [[0.0; 3]; BODIES];
    for _ in 0..regions / BODIES {
        let pulls: [Vector; BODIES] = std::array::from_fn(|at| pull(&bodies, at));
        for (at, (speed, pull)) in speed.iter_mut().zip(pulls).enumerate() {
            for axis in 0..3 {
                speed[axis] += 1e-6 * pull[axis];
            }
            bodies.x[at] += 1e-6 * speed[0];
            bodies.y[at] += 1e-6 * speed[1];
            bodies.z[at] += 1e-6 * speed[2];
        }
    }
    speed.iter().map(|[x, y, z]| x * x + y * y + z * z).sum()
}

fn ours(_threads: usize, regions: usize) -> Sample {
    simulate(pull, regions / 10);
    Sample::of(|| simulate(pull, regions))
}

fn rayon(threads: usize, regions: usize) -> Sample {
    in_pool(threads, || {
        simulate(par_pull, regions / 10);
        Sample::of(|| simulate(par_pull, regions))
    })
}
